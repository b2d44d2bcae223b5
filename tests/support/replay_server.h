// Servers that answer as those of other systems do, as far as their published APIs say: Airbyte, Elastic, Fivetran,
// Kafka Connect, Airflow, Kubernetes, Argo, h2oGPTe's tasks. They begin with the recorded answers in replay/, change as
// they are told to, and misbehave as each of them is known to. Loopback; every function from any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/raw_server.h"

namespace syncwall::test {

class ReplayServer {
 public:
  using Json = nlohmann::json;

  struct Manners {
    std::size_t most_rows = 3;     // a page, whatever limit is asked for
    int requests_a_token = 1'000;  // then it has ended: 401
    bool repeats_a_row = false;    // each page but the first begins with the last row of the one before
    bool gzip = false;
    int expired_cursors = 0;       // the first so many cursors are answered with 410
    int throttled = 0;             // the first so many actions are answered with 429, or 409 by Kafka
    bool retry_after = false;      // and told when: after 1 s
    int broken = 0;                // the first so many lists are broken off half-way
    int bad_gateways = 0;          // then so many are answered with 502 and a web page
    int errors_inside = 0;         // then so many with 200 and an error (Fivetran)
    bool null_list = false;        // an empty list is null (Argo)
    std::string redirect_to = {};  // lists are to be found elsewhere
  };

  ReplayServer(std::string system, Manners manners);
  explicit ReplayServer(std::string system) : ReplayServer(std::move(system), Manners()) {}

  [[nodiscard]] std::string url() const { return server_.url() + (system_ == "airbyte" ? "/v1" : ""); }
  [[nodiscard]] std::vector<std::string> requests() const { return server_.requests(); }
  // The requests that begin so: "GET /v1/jobs".
  [[nodiscard]] std::vector<std::string> asked(const std::string& beginning) const;
  // The rows as they are now, and others in their place.
  [[nodiscard]] Json rows(const std::string& list) const;
  void put(const std::string& list, Json rows);
  [[nodiscard]] int tokens_given() const;
  // As the fixtures are laid out: the folder of a system, a file of it.
  [[nodiscard]] static std::string folder();
  [[nodiscard]] static Json fixture(const std::string& file);

 private:
  struct Request {
    std::string method, path, body;
    std::vector<std::pair<std::string, std::string>> parameters;
    std::map<std::string, std::string> headers;  // names in lower case

    [[nodiscard]] std::string parameter(const std::string& name) const;
    [[nodiscard]] std::size_t number(const std::string& name, std::size_t absent) const;
    [[nodiscard]] std::string header(const std::string& name) const;
    [[nodiscard]] Json json() const { return Json::parse(body, nullptr, false); }
  };
  struct Reply {
    int status = 200;
    Json body = nullptr;
    std::string headers = {};
    bool empty = false;  // no body
  };

  static Request parse(const std::string& text);
  void load();
  RawReply answer(const std::string& text);
  Reply answer(const Request& request);
  Reply airbyte(const Request& request);
  Reply airbyte_change(const Request& request);
  Reply elastic(const Request& request);
  Reply fivetran(const Request& request);
  Reply kafka(const Request& request);
  Reply airflow(const Request& request);
  Reply kubernetes(const Request& request);
  Reply argo(const Request& request);
  Reply tasks(const Request& request);
  [[nodiscard]] bool bearer_is_good(const Request& request);
  // Rows of a list from an offset on.
  Json page(const std::string& list, std::size_t offset, std::size_t limit) const;
  Reply by_cursor(const Request& request, const std::string& list, const std::string& parameter, bool kubernetes);
  Json* find(const std::string& list, const std::string& key, const std::string& id);
  bool erase(const std::string& list, const std::string& key, const std::string& id);

  const std::string system_;
  mutable std::mutex mutex_;
  Manners manners_;
  std::map<std::string, Json> lists_;
  int tokens_ = 0, uses_left_ = 0;
  std::map<std::string, std::pair<std::string, int>> late_states_;  // Kafka: of a connector, after so many looks
  RawServer server_;
};

}  // namespace syncwall::test
