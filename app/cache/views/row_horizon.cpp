#include "cache/views/row_horizon.h"

#include "base/utf8.h"
#include "jobs/filter/filter_logic.h"
#include "jobs/order.h"

namespace syncwall {

RowHorizon::RowHorizon(const Snapshot& snapshot, const Query& query)
    : snapshot_(snapshot), key_(query.sort.empty() ? SortKey{} : query.sort.front()), strictly_(query.sort.size() > 1) {
  bool all_away = true;
  for (const OriginPart& part : snapshot.origins()) {
    meet(*part.frontier, query);
    all_away = all_away && part.frontier->away;
  }
  nothing_ = nothing_ || all_away;
  fold_last();
}

RowHorizon::RowHorizon(const Snapshot& snapshot, const Query& query, Origin only)
    : snapshot_(snapshot), key_(query.sort.empty() ? SortKey{} : query.sort.front()), strictly_(query.sort.size() > 1) {
  meet(*snapshot.of(only).frontier, query);
  nothing_ = nothing_ || snapshot.of(only).frontier->away;
  fold_last();
}

// One more server.
void RowHorizon::meet(const Frontier& frontier, const Query& query) {
  if (frontier.complete) return;
  if (frontier.as_they_come || frontier.away) {
    whole_ = false;
    return;
  }
  // A walk of less than the query proves nothing of the rest.
  const bool wide_enough = narrows(in_utc(query.filter), frontier.walked.filter);
  if (wide_enough && frontier.walk_done) return;
  whole_ = false;
  if (!wide_enough || frontier.walked.sort.empty() || !(frontier.walked.sort.front() == key_) || !frontier.last) {
    nothing_ = true;
    return;
  }
  if (!last_ || compare_jobs(view_of(*frontier.last), view_of(*last_), std::span(&key_, 1)) < 0) last_ = frontier.last;
}

void RowHorizon::fold_last() {
  if (!last_) return;
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
  if (nothing_) return false;
  if (!last_) return true;
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
  if (whole_ || other.nothing_) return true;
  if (nothing_ || other.whole_) return false;
  if (!last_ || !other.last_) return !last_;
  if (!(key_ == other.key_) || strictly_ != other.strictly_) return false;
  return compare_jobs(view_of(*other.last_), view_of(*last_), std::span(&key_, 1)) <= 0;
}

}  // namespace syncwall
