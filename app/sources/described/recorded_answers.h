// RecordedAnswers: a folder of answers in place of a server, so that a description can be tried without one. Its file
// requests.json says which request each of them answers:
//
//   [ { "request": "GET /jobs?limit=100&offset=0", "file": "jobs.json" },
//     { "request": "DELETE /jobs/7", "status": 404, "file": "error.404.json", "link": "</x>; rel=\"next\"" } ]
//
// A request that stands there several times is answered by each in turn, and by the last from then on. One that stands
// nowhere is a problem that names it. One thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sources/described/http_port.h"

namespace syncwall::described {

class RecordedAnswers final : public HttpPort {
 public:
  [[nodiscard]] static Result<std::unique_ptr<RecordedAnswers>> load(const std::filesystem::path& folder);

  Answer<ClientAnswer> exchange(const ClientRequest& request) override;
  std::string server() const override { return "https://recorded"; }
  void cancel() override {}

 private:
  struct Answers {
    std::vector<ClientAnswer> all;
    std::size_t next = 0;
  };
  std::map<std::string, Answers> answers_;  // by method and path
};

}  // namespace syncwall::described
