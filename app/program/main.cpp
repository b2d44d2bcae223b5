// syncwall: which program the arguments ask for, and nothing else.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "program/backend.h"
#include "program/commands.h"
#include "program/options.h"
#include "program/screen.h"

namespace syncwall {

namespace {

int fail(const Problem& problem) {
  std::fprintf(stderr, "syncwall: %s\n", problem.text().c_str());
  return 2;
}

int run(int argc, char** argv) {
  const auto parsed = parse_options(argc, argv);
  if (const int* status = std::get_if<int>(&parsed)) return *status;
  const Options& options = std::get<Options>(parsed);
  const SystemClock clock;
  if (options.utc) {
    // Before any thread: every text of a local time goes by it.
    setenv("TZ", "UTC", 1);
    tzset();
  }
  std::optional<QuitSignals> signals;
  if (options.command == Options::Command::Window) signals.emplace();
  const auto backend = Backend::open(options);
  if (!backend.ok()) return fail(backend.problem());
  if (options.command == Options::Command::Window || options.command == Options::Command::Picture) {
    const auto done = signals ? run_window(options, *backend.value(), clock, *signals) : write_picture(options, *backend.value(), clock);
    return done.ok() ? 0 : fail(done.problem());
  }
  const auto source = backend.value()->source();
  if (!source.ok()) return fail(source.problem());
  const auto command = options.command == Options::Command::List ? run_list : run_summary;
  return command(*source.value(), options, clock.wall_ms(), stdout, stderr);
}

}  // namespace

}  // namespace syncwall

int main(int argc, char** argv) { return syncwall::run(argc, argv); }
