// syncwall: which program the arguments ask for, and nothing else.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

// One server, or those of --rotate.
Result<std::vector<Stage>> open_stages(const Options& options) {
  std::vector<Stage> stages;
  std::vector<Options> wanted;
  for (const std::string& name : options.rotate) {
    auto one = with_profile(options, name);
    if (!one.ok()) return one.problem();
    wanted.push_back(std::move(one).value());
  }
  if (wanted.empty()) wanted.push_back(options);
  for (Options& one : wanted) {
    auto backend = Backend::open(one);
    if (!backend.ok()) return backend.problem();
    stages.push_back({std::move(one), std::move(backend).value()});
  }
  return stages;
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
  if (signals) {
    const auto stages = open_stages(options);
    if (!stages.ok()) return fail(stages.problem());
    const auto done = run_window(stages.value(), clock, *signals);
    return done.ok() ? 0 : fail(done.problem());
  }
  const auto backend = Backend::open(options);
  if (!backend.ok()) return fail(backend.problem());
  if (options.command == Options::Command::Picture) {
    const auto done = write_picture(options, *backend.value(), clock);
    return done.ok() ? 0 : fail(done.problem());
  }
  const auto source = backend.value()->source();
  if (!source.ok()) return fail(source.problem());
  const auto command = options.command == Options::Command::List ? run_list : options.command == Options::Command::Audit ? run_audit : run_summary;
  return command(*source.value(), options, clock.wall_ms(), stdout, stderr);
}

}  // namespace

}  // namespace syncwall

int main(int argc, char** argv) { return syncwall::run(argc, argv); }
