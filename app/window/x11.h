// What X11 needs beyond GLFW. Found by name when it runs: its headers would tie the build to X11, and on another window
// system each of these does nothing. Main thread only.
#pragma once

#include <cstddef>

namespace syncwall {

// A connection from before glfwInit() until after it. A window manager that crashed leaves its mark on the root window;
// GLFW 3.3 then fails an assertion when it opens its first window (glfw#2601). A mark whose window is gone is taken
// away, as the next window manager would. Not closed before GLFW has its own: an X server starts afresh when its last
// client goes, and refuses others for that moment.
class FirstConnection {
 public:
  FirstConnection();
  ~FirstConnection();
  FirstConnection(const FirstConnection&) = delete;
  FirstConnection& operator=(const FirstConnection&) = delete;

 private:
  void* display_ = nullptr;
};

// X errors are printed on stderr (the first few) and ignored; Xlib's own way is to end the program. They come from
// what other clients do: one that asks for the clipboard and goes away at once is a BadWindow of ours. GLFW 3.3 puts
// Xlib's way back whenever it has made a window, so this is called again after what may do so.
void survive_x_errors();

// How many bytes of text the display takes in one answer to a client that pastes; `most` where it sets no limit.
[[nodiscard]] std::size_t largest_clipboard(std::size_t most);

}  // namespace syncwall
