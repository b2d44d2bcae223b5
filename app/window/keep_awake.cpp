#include "window/keep_awake.h"

#include <dbus/dbus.h>

#include <string>
#include <utility>

namespace syncwall {

namespace {

constexpr int kPatienceMs = 1000;

struct Error {
  Error() { dbus_error_init(&error); }
  ~Error() { dbus_error_free(&error); }
  Error(const Error&) = delete;
  Error& operator=(const Error&) = delete;
  [[nodiscard]] std::string text() const { return error.message != nullptr ? error.message : "no answer"; }
  DBusError error;
};

struct Unref {
  void operator()(DBusMessage* message) const { dbus_message_unref(message); }
};
using Message = std::unique_ptr<DBusMessage, Unref>;

Message call(const char* method) {
  return Message(dbus_message_new_method_call("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver",
                                              "org.freedesktop.ScreenSaver", method));
}

Problem problem(const std::string& why) {
  return {"the screen may go dark", why, "turn off the desktop's screen saver, or X11's: xset s off -dpms"};
}

}  // namespace

void KeepAwake::Close::operator()(DBusConnection* bus) const {
  dbus_connection_close(bus);
  dbus_connection_unref(bus);
}

Result<KeepAwake> KeepAwake::begin(const char* why) {
  Error error;
  // Private: a connection of its own, that ends with this object.
  Bus bus(dbus_bus_get_private(DBUS_BUS_SESSION, &error.error));
  if (!bus) return problem(error.text());
  dbus_connection_set_exit_on_disconnect(bus.get(), FALSE);
  const Message ask = call("Inhibit");
  const char* who = "Syncwall";
  if (!ask ||
      dbus_message_append_args(ask.get(), DBUS_TYPE_STRING, &who, DBUS_TYPE_STRING, &why, DBUS_TYPE_INVALID) == FALSE)
    return problem("out of memory");
  const Message answer(dbus_connection_send_with_reply_and_block(bus.get(), ask.get(), kPatienceMs, &error.error));
  if (!answer) return problem(error.text());
  std::uint32_t cookie = 0;
  if (dbus_message_get_args(answer.get(), &error.error, DBUS_TYPE_UINT32, &cookie, DBUS_TYPE_INVALID) == FALSE)
    return problem(error.text());
  return KeepAwake(std::move(bus), cookie);
}

KeepAwake::KeepAwake(Bus bus, std::uint32_t cookie) : bus_(std::move(bus)), cookie_(cookie) {}
KeepAwake::KeepAwake(KeepAwake&&) noexcept = default;

KeepAwake::~KeepAwake() {
  if (!bus_) return;
  const Message end = call("UnInhibit");
  if (!end || dbus_message_append_args(end.get(), DBUS_TYPE_UINT32, &cookie_, DBUS_TYPE_INVALID) == FALSE) return;
  dbus_message_set_no_reply(end.get(), TRUE);
  dbus_connection_send(bus_.get(), end.get(), nullptr);
  dbus_connection_flush(bus_.get());
}

}  // namespace syncwall
