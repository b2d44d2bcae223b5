// PartialPresent: a part of the back buffer onto the screen, where X11 can (GLX_MESA_copy_sub_buffer). In software,
// bringing a whole screen over costs far more than the few px of a text that changes every second. Main thread only.
#pragma once

namespace syncwall {

class PartialPresent {
 public:
  // For the window whose context is current.
  PartialPresent();
  [[nodiscard]] bool available() const { return copy_ != nullptr; }
  // OpenGL is in software and has no screen to wait for: then nothing but show() need be used, and the back buffer
  // keeps what was drawn into it.
  [[nodiscard]] bool suffices() const { return available() && software_; }
  // px from the bottom left, as OpenGL counts. REQUIRES: available().
  void show(int x, int y, int width, int height) const;

 private:
  using Copy = void (*)(void* display, unsigned long drawable, int x, int y, int width, int height);
  Copy copy_ = nullptr;
  bool software_ = false;
  void* display_ = nullptr;
  unsigned long drawable_ = 0;
};

}  // namespace syncwall
