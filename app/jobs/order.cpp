#include "jobs/order.h"

#include "base/utf8.h"
#include "jobs/filter/filter_match.h"

namespace syncwall {

namespace {

std::strong_ordering compare_ascending(const JobView& a, const JobView& b, SortColumn column) {
  switch (column) {
    case SortColumn::User:
      return fold(shown_user(a)) <=> fold(shown_user(b));
    case SortColumn::Collection:
      return fold(shown_collection(a)) <=> fold(shown_collection(b));
    case SortColumn::Type:
      return a.type <=> b.type;
    case SortColumn::Created:
      return a.created_at <=> b.created_at;
    case SortColumn::LastSync:
      return a.last_sync_at <=> b.last_sync_at;
    case SortColumn::Status:
      return a.status <=> b.status;
    case SortColumn::Schedule:
      return a.schedule_s <=> b.schedule_s;
  }
  return std::strong_ordering::equal;
}

}  // namespace

bool sorts_last(const JobView& job, SortColumn column) {
  switch (column) {
    case SortColumn::Created:
      return !is_time(job.created_at);
    case SortColumn::LastSync:
      return !is_time(job.last_sync_at);
    case SortColumn::Schedule:
      return job.schedule_s < 0;
    default:
      return false;
  }
}

std::strong_ordering compare_jobs(const JobView& a, const JobView& b, std::span<const SortKey> sort) {
  for (const SortKey& key : sort) {
    const bool a_last = sorts_last(a, key.column), b_last = sorts_last(b, key.column);
    if (a_last != b_last) return a_last ? std::strong_ordering::greater : std::strong_ordering::less;
    if (a_last) continue;
    const auto order = compare_ascending(a, b, key.column);
    if (order != 0) return key.ascending ? order : 0 <=> order;
  }
  return a.id <=> b.id;
}

bool matches(const JobView& job, const Filter& filter, WallMs now) { return JobMatcher(filter, now).matches(job); }

}  // namespace syncwall
