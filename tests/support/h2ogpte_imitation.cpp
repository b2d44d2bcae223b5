#include "support/h2ogpte_imitation.h"

#include <httplib.h>

#include <algorithm>

namespace syncwall::test {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

H2ogpteImitation::H2ogpteImitation(Options options) : options_(options), server_(std::make_unique<httplib::Server>()) {
  for (int i = 0; i < options_.collections; ++i) order_.push_back(i);
  std::ranges::shuffle(order_, random_);
  server_->new_task_queue = [] { return new httplib::ThreadPool(12); };
  server_->set_keep_alive_max_count(100'000);
  server_->set_tcp_nodelay(true);
  serve();
  port_ = server_->bind_to_any_port("127.0.0.1");
  thread_ = std::jthread([this] { server_->listen_after_bind(); });
  while (!server_->is_running()) std::this_thread::sleep_for(1ms);
}

H2ogpteImitation::~H2ogpteImitation() {
  server_->stop();
  thread_.join();
}

std::string H2ogpteImitation::name(int collection) {
  return "Collection " + std::string(1, static_cast<char>('A' + collection % 26)) + std::to_string(collection);
}

void H2ogpteImitation::serve() {
  server_->Get("/api/v1/users/current/roles", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(R"([{"id":"r1","name":"admin"}])", "application/json");
  });
  server_->Get("/api-spec.yaml", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("/collections/{collection_id}/scheduled_connectors:", "application/yaml");
  });
  server_->Get("/api/v1/collections/all", [this](const httplib::Request& request, httplib::Response& response) {
    std::map<std::string, std::string> parameters(request.params.begin(), request.params.end());
    list(parameters, response);
  });
  server_->Get(R"(/api/v1/collections/c(\d+)/scheduled_connectors)",
               [this](const httplib::Request& request, httplib::Response& response) {
                 connectors(std::stoi(request.matches[1]), response);
               });
}

void H2ogpteImitation::list(const std::map<std::string, std::string>& parameters, httplib::Response& response) {
  std::lock_guard lock(mutex_);
  asked_.push_back({SteadyClock::now(), -1});
  const auto number = [&](const char* key, int otherwise) {
    return parameters.contains(key) ? std::stoi(parameters.at(key)) : otherwise;
  };
  const int offset = number("offset", 0), limit = number("limit", 100);
  if (options_.refuses_parameters && (limit > 100 || parameters.contains("sort_column"))) {
    response.status = 400;
    response.set_content(R"({"code":400,"message":"unknown parameter"})", "application/json");
    return;
  }
  for (int i = 0; i < options_.moved_a_page; ++i) {
    const auto updated = order_.begin() + static_cast<std::ptrdiff_t>(random_() % order_.size());
    std::rotate(order_.begin(), updated, updated + 1);
  }
  std::vector<int> listed = order_;
  if (options_.any_order) std::ranges::shuffle(listed, random_);
  if (options_.sorts && parameters.contains("sort_column")) std::ranges::sort(listed, {}, name);
  std::erase_if(listed, [&](int c) { return gone_.contains(c); });
  std::string body;
  const int to = std::min<int>(static_cast<int>(listed.size()), offset + std::min(limit, options_.most_a_page));
  for (int i = offset; i < to; ++i) {
    const int c = listed[static_cast<std::size_t>(i)];
    body += (body.empty() ? "" : ",") + std::string(R"({"id":"c)") + std::to_string(c) + R"(","name":")" + name(c) +
            R"(","document_count":3})";
  }
  response.set_content("[" + body + "]", "application/json");
}

std::string H2ogpteImitation::connectors_of(int collection) const {
  std::string body;
  for (int k = 0; k < collection % 4; ++k) {
    body +=
        (k == 0 ? "" : ",") + std::string(R"({"id":"job-)") + std::to_string(collection) + "-" + std::to_string(k) +
        R"(","user_id":"u1","collection_id":"c)" + std::to_string(collection) +
        R"(","type":"s3","config":{},"schedule":3600,"created_at":"2026-01-02T03:04:05Z","last_sync_status":"Failed"})";
  }
  return "[" + body + "]";
}

bool H2ogpteImitation::too_many() {
  if (options_.most_a_second == 0) return false;
  const auto now = SteadyClock::now();
  std::erase_if(lately_, [&](SteadyClock::time_point at) { return now - at > 1s; });
  if (static_cast<int>(lately_.size()) >= options_.most_a_second) {
    ++refused_;
    return true;
  }
  lately_.push_back(now);
  return false;
}

void H2ogpteImitation::connectors(int collection, httplib::Response& response) {
  int status = 200;
  {
    std::lock_guard lock(mutex_);
    asked_.push_back({SteadyClock::now(), collection});
    most_in_flight_ = std::max(most_in_flight_, ++in_flight_);
    status = faults_.contains(collection) ? faults_.at(collection) : fault_all_;
    if (gone_.contains(collection)) status = 404;
    if (too_many()) status = 429;
  }
  if (options_.delay.count() > 0) std::this_thread::sleep_for(options_.delay);
  std::lock_guard lock(mutex_);
  --in_flight_;
  if (status == 429 && options_.tells_when) response.set_header("Retry-After", "1");
  if (status == -1) {  // half an answer
    response.set_content_provider(1000, "application/json",
                                  [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
  } else if (status != 200 && status != 0) {
    response.status = status;
    response.set_content(R"({"code":)" + std::to_string(status) + R"(,"message":"as it was told"})",
                         "application/json");
  } else {
    response.set_content(status == 0 ? "<html>" : connectors_of(collection), "application/json");
  }
}

void H2ogpteImitation::fault(int collection, int status) {
  std::lock_guard lock(mutex_);
  faults_[collection] = status;
}
void H2ogpteImitation::fault_all(int status) {
  std::lock_guard lock(mutex_);
  fault_all_ = status;
}
void H2ogpteImitation::remove(int collection) {
  std::lock_guard lock(mutex_);
  gone_.insert(collection);
}
std::set<std::string> H2ogpteImitation::jobs() const {
  std::lock_guard lock(mutex_);
  std::set<std::string> ids;
  for (const int c : order_) {
    for (int k = 0; k < c % 4 && !gone_.contains(c); ++k)
      ids.insert("job-" + std::to_string(c) + "-" + std::to_string(k));
  }
  return ids;
}
std::vector<H2ogpteImitation::Asked> H2ogpteImitation::asked() const {
  std::lock_guard lock(mutex_);
  return asked_;
}
int H2ogpteImitation::most_in_flight() const {
  std::lock_guard lock(mutex_);
  return most_in_flight_;
}
int H2ogpteImitation::refused() const {
  std::lock_guard lock(mutex_);
  return refused_;
}

}  // namespace syncwall::test
