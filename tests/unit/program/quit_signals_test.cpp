#include "program/quit_signals.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <mutex>

using namespace syncwall;

namespace {

// In a process of its own, since signals are the process's. Exits with how many quits it was asked for.
int quits_after(std::initializer_list<int> signals) {
  std::array<int, 2> ready{};
  REQUIRE(::pipe(ready.data()) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::alarm(20);
    QuitSignals quit;
    std::mutex mutex;
    std::condition_variable asked;
    int count = 0;
    quit.on_quit([&] {
      const std::lock_guard lock(mutex);
      ++count;
      asked.notify_one();
    });
    static_cast<void>(::write(ready[1], "x", 1));
    std::unique_lock lock(mutex);
    asked.wait(lock, [&] { return count > 0; });
    ::_exit(count);
  }
  char byte = 0;
  CHECK(::read(ready[0], &byte, 1) == 1);
  for (const int number : signals) ::kill(child, number);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(ready[0]);
  ::close(ready[1]);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

TEST_CASE("SIGTERM, SIGINT and SIGHUP ask for the end, also after a SIGUSR2 from anybody") {
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
    CHECK(quits_after({number}) == 1);
    CHECK(quits_after({SIGUSR2, SIGUSR2, number}) == 1);
  }
}
