#include "server/job_server.h"

#include <condition_variable>
#include <exception>
#include <mutex>

#include "server/open_store.h"

namespace syncwall {

namespace {
constexpr std::chrono::milliseconds kTick{250};
}

Result<std::unique_ptr<JobServer>> JobServer::start(const Options& options) {
  std::unique_ptr<JobServer> made(new JobServer);
  StoreOptions how;
  how.audit_days = options.audit_days;
  how.clock = options.clock;
  how.stop = options.stop;
  if (Log* const log = options.http.log; log != nullptr)
    how.report = [log](const std::string& what) { log->write(Log::Level::Warn, "database", {{"what", what}}); };
  auto store = open_store(options.database, how);
  if (!store.ok()) return store.problem();
  made->store_ = std::move(store).value();
  made->patience_ = options.http.patience;
  const Clock& clock = options.clock != nullptr ? *options.clock : made->system_clock_;
  if (options.demo_jobs > 0) made->drives_ = FileLock::take(options.database.string() + ".demo-lock");
  if (made->drives_) {
    Simulator simulator(*made->store_, options.demo_seed, options.demo_speed);
    auto ready = simulator.populate(
        options.demo_jobs, clock.wall_ms(),
        [&](std::int64_t done) {
          if (options.progress) options.progress(done, options.demo_jobs);
        },
        options.stop);
    if (ready.ok()) ready = simulator.catch_up(clock.wall_ms(), options.stop);
    if (!ready.ok()) return ready.problem();
  }
  Http::Options http_options = options.http;
  if (http_options.clock == nullptr) http_options.clock = &clock;
  auto http = Http::start(*made->store_, http_options);
  if (!http.ok()) return http.problem();
  made->http_ = std::move(http).value();
  if (made->drives_) {
    Simulator simulator(*made->store_, options.demo_seed, options.demo_speed);
    made->simulation_ =
        std::jthread([simulator, &clock](const std::stop_token& stop) { simulate(stop, simulator, clock); });
  }
  return made;
}

// Both at once: each may wait for the database.
JobServer::~JobServer() {
  simulation_.request_stop();
  // Nothing that begins to wait for another program's lock now may outlast the patience with requests.
  if (store_) store_->end_waits_within(patience_ / 2);
  http_.reset();
}

void JobServer::simulate(const std::stop_token& stop, Simulator simulator, const Clock& clock) {
  std::mutex mutex;
  std::condition_variable_any asleep;
  while (!stop.stop_requested()) {
    // Tried again later: a store that fails (a full disk) shows in the answers to requests.
    try {
      const auto ticked = simulator.tick(clock.wall_ms());
      static_cast<void>(ticked.ok());
    } catch (const std::exception&) {
      // Likewise without memory.
    }
    std::unique_lock lock(mutex);
    asleep.wait_for(lock, stop, kTick, [] { return false; });
  }
}

}  // namespace syncwall
