// A panel over the right side of the desk: between its construction and its end, what is drawn goes into it. UI thread
// only.
#pragma once

#include "ui/area.h"
#include "ui/frame.h"

namespace syncwall {

class SidePanel {
 public:
  // `id` is a literal of ours; `width` px at most.
  SidePanel(Frame& frame, const char* id, const Area& area, float width);
  ~SidePanel();
  SidePanel(const SidePanel&) = delete;
  SidePanel& operator=(const SidePanel&) = delete;

  [[nodiscard]] float room() const { return room_; }  // for text, px

 private:
  float room_ = 0;
};

// px, of those that stand beside the desk.
inline constexpr float kDetailsWidth = 520, kFailuresWidth = 640;

// The arrows, PgUp, PgDn, Home and End scroll the current window. `line`: px of an arrow.
void scroll_by_keys(float line);

}  // namespace syncwall
