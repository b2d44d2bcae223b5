#include "sync/page_walk.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <ranges>

#include "base/time_text.h"
#include "jobs/odd_fields.h"

namespace syncwall {

namespace {

Problem nonsense(std::string why) { return {"the pages don't add up", std::move(why), ""}; }
std::string n(std::int64_t value) { return std::string(grouped(value).view()); }

Problem too_few(std::int64_t brought, std::int64_t total) {
  return nonsense("its pages hold " + n(brought) + " of the " + n(total) + " jobs that it counts");
}

// Where the server orders by a value that can't be read here, nobody knows the job's place.
bool placed(const JobView& job, const Query& query) {
  if (query.sort.empty()) return true;
  const auto read = [&](std::initializer_list<JobField> fields) {
    return std::ranges::none_of(fields, [&](JobField field) {
      const auto odd = find_odd_field(job.odd_fields, field);
      return odd && odd->kind == Oddity::Unreadable;
    });
  };
  switch (query.sort.front().column) {
    case SortColumn::User:
      return read({JobField::UserId, JobField::UserName});
    case SortColumn::Collection:
      return read({JobField::CollectionId, JobField::CollectionName});
    case SortColumn::Type:
      return read({JobField::Type});
    case SortColumn::Status:
      return read({JobField::Status});
    case SortColumn::Created:
      return is_time(job.created_at);
    case SortColumn::LastSync:
      return job.last_sync_at != kUnknownTime;
    case SortColumn::Schedule:
      return job.schedule_s >= 0;
  }
  return true;
}

}  // namespace

std::optional<std::int64_t> PageWalk::moved(std::uint64_t revision) const {
  const std::uint64_t first = begun ? first_revision_ : revision;
  if (first == 0 || revision < first || total < 0) return std::nullopt;
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(revision - first, kMost));
}

Result<Done> PageWalk::take(const JobPage& page, bool ordered) {
  if (!begun) total = page.total;
  const std::int64_t all = rows + static_cast<std::int64_t>(page.list.jobs.size()) + page.list.skipped;
  const bool ends = page.next_cursor.empty();
  if (ordered && !ends && all == rows) return nonsense("an empty page says that more follow it");
  const std::size_t hash = std::hash<std::string>()(page.next_cursor);
  if (!ends && cursors_.contains(hash)) return nonsense("its pages go round in circles");
  if (const auto slack = moved(page.revision)) {
    std::optional<Problem> wrong;
    if (all - total > *slack) wrong = nonsense("its pages go on after the " + n(total) + " jobs that it counts");
    if (ends && total - all > *slack) wrong = too_few(all, total);
    if (wrong && !lenient) return *wrong;
    if (!off) off = wrong;
  }
  if (!ends) cursors_.insert(hash);
  if (!begun) first_revision_ = page.revision;
  revision_ = page.revision;
  begun = true;
  done = ends;
  rows = all;
  skipped += page.list.skipped;
  cursor = page.next_cursor;
  for (const JobView& job : page.list.jobs | std::views::reverse) {
    if (!placed(job, query)) continue;
    last = to_owned(job);
    break;
  }
  return Done{};
}

Result<Done> PageWalk::held_to(std::int64_t different_jobs) const {
  if (off) return *off;
  const auto slack = moved(revision_);
  if (slack && total - different_jobs - skipped > *slack) return too_few(different_jobs + skipped, total);
  return Done{};
}

}  // namespace syncwall
