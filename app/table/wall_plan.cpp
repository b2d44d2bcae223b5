#include "table/wall_plan.h"

#include <algorithm>

#include "jobs/plain_filter.h"

namespace syncwall {

namespace {
constexpr std::int64_t kFewJobs = 2000, kFewAgain = 1800;
}

Urgency urgency(Status status, Lateness lateness) {
  if (status == Status::Failed) return Urgency::Failed;
  if (lateness != Lateness::None) return Urgency::Overdue;
  switch (status) {
    case Status::Paused:
      return Urgency::Paused;
    case Status::Running:
      return Urgency::Running;
    case Status::Pending:
      return Urgency::Pending;
    default:
      return Urgency::Completed;
  }
}

WallScope wall_scope(const JobSummary* summary, const Filter& filter, bool few) {
  WallScope scope;
  scope.few = summary != nullptr && summary->total <= (few ? kFewJobs : kFewAgain);
  if (!filter.all()) {
    scope.query.filter = filter;
  } else if (!scope.few) {
    constexpr Mask kNotWell = bit(Status::Failed) | bit(Status::Paused) | bit(Status::Running) | bit(Status::Pending);
    scope.query.filter = filter_of({"", "", 0, kNotWell, true, true});
  }
  // Not known yet is neither.
  scope.few = scope.few || (summary == nullptr && few);
  return scope;
}

void WallPlan::update(const Snapshot& snapshot, const std::shared_ptr<const View>& view, WallMs now) {
  constexpr std::int64_t kMomentMs = 10'000;
  if (view == view_ && moment_ == now / kMomentMs) return;
  view_ = view;
  moment_ = now / kMomentMs;
  counts_ = {};
  rows_.clear();
  if (view == nullptr) return;
  for (auto& bucket : buckets_) bucket.clear();
  for (const CacheRow row : view->rows) {
    const ChunkFixed& fixed = snapshot.fixed(row);
    const std::size_t i = Snapshot::at(row);
    if (!snapshot.alive(row)) continue;
    const Status status = snapshot.status(row);
    const Lateness late = lateness(status, fixed.schedule_s[i], fixed.created_at[i], snapshot.last_sync_at(row),
                                   view->here.at(now).now_at(fixed.origin[i]));
    const auto level = static_cast<std::size_t>(urgency(status, late));
    ++counts_.urgency[level];
    ++counts_.summary.total;
    if (status == Status::Other)
      ++counts_.unknown;
    else
      ++counts_.summary.by_status[static_cast<std::size_t>(status)];
    auto& bucket = buckets_[level];
    if (bucket.size() < kMostRows) bucket.push_back(row);
  }
  for (const auto& bucket : buckets_) {
    const std::size_t room = std::min(bucket.size(), kMostRows - rows_.size());
    rows_.insert(rows_.end(), bucket.begin(), bucket.begin() + static_cast<std::ptrdiff_t>(room));
  }
}

WallPlan::Page WallPlan::page(TickMs ticks, std::size_t rows_each) {
  Page page;
  if (rows_.empty() || rows_each == 0) return page;
  if (since_ < 0) since_ = ticks;
  const bool several = rows_.size() > rows_each || first_ > 0;
  if (ticks - since_ >= kPageMs) {
    since_ += (ticks - since_) / kPageMs * kPageMs;
    // On by what was shown, however many rows a page has by now.
    if (several) first_ += each_;
  }
  if (first_ >= rows_.size() || rows_.size() <= rows_each) first_ = 0;
  each_ = rows_each;
  const auto pages = [&](std::size_t rows) { return static_cast<std::int64_t>((rows + rows_each - 1) / rows_each); };
  page.number = pages(first_) + 1;
  page.of = pages(first_) + pages(rows_.size() - first_);
  if (page.of > 1) page.next_in_ms = kPageMs - (ticks - since_);
  page.rows = std::span(rows_).subspan(first_, std::min(rows_each, rows_.size() - first_));
  return page;
}

}  // namespace syncwall
