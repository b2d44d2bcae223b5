// syncwall: runs what the arguments ask for: the window, a picture, or a command.
#include <malloc.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/paths.h"
#include "base/standard_streams.h"
#include "program/backend.h"
#include "program/commands.h"
#include "program/options/argument_words.h"
#include "program/options/options.h"
#include "program/patient_source.h"
#include "program/screen.h"
#include "program/source_command.h"
#include "program/terminal_text.h"
#include "program/waiting_note.h"

namespace syncwall {

namespace {

int fail(const Problem& problem) {
  std::fprintf(stderr, "syncwall: %s\n", harmless(problem.text()).c_str());
  return 2;
}

// Told where it takes long, so that nobody thinks that the program hangs.
void wait_and_tell(std::int64_t ms, const Problem& why) {
  constexpr std::int64_t kLongMs = 3'000;
  if (ms >= kLongMs)
    std::fprintf(stderr, "syncwall: %s; asking again in %lld s\n", harmless(why.text()).c_str(),
                 static_cast<long long>((ms + 999) / 1000));
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

// A window that can't write its log is still of use.
std::unique_ptr<Log> open_log(const Options& options) {
  std::error_code ignored;
  std::filesystem::create_directories(state_dir(), ignored);
  auto log = Log::open(state_dir() / "syncwall.log", options.log_level);
  if (!log.ok()) {
    std::fprintf(stderr, "syncwall: %s\n", log.problem().text().c_str());
    return nullptr;
  }
  log.value()->write(Log::Level::Info, "start", {{"version", SYNCWALL_VERSION}});
  return std::move(log).value();
}

// One server, or those of --profile or --rotate.
Result<std::vector<Stage>> open_stages(const Options& options, Log* log) {
  std::vector<Stage> stages;
  std::vector<Options> wanted;
  for (const std::string& name : options.rotate.empty() ? options.profiles : options.rotate) {
    auto one = with_profile(options, name);
    if (!one.ok()) return one.problem();
    wanted.push_back(std::move(one).value());
  }
  if (wanted.empty()) wanted.push_back(options);
  for (Options& one : wanted) {
    auto backend = Backend::open(one, log);
    if (!backend.ok()) return backend.problem();
    stages.push_back({std::move(one), std::move(backend).value()});
  }
  return stages;
}

// A source that tries again for a while, and says so.
struct Asked {
  explicit Asked(std::unique_ptr<JobSource> s) : source(std::move(s)) {}
  const std::unique_ptr<JobSource> source;
  WaitingNote note{source->server(),
                   [](const std::string& text) { std::fprintf(stderr, "syncwall: %s\n", harmless(text).c_str()); },
                   std::chrono::seconds(2), std::chrono::seconds(10)};
  PatientSource patient{*source, wait_and_tell, &note};
};

int run_command(std::span<const Stage> stages, const Options& options, const Clock& clock) {
  std::deque<Asked> asked;
  std::vector<NamedSource> servers;
  for (const Stage& stage : stages) {
    auto source = stage.backend->source();
    if (!source.ok()) return fail(source.problem());
    servers.push_back({asked.emplace_back(std::move(source).value()).patient, server_name(stage.options)});
  }
  const WallMs now = clock.wall_ms();
  if (options.command == Options::Command::Audit)
    return run_audit(servers.front().source, options, now, stdout, stderr);
  return (options.command == Options::Command::List ? run_list : run_summary)(servers, options, now, stdout, stderr);
}

int run(int argc, char** argv) {
  const auto parsed = parse_options(argc, argv);
  hide_passwords(argc, argv);
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
    const auto log = open_log(options);
    const auto stages = open_stages(options, log.get());
    if (!stages.ok()) return fail(stages.problem());
    const auto done = run_window(stages.value(), clock, *signals);
    if (log) log->write(Log::Level::Info, "end");
    return done.ok() ? 0 : fail(done.problem());
  }
  if (options.command == Options::Command::CheckSource)
    return run_check_source(options, clock.wall_ms(), stdout, stderr);
  const auto stages = open_stages(options, nullptr);
  if (!stages.ok()) return fail(stages.problem());
  if (options.command != Options::Command::Picture) return run_command(stages.value(), options, clock);
  const auto done = write_picture(stages.value(), clock);
  return done.ok() ? 0 : fail(done.problem());
}

// Views and decoded pages are megabytes that come and go. By default glibc takes such blocks from its heaps as soon as
// one has been freed, and what lies between them keeps a hundred MiB from the system; and each thread has a heap of its
// own.
void keep_heap_compact() {
#ifdef __GLIBC__
  constexpr int kMiB = 1024 * 1024;
  mallopt(M_MMAP_THRESHOLD, kMiB);
  mallopt(M_TRIM_THRESHOLD, 2 * kMiB);
  mallopt(M_ARENA_MAX, 2);
#endif
}

}  // namespace

}  // namespace syncwall

int main(int argc, char** argv) {
  syncwall::keep_heap_compact();
  syncwall::prepare_standard_streams();
  try {
    const int status = syncwall::run(argc, argv);
    const auto closed = syncwall::close_standard_output();
    return closed.ok() || status != 0 ? status : syncwall::fail(closed.problem());
  } catch (const std::exception& e) {  // no memory, no threads
    std::fprintf(stderr, "syncwall: %s\n", e.what());
    return 2;
  }
}
