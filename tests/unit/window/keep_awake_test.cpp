#include "window/keep_awake.h"

#include <dbus/dbus.h>
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>

using namespace syncwall;

namespace {

// A session bus of this test's own.
class SessionBus {
 public:
  SessionBus() {
    std::array<int, 2> pipe_ends{};
    REQUIRE(::pipe(pipe_ends.data()) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(pipe_ends[1], 3);
      ::execlp("dbus-daemon", "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=3", nullptr);
      ::_exit(127);
    }
    ::close(pipe_ends[1]);
    std::string address;
    for (char c = 0; ::read(pipe_ends[0], &c, 1) == 1 && c != '\n';) address += c;
    ::close(pipe_ends[0]);
    REQUIRE_FALSE(address.empty());
    ::setenv("DBUS_SESSION_BUS_ADDRESS", address.c_str(), 1);
  }
  ~SessionBus() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    ::unsetenv("DBUS_SESSION_BUS_ADDRESS");
  }
  SessionBus(const SessionBus&) = delete;
  SessionBus& operator=(const SessionBus&) = delete;

 private:
  pid_t pid_ = 0;
};

// What a desktop does: answers Inhibit with a cookie, and remembers what it was asked.
class ScreenSaver {
 public:
  ScreenSaver() : bus_(dbus_bus_get_private(DBUS_BUS_SESSION, nullptr)) {
    REQUIRE(bus_ != nullptr);
    dbus_connection_set_exit_on_disconnect(bus_, FALSE);
    REQUIRE(dbus_bus_request_name(bus_, "org.freedesktop.ScreenSaver", 0, nullptr) ==
            DBUS_REQUEST_NAME_REPLY_PRIMARY_OWNER);
    thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  }
  ~ScreenSaver() {
    thread_.request_stop();
    thread_.join();
    dbus_connection_close(bus_);
    dbus_connection_unref(bus_);
  }
  ScreenSaver(const ScreenSaver&) = delete;
  ScreenSaver& operator=(const ScreenSaver&) = delete;
  std::atomic<int> inhibited{0}, ended{0};

 private:
  void serve(const std::stop_token& stop) {
    while (!stop.stop_requested() && dbus_connection_read_write(bus_, 20) == TRUE) {
      while (DBusMessage* message = dbus_connection_pop_message(bus_)) {
        if (dbus_message_is_method_call(message, "org.freedesktop.ScreenSaver", "Inhibit") == TRUE) {
          const dbus_uint32_t cookie = 4711;
          DBusMessage* answer = dbus_message_new_method_return(message);
          dbus_message_append_args(answer, DBUS_TYPE_UINT32, &cookie, DBUS_TYPE_INVALID);
          ++inhibited;
          dbus_connection_send(bus_, answer, nullptr);
          dbus_connection_flush(bus_);
          dbus_message_unref(answer);
        } else if (dbus_message_is_method_call(message, "org.freedesktop.ScreenSaver", "UnInhibit") == TRUE) {
          dbus_uint32_t cookie = 0;
          dbus_message_get_args(message, nullptr, DBUS_TYPE_UINT32, &cookie, DBUS_TYPE_INVALID);
          if (cookie == 4711) ++ended;
        }
        dbus_message_unref(message);
      }
    }
  }
  DBusConnection* const bus_;
  std::jthread thread_;
};

}  // namespace

TEST_CASE("the screen is kept awake while it is wanted, and no longer") {
  const SessionBus bus;
  ScreenSaver desktop;
  {
    auto awake = KeepAwake::begin("a wall of jobs");
    REQUIRE(awake.ok());
    CHECK(desktop.inhibited == 1);
    const KeepAwake moved = std::move(awake).value();
    CHECK(desktop.ended == 0);
  }
  for (int i = 0; i < 200 && desktop.ended == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(desktop.ended == 1);
}

TEST_CASE("without a bus, or a desktop that answers, it says what to do") {
  ::setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus", 1);
  const auto no_bus = KeepAwake::begin("a wall of jobs");
  REQUIRE_FALSE(no_bus.ok());
  CHECK(no_bus.problem().text().find("xset") != std::string::npos);
  const SessionBus bus;
  const auto nobody = KeepAwake::begin("a wall of jobs");
  REQUIRE_FALSE(nobody.ok());
  CHECK(nobody.problem().what == "the screen may go dark");
}
