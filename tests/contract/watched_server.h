// A job server whose every exchange is kept, on a database of its own.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/job_server.h"

namespace syncwall::test {

class WatchedServer {
 public:
  explicit WatchedServer(std::uint64_t random_jobs, const Http::Options& http = {});
  ~WatchedServer();
  WatchedServer(const WatchedServer&) = delete;
  WatchedServer& operator=(const WatchedServer&) = delete;

  [[nodiscard]] int port() const { return server_->port(); }
  [[nodiscard]] Store& store() { return server_->store(); }
  [[nodiscard]] const std::filesystem::path& database() const { return database_; }
  [[nodiscard]] const std::string& admin_key() const { return admin_key_; }
  [[nodiscard]] const std::string& user_key() const { return user_key_; }  // of a user who has jobs

  // Stops the server: only then is the last exchange surely among them. Bodies are as they were before compression.
  [[nodiscard]] std::vector<Exchange> stop();

 private:
  std::filesystem::path folder_, database_;
  std::string admin_key_, user_key_;
  std::mutex mutex_;
  std::vector<Exchange> exchanges_;
  std::unique_ptr<JobServer> server_;
};

}  // namespace syncwall::test
