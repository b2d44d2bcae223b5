// KeepAwake: while it lives, the desktop neither blanks nor locks the screen (org.freedesktop.ScreenSaver.Inhibit over
// D-Bus, which GNOME, KDE, Xfce and others offer). Main thread only.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.h"

struct DBusConnection;

namespace syncwall {

class KeepAwake {
 public:
  // Waits for the desktop's answer for at most a second. The problem says why there is none: no session bus, or a
  // desktop without a screen saver of that name; X11's own blanking is then the administrator's (xset s off -dpms).
  [[nodiscard]] static Result<KeepAwake> begin(const char* why);
  ~KeepAwake();
  KeepAwake(KeepAwake&&) noexcept;
  KeepAwake& operator=(KeepAwake&&) = delete;

 private:
  struct Close {
    void operator()(DBusConnection* bus) const;
  };
  using Bus = std::unique_ptr<DBusConnection, Close>;
  KeepAwake(Bus bus, std::uint32_t cookie);

  Bus bus_;  // the desktop ends the inhibition when it closes, also when this program is killed
  std::uint32_t cookie_;
};

}  // namespace syncwall
