// ScrollAnchor: where the table is scrolled to, as a job and a part of its row, so that rows that come and go
// above don't move what somebody reads, and so that positions stay exact where a
// float of pixels can't be (2 px steps at 24 million px). UI thread only; knows no ImGui.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "cache/views/view.h"

namespace syncwall {

class ScrollAnchor {
 public:
  // What the frame saw: the first row on the screen and how far it is scrolled out, in parts of a row (0 to 1).
  void remember(std::shared_ptr<const View> view, ViewRow first, double part);

  // The scroll position in `view`, in rows: where the anchor's job now is; where that is gone, the next job below
  // it that is still there; else as close to the old position as there are rows. Top stays top. O(view), twice at most.
  [[nodiscard]] double position_in(const View& view) const;

  [[nodiscard]] const View* view() const { return view_.get(); }

 private:
  std::shared_ptr<const View> view_;
  std::uint32_t first_ = 0;
  double part_ = 0;
};

// Where the row of a job is in a view. O(view).
[[nodiscard]] std::optional<ViewRow> find_row(const View& view, CacheRow row);

}  // namespace syncwall
