// PartialPresent: a part of the back buffer onto the screen, where X11 can (GLX_MESA_copy_sub_buffer). In software,
// bringing a whole screen over costs far more than the few px of a text that changes every second. Main thread only.
#pragma once

namespace syncwall {

class PartialPresent {
 public:
  // For the window whose context is current.
  PartialPresent();
  [[nodiscard]] bool available() const { return copy_ != nullptr; }
  // px from the bottom left, as OpenGL counts. REQUIRES: available().
  void show(int x, int y, int width, int height) const;

 private:
  using Copy = void (*)(void* display, unsigned long drawable, int x, int y, int width, int height);
  Copy copy_ = nullptr;
  void* display_ = nullptr;
  unsigned long drawable_ = 0;
};

}  // namespace syncwall
