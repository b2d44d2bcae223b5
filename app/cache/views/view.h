// View: the rows of one query in their order, over one snapshot. Immutable once built.
//
// The exact prefix (architecture.md, invariant 2): while not everything is cached, a view ends at the frontier,
// up to which the walk of the query's pages proves that nothing is missing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "cache/snapshot.h"
#include "cache/views/failure_groups.h"
#include "cache/views/row_filter.h"
#include "cache/views/row_horizon.h"
#include "cache/views/row_pool.h"
#include "cache/views/row_sorter.h"
#include "jobs/query.h"

namespace syncwall {

// The place of a row in a view, from 0. Not a CacheRow, and not for keeping: it changes with every refresh.
enum class ViewRow : std::uint32_t {};
[[nodiscard]] constexpr std::uint32_t index_of(ViewRow row) { return static_cast<std::uint32_t>(row); }

struct View {
  Query query;
  Snapshot basis;  // what the rows were matched under
  Snapshot
      ordered_under;  // the same, or an older one where rows kept their places since; with it each row stays its job's
  RowContext here;    // what terms were held to beside the jobs
  std::vector<CacheRow> rows;  // in order
  bool whole = false;          // false: more rows may follow that are not loaded yet
  std::int64_t total = -1;     // how many match, as far as known; -1: not known yet

  [[nodiscard]] std::size_t size() const { return rows.size(); }
  [[nodiscard]] CacheRow operator[](ViewRow row) const { return rows[index_of(row)]; }
};

// Builds views, and keeps what the next one can use: ranks of ids and texts, and where the filter's texts occur. One
// thread at a time; all snapshots must be from one cache.
class ViewFactory {
 public:
  // From nothing. Null when `stop` was requested on the way.
  [[nodiscard]] std::shared_ptr<const View> build(const Snapshot& snapshot, const Query& query, const RowContext& here,
                                                  const std::stop_token& stop = {});

  // The same view as build() makes, from an older one where that is less work: changes are merged into its order, a
  // filter that narrows looks at its rows only, another sort sorts its rows only. `last` may be null.
  [[nodiscard]] std::shared_ptr<const View> next(const std::shared_ptr<const View>& last, const Snapshot& snapshot,
                                                 const Query& query, const RowContext& here,
                                                 const std::stop_token& stop = {});

  // Of the failed jobs that a query is about; null when `stop` was requested.
  [[nodiscard]] std::shared_ptr<const FailureGroups> failures(const Snapshot& snapshot, const Filter& filter,
                                                              const RowContext& here, const std::stop_token& stop) {
    return count_failures(snapshot, filter, here, texts_, stop);
  }

  // Does now what the first sort by a text would have to.
  void prepare(const Snapshot& snapshot) { sorter_.prepare(snapshot); }

 private:
  // The rows of next(); nothing where they have to be built.
  [[nodiscard]] std::optional<std::vector<CacheRow>> carry(const View& last, const Snapshot& snapshot,
                                                           const Query& query, const RowContext& here,
                                                           const std::stop_token& stop);

  [[nodiscard]] std::shared_ptr<const View> make_view(const Snapshot& snapshot, const Query& query,
                                                      const RowContext& here, std::vector<CacheRow> rows) const;

  // `last` and the kept views of this order, those with the least work left for carry() first.
  [[nodiscard]] std::vector<std::shared_ptr<const View>> candidates(const std::shared_ptr<const View>& last,
                                                                    const Query& query) const;
  // `last` was left for another query.
  void keep(const std::shared_ptr<const View>& last, WallMs now);
  // Which of a snapshot's rows match; false when stopped.
  [[nodiscard]] bool mark(const RowFilter& filter, std::uint32_t rows, const std::stop_token& stop);
  [[nodiscard]] bool marked(CacheRow row) const;
  // Those of `rows` that match, in their order; nothing when stopped.
  [[nodiscard]] std::optional<std::vector<CacheRow>> narrow(const std::vector<CacheRow>& rows, const Snapshot& snapshot,
                                                            const RowFilter& filter, const std::stop_token& stop);

  RowSorter sorter_;
  std::vector<std::uint64_t> marks_;  // bits by row
  // The views that stood last, for some seconds: whoever takes back a letter or a click gets rows that are sorted
  // already. Not for longer, and not while many jobs die, because they keep their snapshots alive.
  struct Kept {
    std::shared_ptr<const View> view;
    WallMs left = 0;  // when it was last the view that stands
  };
  static constexpr std::size_t kMostKept = 4;
  std::vector<Kept> kept_;
  FilterMemory texts_;
  std::shared_ptr<RowPool> pool_ = std::make_shared<RowPool>();  // outlived by views
};

}  // namespace syncwall
