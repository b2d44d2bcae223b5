// Selection: the ticked jobs. By job (a CacheRow belongs to one job until that has died, and is forgotten here by
// settle()), so it survives sort, filter and refresh. UI thread only; knows no ImGui.
//
// "All that match" may be asked for before all that match is loaded. Then the filter is remembered together
// with what was unticked since, and the rest is ticked when every job is known, or the view holds all that match. Where
// more match than this machine keeps (--mirror-limit), those that it keeps are ticked, and capped_of() says of how
// many.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cache/views/view.h"
#include "jobs/query.h"

namespace syncwall {

class Selection {
 public:
  enum class Extent : std::uint8_t { None, Some, All };

  [[nodiscard]] bool contains(CacheRow row) const;
  [[nodiscard]] bool empty() const { return ticked_ == 0 && !pending_; }
  // How many jobs; while pending(), as far as the server's count tells.
  [[nodiscard]] std::int64_t count() const;
  // Waiting for the rest of "all that match" to be loaded.
  [[nodiscard]] bool pending() const { return pending_.has_value(); }
  // Not 0: "all that match" was asked for, so many match, and only the first of them could be ticked.
  [[nodiscard]] std::int64_t capped_of() const { return capped_of_; }
  [[nodiscard]] const Filter* pending_filter() const { return pending_ ? &pending_->filter : nullptr; }
  // Grows with every change.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  [[nodiscard]] std::vector<CacheRow> rows() const;  // ascending

  void set(CacheRow row, bool ticked);
  // A click on a box: toggles it, and a range begins there.
  void toggle(CacheRow row);
  // A plain click on a row or a move of the cursor: a range begins there.
  void anchor_at(CacheRow row);
  // A Shift-click, or a move with Shift: ticks all rows of the view from where the range begins to this one. What an
  // earlier range from there had ticked beyond it is unticked. Where its begin isn't in the view, it begins here.
  void range_to(const View& view, ViewRow row);
  // Ctrl+A and the header's box: all that match the view's query.
  void all_matching(const View& view);
  void clear();
  // While pending(): what the view holds of the same filter is ticked, if it is all that matches, or (`full`) all that
  // is kept here.
  void complete_from(const View& view, bool full);
  // Gives up waiting for the rest: what is ticked stays ticked.
  void stop_waiting() { pending_.reset(); }

  // Once per new snapshot: forgets jobs that died, and completes a pending "all that match".
  void settle(const Snapshot& snapshot, WallMs now);

  // The state of the header's box, and how many ticked jobs the view doesn't show. O(view) when the view or the
  // selection has changed, nothing else.
  struct InView {
    Extent extent = Extent::None;
    std::int64_t hidden = 0;
  };
  [[nodiscard]] const InView& in_view(const std::shared_ptr<const View>& view);

 private:
  struct Pending {
    Filter filter;
    RowContext here;
    std::int64_t total = -1;           // what the server counts
    std::vector<CacheRow> exceptions;  // unticked since
  };

  void put(CacheRow row, bool ticked);
  void forget_dead(const Snapshot& snapshot);

  std::vector<std::uint64_t> bits_;  // by CacheRow
  std::int64_t ticked_ = 0;
  std::optional<CacheRow> range_start_;
  std::vector<CacheRow> by_range_;  // what the range from there has ticked
  std::optional<Pending> pending_;
  std::uint64_t version_ = 1;
  Snapshot settled_;
  bool ticked_since_ = false;  // rows that may have been dead already
  std::int64_t capped_of_ = 0;

  InView in_view_;
  std::weak_ptr<const View> counted_view_;  // an address may come again for another view; this doesn't
  std::uint64_t counted_version_ = 0;
};

}  // namespace syncwall
