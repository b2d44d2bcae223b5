#include "cache/views/view.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <tuple>
#include <utility>

#include "cache/views/view_update.h"
#include "jobs/filter/filter_logic.h"

namespace syncwall {

namespace {

constexpr std::size_t kStopEvery = 256;   // parts between two looks at the stop token
constexpr std::size_t kManyRows = 4;      // one of so many
constexpr std::int64_t kKeptMs = 10'000;  // while somebody types
constexpr std::uint32_t kFewDead = 64;    // one row of so many may wait for a kept view before it is used again
constexpr std::uint32_t kBits = RowFilter::kBits;

// While not everything is cached: what the servers say. -1: not all of them have said it.
std::int64_t total_as_told(const Snapshot& snapshot, const Filter& filter, const RowContext& here) {
  const Filter asked = in_utc(filter);
  std::vector<std::uint8_t> counted(snapshot.origins().size());
  std::int64_t total = 0;
  for (std::size_t i = 0; i < counted.size(); ++i) {
    const Frontier& frontier = *snapshot.origins()[i].frontier;
    counted[i] = frontier.complete ? 1 : 0;
    if (frontier.complete) continue;
    if (!(frontier.walked.filter == asked) || frontier.total < 0) return -1;
    total += frontier.total;
  }
  if (std::ranges::count(counted, 1) == 0) return total;
  const RowFilter rows(snapshot, filter, here);
  for (std::uint32_t i = 0; i < snapshot.rows(); ++i) {
    const CacheRow row{i};
    total += counted[index_of(snapshot.origin(row))] != 0 && rows.matches(row) ? 1 : 0;
  }
  return total;
}

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
  view->total =
      view->whole ? static_cast<std::int64_t>(view->rows.size()) : total_as_told(snapshot, query.filter, here);
  return view;
}

std::shared_ptr<const View> ViewFactory::build(const Snapshot& snapshot, const Query& query, const RowContext& here,
                                               const std::stop_token& stop) {
  const RowHorizon horizon(snapshot, query);
  std::vector<CacheRow> rows = pool_->take();
  if (!horizon.nothing()) {
    const RowFilter filter(snapshot, query.filter, here, texts_, stop);
    if (!mark(filter, snapshot.rows(), stop)) return nullptr;
    rows.reserve(query.filter.all() ? snapshot.rows() : 0);
    for (std::size_t word = 0; word < marks_.size(); ++word) {
      for (std::uint64_t bits = marks_[word]; bits != 0; bits &= bits - 1) {
        const auto row = static_cast<CacheRow>(word * kBits + static_cast<unsigned>(std::countr_zero(bits)));
        if (horizon.within(row)) rows.push_back(row);
      }
    }
    if (!sorter_.sort(snapshot, query.sort, rows, stop)) return nullptr;
  }
  return make_view(snapshot, query, here, std::move(rows));
}

std::shared_ptr<const View> ViewFactory::next(const std::shared_ptr<const View>& last, const Snapshot& snapshot,
                                              const Query& query, const RowContext& here, const std::stop_token& stop) {
  std::erase_if(kept_, [&](const Kept& k) {
    const bool old = here.now < k.left || here.now - k.left > kKeptMs;
    return old || snapshot.deaths() - k.view->basis.deaths() > snapshot.live_rows() / kFewDead;
  });
  std::shared_ptr<const View> made;
  for (const auto& view : candidates(last, query)) {
    auto rows = carry(*view, snapshot, query, here, stop);
    if (stop.stop_requested()) return nullptr;
    if (rows) made = make_view(snapshot, query, here, std::move(*rows));
    if (made) break;
  }
  if (!made) made = build(snapshot, query, here, stop);
  if (made && last && !(last->query == query)) keep(last, here.now);
  return made;
}

std::vector<std::shared_ptr<const View>> ViewFactory::candidates(const std::shared_ptr<const View>& last,
                                                                 const Query& query) const {
  std::vector<std::shared_ptr<const View>> views;
  if (last) views.push_back(last);
  for (const Kept& k : kept_) {
    if (k.view->query.sort == query.sort && k.view != last) views.push_back(k.view);
  }
  const auto work = [&](const std::shared_ptr<const View>& view) {
    return std::tuple(!(view->query == query), !(view->query.sort == query.sort), view->size());
  };
  std::ranges::stable_sort(views, {}, work);
  return views;
}

// Where there are too many, the small ones go: their rows are found anew among those of the large ones.
void ViewFactory::keep(const std::shared_ptr<const View>& last, WallMs now) {
  std::erase_if(kept_, [&](const Kept& k) { return k.view->query == last->query; });
  kept_.push_back({last, now});
  if (kept_.size() <= kMostKept) return;
  kept_.erase(std::ranges::min_element(kept_, {}, [](const Kept& k) { return k.view->size(); }));
}

// Looking at all rows in the order in which they lie, and then at a bit for each in the view's order, is far less work
// than looking at the rows themselves in that order, or than sorting anew.
bool ViewFactory::mark(const RowFilter& filter, std::uint32_t rows, const std::stop_token& stop) {
  const std::size_t parts = (rows + kPartRows - 1) / kPartRows;
  marks_.resize(parts * kPartRows / kBits);
  auto to = marks_.begin();
  for (std::size_t part = 0; part < parts; ++part) {
    if (part % kStopEvery == 0 && stop.stop_requested()) return false;
    to = std::ranges::copy(filter.matches_in(part), to).out;
  }
  return true;
}

bool ViewFactory::marked(CacheRow row) const {
  const auto i = static_cast<std::uint32_t>(row);
  return (marks_[i / kBits] >> (i % kBits) & 1) != 0;
}

std::optional<std::vector<CacheRow>> ViewFactory::narrow(const std::vector<CacheRow>& rows, const Snapshot& snapshot,
                                                         const RowFilter& filter, const std::stop_token& stop) {
  std::vector<CacheRow> narrowed = pool_->take();
  if (rows.size() * kManyRows <= snapshot.rows()) {
    std::ranges::copy_if(rows, std::back_inserter(narrowed), [&](CacheRow row) { return filter.matches(row); });
    return narrowed;
  }
  if (!mark(filter, snapshot.rows(), stop)) return std::nullopt;
  narrowed.resize(rows.size());
  std::size_t n = 0;  // a row that isn't wanted is written and then overwritten, so that no branch has to be guessed
  for (const CacheRow row : rows) {
    narrowed[n] = row;
    n += marked(row) ? 1 : 0;
  }
  narrowed.resize(n);
  return narrowed;
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
  std::optional<std::vector<CacheRow>> narrowed;
  if (!same_filter) {
    const RowFilter then(last.basis, query.filter, here, texts_, stop);
    narrowed = narrow(last.rows, last.basis, then, stop);
    if (!narrowed) return std::nullopt;
  }
  const std::vector<CacheRow>& before = same_filter ? last.rows : *narrowed;
  std::vector<CacheRow> rows;
  if (same_snapshot && !same_filter) {
    rows = *std::move(narrowed);
  } else {
    rows = pool_->take();
    same_snapshot ? rows.assign(before.begin(), before.end())
                  : merge(before, last.basis, snapshot, last.query.sort, *changes, rows);
  }
  if (!same_sort && !sorter_.sort(snapshot, query.sort, rows, stop)) return std::nullopt;
  return rows;
}

}  // namespace syncwall
