// JobServer: store, HTTP and, where wanted, the demonstration, in one owner. Embedded in the dashboard, and the
// whole of syncwall-server. start() and the destructor on one thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/file_lock.h"
#include "demo/simulator.h"
#include "server/http.h"
#include "store/store.h"

namespace syncwall {

class JobServer {
 public:
  struct Options {
    std::filesystem::path database;
    Http::Options http;
    // 0: no demonstration. One process at a time drives the demonstration of a database; another one only serves it.
    std::int64_t demo_jobs = 0;
    std::uint64_t demo_seed = 1;
    std::int64_t demo_speed = 1;  // how many times faster it lives, at least 1
    std::int64_t audit_days = StoreOptions().audit_days;
    const Clock* clock = nullptr;                                      // null: the system's
    std::function<void(std::int64_t made, std::int64_t of)> progress;  // while a demonstration is made
    std::stop_token stop;  // ends start() early, with a Problem; what was half made is taken back
  };
  [[nodiscard]] static Result<std::unique_ptr<JobServer>> start(const Options& options);
  ~JobServer();

  [[nodiscard]] int port() const { return http_->port(); }
  [[nodiscard]] Store& store() { return *store_; }
  [[nodiscard]] Result<Done> reload_tls() { return http_->reload_tls(); }

 private:
  JobServer() = default;
  static void simulate(const std::stop_token& stop, Simulator simulator, const Clock& clock);

  SystemClock system_clock_;
  std::chrono::milliseconds patience_{0};
  std::unique_ptr<Store> store_;
  std::unique_ptr<Http> http_;
  std::optional<FileLock> drives_;  // the demonstration
  std::jthread simulation_;
};

}  // namespace syncwall
