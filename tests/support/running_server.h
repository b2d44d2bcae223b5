// The real job server, in this process, with its database in a folder of its own.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cache/job_cache.h"
#include "net/client/api_key.h"
#include "server/job_server.h"
#include "sources/open_source.h"
#include "support/cached_ids.h"
#include "support/fresh_folder.h"
#include "support/random_jobs.h"

namespace syncwall::test {

inline const char* const kServerKey = "sk-test-of-the-embedded-server";

class RunningServer {
 public:
  explicit RunningServer(std::uint64_t jobs) {
    std::filesystem::create_directories(folder_);
    start();
    RandomJobs random(3);
    std::vector<Job> all;
    for (std::uint64_t i = 0; i < jobs; ++i) all.push_back(random.job(i));
    REQUIRE(store().put(all).ok());
  }
  ~RunningServer() {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  void start() {
    JobServer::Options options;
    options.database = database();
    options.http.embedded_key = kServerKey;
    auto started = JobServer::start(options);
    REQUIRE(started.ok());
    server_ = std::move(started).value();
  }
  void stop() { server_.reset(); }

  [[nodiscard]] int port() const { return server_->port(); }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
  [[nodiscard]] std::unique_ptr<JobSource> source(SourceKind kind = SourceKind::Syncwall) const {
    return source_at(url(), kind);
  }
  // Another way to this server, or to one that has the same key.
  [[nodiscard]] static std::unique_ptr<JobSource> source_at(const std::string& url,
                                                            SourceKind kind = SourceKind::Syncwall) {
    SourceSettings settings;
    settings.url = url;
    settings.kind = kind;
    settings.key = fixed_key(kServerKey);
    auto opened = open_source(settings);
    REQUIRE(opened.ok());
    return std::move(opened).value();
  }
  [[nodiscard]] Store& store() { return server_->store(); }
  [[nodiscard]] std::filesystem::path database() const { return folder_ / "jobs.db"; }

 private:
  const std::filesystem::path folder_ = fresh_folder();
  std::unique_ptr<JobServer> server_;
};

// Of the server's own store.
[[nodiscard]] inline std::set<std::string> stored_ids(JobStore& store) {
  std::set<std::string> ids;
  PageRequest request;
  request.limit = 1000;
  do {
    const auto page = store.page({true, ""}, request);
    REQUIRE(page.ok());
    for (const Job& job : page.value().jobs) ids.insert(job.id);
    request.after = page.value().next;
  } while (request.after);
  return ids;
}

}  // namespace syncwall::test
