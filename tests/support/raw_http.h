// A job server on loopback with a database of its own, an administrator's key, and raw requests to it.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>

#include "server/job_server.h"
#include "support/fresh_folder.h"
#include "support/random_jobs.h"
#include "support/raw_client.h"

namespace syncwall::test {

class RawHttp {
 public:
  explicit RawHttp(const Http::Options& http = {}, std::uint64_t jobs = 0) {
    options.database = fresh_folder() / "jobs.db";
    options.http = http;
    start();
    RandomJobs random(5);
    std::vector<Job> all;
    for (std::uint64_t i = 0; i < jobs; ++i) all.push_back(random.job(i));
    REQUIRE(server->store().put(all).ok());
    auto made = server->store().add_key("admin", true);
    REQUIRE(made.ok());
    key = made.value();
  }
  ~RawHttp() {
    server.reset();
    std::filesystem::remove_all(options.database.parent_path());
  }
  void start() {
    auto started = JobServer::start(options);
    INFO((started.ok() ? std::string() : started.problem().text()));
    REQUIRE(started.ok());
    server = std::move(started).value();
  }

  [[nodiscard]] int port() const { return server->port(); }
  [[nodiscard]] std::string request(const std::string& path, const std::string& with_key,
                                    const std::string& headers = "") const {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" +
           (with_key.empty() ? "" : "Authorization: Bearer " + with_key + "\r\n") + headers + "\r\n";
  }
  // On a connection of its own.
  [[nodiscard]] std::string ask(const std::string& path, const std::string& with_key,
                                const std::string& headers = "") const {
    RawClient client(port());
    client.send(request(path, with_key, headers));
    return client.read_answer();
  }
  // A number out of /metrics; -1: it isn't there.
  [[nodiscard]] double metric(const std::string& name) const {
    const std::string text = ask("/metrics", "");
    const std::size_t at = text.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size() + 2));
  }

  JobServer::Options options;
  std::string key;
  std::unique_ptr<JobServer> server;
};

}  // namespace syncwall::test
