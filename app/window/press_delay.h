// PressDelay: a press that comes together with a jump of the pointer (a touch screen, a remote desktop, a test) is seen
// one frame after the jump. Dear ImGui takes both in one frame; a widget that lets others overlap it, as a table's
// header does, then loses the press where another widget was hovered in the frame before. For Dear ImGui before 1.87,
// whose back end polls the buttons; since then it takes events, and Window holds them back. Pure; one owner.
#pragma once

#include <array>
#include <cstddef>

namespace syncwall {

class PressDelay {
 public:
  using Buttons = std::array<bool, 5>;

  // What this frame is to see of the buttons, of which those of `down` are pressed, with the pointer at x, y. px. A
  // press that waited is seen for one frame even if it has ended meanwhile.
  Buttons seen(float x, float y, const Buttons& down) {
    const bool moved = x != x_ || y != y_;
    x_ = x;
    y_ = y;
    waiting_ = false;
    for (std::size_t i = 0; i < down.size(); ++i) {
      const bool waited = waits_[i];
      waits_[i] = !waited && moved && down[i] && !seen_[i];
      seen_[i] = waited || (down[i] && !waits_[i]);
      waiting_ = waiting_ || waits_[i] || seen_[i] != down[i];
    }
    return seen_;
  }
  // Whether the next frame will see something else: draw it.
  [[nodiscard]] bool waiting() const { return waiting_; }

 private:
  float x_ = 0, y_ = 0;
  Buttons waits_{}, seen_{};
  bool waiting_ = false;
};

}  // namespace syncwall
