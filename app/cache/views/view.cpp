#include "cache/views/view.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "cache/views/view_update.h"
#include "jobs/filter_logic.h"

namespace syncwall {

namespace {

constexpr std::uint32_t kStopEvery = 1u << 16;  // rows between two looks at the stop token
constexpr std::size_t kManyRows = 4;            // one of so many
constexpr std::int64_t kKeptMs = 10'000;        // while somebody types
constexpr std::uint32_t kBits = 64;

}  // namespace

std::shared_ptr<const View> ViewFactory::make_view(const Snapshot& snapshot, const Query& query, const RowContext& here,
                                                   std::vector<CacheRow> rows) const {
  const auto give_back = [pool = pool_](View* view) {
    const std::unique_ptr<View> gone(view);
    pool->give(std::move(gone->rows));
  };
  const std::shared_ptr<View> view(std::make_unique<View>().release(), give_back);
  view->query = query;
  view->basis = view->ordered_under = snapshot;
  view->here = here;
  view->rows = std::move(rows);
  view->whole = RowHorizon(snapshot, query).whole();
  const Frontier& frontier = snapshot.frontier();
  if (view->whole) {
    view->total = static_cast<std::int64_t>(view->rows.size());
  } else if (frontier.walked.filter == in_utc(query.filter)) {
    view->total = frontier.total;
  }
  return view;
}

std::shared_ptr<const View> ViewFactory::build(const Snapshot& snapshot, const Query& query, const RowContext& here,
                                               const std::stop_token& stop) {
  const RowHorizon horizon(snapshot, query);
  std::vector<CacheRow> rows = pool_->take();
  if (!horizon.nothing()) {
    const RowFilter filter(snapshot, query.filter, here, texts_, stop);
    if (query.filter.all()) rows.reserve(snapshot.rows());
    for (std::uint32_t row = 0; row < snapshot.rows(); ++row) {
      if (row % kStopEvery == 0 && stop.stop_requested()) return nullptr;
      if (filter.matches(CacheRow(row)) && horizon.within(CacheRow(row))) rows.push_back(CacheRow(row));
    }
    if (!sorter_.sort(snapshot, query.sort, rows, stop)) return nullptr;
  }
  return make_view(snapshot, query, here, std::move(rows));
}

std::shared_ptr<const View> ViewFactory::next(const std::shared_ptr<const View>& last, const Snapshot& snapshot,
                                              const Query& query, const RowContext& here, const std::stop_token& stop) {
  if (all_ && last == all_) all_left_ = here.now;
  if (all_ && (!(all_->query.sort == query.sort) || here.now < all_left_ || here.now - all_left_ > kKeptMs))
    all_.reset();
  auto rows = last ? carry(*last, snapshot, query, here, stop) : std::nullopt;
  if (!rows && !stop.stop_requested() && all_ && all_ != last) rows = carry(*all_, snapshot, query, here, stop);
  if (stop.stop_requested()) return nullptr;
  auto made = rows ? make_view(snapshot, query, here, std::move(*rows)) : build(snapshot, query, here, stop);
  if (made && made->whole && query.filter.all()) {
    all_ = made;
    all_left_ = here.now;
  }
  return made;
}

// Looking at all rows in the order in which they lie, and then at a bit for each in the view's order, is far less work
// than looking at the rows themselves in that order, or than sorting anew.
bool ViewFactory::mark(const RowFilter& filter, std::uint32_t rows, const std::stop_token& stop) {
  marks_.assign((rows + kBits - 1) / kBits, 0);
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (row % kStopEvery == 0 && stop.stop_requested()) return false;
    marks_[row / kBits] |= static_cast<std::uint64_t>(filter.matches(CacheRow(row))) << (row % kBits);
  }
  return true;
}

bool ViewFactory::marked(CacheRow row) const {
  const auto i = static_cast<std::uint32_t>(row);
  return (marks_[i / kBits] >> (i % kBits) & 1) != 0;
}

std::optional<std::vector<CacheRow>> ViewFactory::carry(const View& last, const Snapshot& snapshot, const Query& query,
                                                        const RowContext& here, const std::stop_token& stop) {
  const bool same_sort = query.sort == last.query.sort, same_filter = query.filter == last.query.filter;
  const bool many = last.rows.size() * kManyRows > snapshot.rows();
  if (!same_filter && !same_sort && many) return std::nullopt;
  if (!narrows(query.filter, last.query.filter)) return std::nullopt;
  // A row becomes late, or is being deleted, without a change of its own.
  if (!(here == last.here) && (depends_on_now(query.filter) || !(here.at(last.here.now) == last.here)))
    return std::nullopt;
  const RowHorizon was(last.basis, last.query), horizon(snapshot, query);
  if (was.whole() != horizon.whole() || was.nothing() || !horizon.reaches(was)) return std::nullopt;

  const RowFilter filter(snapshot, query.filter, here, texts_, stop);
  if (stop.stop_requested()) return std::nullopt;
  const bool same_snapshot = snapshot.version() == last.basis.version();
  std::optional<RowChanges> changes;
  if (!same_snapshot) {
    changes = changes_since(last.basis, was, snapshot, filter, horizon);
    if (!changes) return std::nullopt;
  }
  std::vector<CacheRow> narrowed;
  if (!same_filter) {
    const RowFilter then(last.basis, query.filter, here, texts_, stop);
    if (many) {
      if (!mark(then, last.basis.rows(), stop)) return std::nullopt;
      std::ranges::copy_if(last.rows, std::back_inserter(narrowed), [&](CacheRow row) { return marked(row); });
    } else {
      std::ranges::copy_if(last.rows, std::back_inserter(narrowed), [&](CacheRow row) { return then.matches(row); });
    }
  }
  const std::span<const CacheRow> before = same_filter ? last.rows : narrowed;
  std::vector<CacheRow> rows = pool_->take();
  if (same_snapshot) {
    rows.assign(before.begin(), before.end());
  } else {
    merge(before, last.basis, snapshot, last.query.sort, *changes, rows);
  }
  if (!same_sort && !sorter_.sort(snapshot, query.sort, rows, stop)) return std::nullopt;
  return rows;
}

}  // namespace syncwall
