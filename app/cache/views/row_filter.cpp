#include "cache/views/row_filter.h"

#include "base/utf8.h"
#include "jobs/order.h"

namespace syncwall {

RowFilter::RowFilter(const Snapshot& snapshot, const Filter& filter, WallMs now)
    : RowFilter(snapshot, filter, now, own_, {}) {}

RowFilter::RowFilter(const Snapshot& snapshot, const Filter& filter, WallMs now, FilterMemory& memory,
                     const std::stop_token& stop)
    : snapshot_(snapshot), filter_(filter), now_(now) {
  const Dictionary::View& dictionary = snapshot.dictionary();
  users_ = memory.users.find(dictionary.users, dictionary.strings, filter.user, stop);
  collections_ = memory.collections.find(dictionary.collections, dictionary.strings, filter.collection, stop);
}

bool RowFilter::passes_status(CacheRow row) const {
  if (filter_.statuses == 0 && !filter_.overdue && !filter_.stuck) return true;
  const LivePart& live = snapshot_.part(row);
  const std::size_t j = Snapshot::in_part(row);
  if ((filter_.statuses & bit(live.status[j])) != 0) return true;
  if (!filter_.overdue && !filter_.stuck) return false;
  const ChunkFixed& fixed = snapshot_.fixed(row);
  const std::size_t i = Snapshot::at(row);
  const Lateness late = lateness(live.status[j], fixed.schedule_s[i], fixed.created_at[i], live.last_sync_at[j], now_);
  return (filter_.overdue && late == Lateness::Overdue) || (filter_.stuck && late == Lateness::Stuck);
}

bool RowFilter::matches(CacheRow row) const {
  if (!snapshot_.alive(row)) return false;
  const ChunkFixed& fixed = snapshot_.fixed(row);
  const std::size_t i = Snapshot::at(row);
  if (filter_.types != 0 && (filter_.types & bit(fixed.type[i])) == 0) return false;
  if (!users_.empty() && users_[fixed.user[i]] == 0) return false;
  if (!collections_.empty() && collections_[fixed.collection[i]] == 0) return false;
  return passes_status(row);
}

RowHorizon::RowHorizon(const Snapshot& snapshot, const Query& query) : snapshot_(snapshot) {
  const Frontier& frontier = snapshot.frontier();
  if (frontier.complete) {
    whole_ = true;
    return;
  }
  if (frontier.as_they_come) {
    any_ = true;
    return;
  }
  // A walk of everything in the same order proves any filter; a walk of another filter proves nothing.
  const Query asked = server_part(query);
  if (!frontier.walked.filter.all() && !(frontier.walked.filter == asked.filter)) return;
  if (frontier.walk_done) {
    whole_ = true;
    return;
  }
  if (frontier.walked.sort != asked.sort || !frontier.last) return;
  last_ = frontier.last;
  key_ = asked.sort.front();
  strictly_ = query.sort.size() > 1;
  const JobView last = view_of(*last_);
  last_is_last_ = sorts_last(last, key_.column);
  if (key_.column == SortColumn::User) folded_ = fold(shown_user(last));
  if (key_.column == SortColumn::Collection) folded_ = fold(shown_collection(last));
}

std::strong_ordering RowHorizon::compare_first_key(CacheRow row) const {
  const ChunkFixed& fixed = snapshot_.fixed(row);
  const Dictionary::View& dictionary = snapshot_.dictionary();
  const std::size_t i = Snapshot::at(row);
  switch (key_.column) {
    case SortColumn::User:
      return dictionary.strings.folded(dictionary.users[fixed.user[i]].shown) <=> FoldedText(folded_, false);
    case SortColumn::Collection:
      return dictionary.strings.folded(dictionary.collections[fixed.collection[i]].shown) <=>
             FoldedText(folded_, false);
    case SortColumn::Type:
      return fixed.type[i] <=> last_->type;
    case SortColumn::Created:
      return fixed.created_at[i] <=> last_->created_at;
    case SortColumn::LastSync:
      return snapshot_.last_sync_at(row) <=> last_->last_sync_at;
    case SortColumn::Status:
      return snapshot_.status(row) <=> last_->status;
    case SortColumn::Schedule:
      return fixed.schedule_s[i] <=> last_->schedule_s;
  }
  return std::strong_ordering::equal;
}

bool RowHorizon::row_sorts_last(CacheRow row) const {
  const ChunkFixed& fixed = snapshot_.fixed(row);
  const std::size_t i = Snapshot::at(row);
  switch (key_.column) {
    case SortColumn::Created:
      return !is_time(fixed.created_at[i]);
    case SortColumn::LastSync:
      return !is_time(snapshot_.last_sync_at(row));
    case SortColumn::Schedule:
      return fixed.schedule_s[i] < 0;
    default:
      return false;
  }
}

bool RowHorizon::within(CacheRow row) const {
  if (whole_ || any_) return true;
  if (!last_) return false;
  const bool row_is_last = row_sorts_last(row);
  // A job that never ran, and what is unknown, is last in both directions.
  auto order = last_is_last_ || row_is_last ? row_is_last <=> last_is_last_ : compare_first_key(row);
  if (!key_.ascending && !last_is_last_ && !row_is_last) order = 0 <=> order;
  if (order != 0) return order < 0;
  if (strictly_) return false;
  UuidText buffer;
  return snapshot_.dictionary().id_text(snapshot_.id(row), buffer) <= last_->id;
}

bool RowHorizon::reaches(const RowHorizon& other) const {
  if (whole_ || other.nothing()) return true;
  if (any_ || other.any_) return any_ && !other.whole_;
  if (other.whole_ || !last_ || !(key_ == other.key_) || strictly_ != other.strictly_) return false;
  return compare_jobs(view_of(*other.last_), view_of(*last_), std::span(&key_, 1)) <= 0;
}

}  // namespace syncwall
