// /metrics: its format by a parser of its own, its numbers by what was asked, and who may read it. The log likewise.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <sstream>

#include "support/file_text.h"
#include "support/raw_http.h"
#include "support/wait_until.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

struct Sample {
  std::string name;
  std::map<std::string, std::string> labels;
  double value = 0;
};

bool is_name(const std::string& text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:") ==
             std::string::npos &&
         (text[0] < '0' || text[0] > '9');
}

// name{label="value",…} number
Sample parse_sample(const std::string& line) {
  Sample sample;
  std::size_t at = line.find_first_of("{ ");
  REQUIRE(at != std::string::npos);
  sample.name = line.substr(0, at);
  CHECK(is_name(sample.name));
  if (line[at] == '{') {
    ++at;
    while (line[at] != '}') {
      const std::size_t equals = line.find("=\"", at), end = line.find('"', equals + 2);
      REQUIRE((equals != std::string::npos && end != std::string::npos));
      const std::string label = line.substr(at, equals - at);
      CHECK(is_name(label));
      CHECK(sample.labels.emplace(label, line.substr(equals + 2, end - equals - 2)).second);
      at = end + (line[end + 1] == ',' ? 2 : 1);
    }
    ++at;
  }
  REQUIRE(line[at] == ' ');
  std::size_t used = 0;
  sample.value = std::stod(line.substr(at + 1), &used);
  CHECK(at + 1 + used == line.size());
  return sample;
}

// Each family once, HELP and TYPE before its samples, no sample twice.
std::vector<Sample> parse(const std::string& text) {
  std::vector<Sample> samples;
  std::set<std::string> families, seen;
  std::string family;
  std::istringstream lines(text);
  CHECK(text.ends_with("\n"));
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    if (line.starts_with("# HELP ")) {
      family = line.substr(7, line.find(' ', 7) - 7);
      CHECK(families.insert(family).second);
    } else if (line.starts_with("# TYPE ")) {
      CHECK(line.substr(7, line.find(' ', 7) - 7) == family);
      CHECK(std::set<std::string>{"counter", "gauge", "histogram"}.contains(line.substr(line.rfind(' ') + 1)));
    } else {
      samples.push_back(parse_sample(line));
      CHECK(samples.back().name.starts_with(family));
      CHECK(seen.insert(line.substr(0, line.rfind(' '))).second);
    }
  }
  return samples;
}

double value_of(const std::vector<Sample>& samples, const std::string& name,
                const std::map<std::string, std::string>& labels) {
  for (const Sample& sample : samples) {
    if (sample.name == name && sample.labels == labels) return sample.value;
  }
  return -1;
}

std::vector<Sample> read_metrics(const RawHttp& server) {
  const std::string answer = server.ask("/metrics", "");
  REQUIRE(status_of(answer) == 200);
  CHECK(answer.find("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n") != std::string::npos);
  return parse(answer.substr(answer.find("\r\n\r\n") + 4));
}

const std::string kSummary = "/api/v1/admin/scheduled_connectors/summary";

}  // namespace

TEST_CASE("metrics: what was asked, how long it took, what the store holds") {
  RawHttp server({}, 40);
  for (int i = 0; i < 3; ++i) CHECK(status_of(server.ask(kSummary, server.key)) == 200);
  CHECK(status_of(server.ask(kSummary, "sk-wrong")) == 401);
  for (int i = 0; i < 20; ++i) CHECK(status_of(server.ask("/made/up/" + std::to_string(i), "")) == 404);
  // An answer is counted once it is sent, which its reader may see a moment sooner.
  REQUIRE(wait_until([&] {
    return value_of(read_metrics(server), "syncwall_http_requests_total",
                    {{"method", "other"}, {"route", "other"}, {"status", "404"}}) == 20;
  }));
  const auto samples = read_metrics(server);
  const std::map<std::string, std::string> route = {{"method", "GET"}, {"route", kSummary}};
  const auto with = [&](const char* label, const char* text) {
    auto labels = route;
    labels[label] = text;
    return labels;
  };
  CHECK(value_of(samples, "syncwall_http_requests_total", with("status", "200")) == 3);
  CHECK(value_of(samples, "syncwall_http_requests_total", with("status", "401")) == 1);
  CHECK(value_of(samples, "syncwall_http_request_duration_seconds_count", route) == 4);
  CHECK(value_of(samples, "syncwall_http_request_duration_seconds_bucket", with("le", "+Inf")) == 4);
  double before = 0;
  for (const char* bound :
       {"0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "5", "+Inf"}) {
    const double upto = value_of(samples, "syncwall_http_request_duration_seconds_bucket", with("le", bound));
    CHECK(upto >= before);
    before = upto;
  }
  double jobs = 0;
  for (const char* status : {"Pending", "Running", "Completed", "Failed", "Paused", "other"})
    jobs += value_of(samples, "syncwall_jobs", {{"status", status}});
  CHECK(jobs == 40);
  CHECK(value_of(samples, "syncwall_revision", {}) == 40);
  CHECK(value_of(samples, "syncwall_database_bytes", {}) >= 4096);
  CHECK(value_of(samples, "syncwall_connections", {}) >= 1);
}

TEST_CASE("metrics are for this machine and for administrators") {
  RawHttp server;
  const auto user = server.server->store().add_key("mara", false);
  for (const std::string proxied : {"X-Forwarded-For: 192.0.2.1\r\n", "Forwarded: for=192.0.2.1\r\n"}) {
    CHECK(status_of(server.ask("/metrics", "", proxied)) == 401);
    CHECK(status_of(server.ask("/metrics", user.value(), proxied)) == 403);
    CHECK(status_of(server.ask("/metrics", server.key, proxied)) == 200);
  }
  CHECK(status_of(server.ask("/metrics", "")) == 200);
}

TEST_CASE("the log: a line for each failure, each request at debug, nobody's key, and no made-up lines") {
  const std::filesystem::path folder = fresh_folder(), file = folder / "server.log";
  {
    const auto log = Log::open(file, Log::Level::Debug);
    REQUIRE(log.ok());
    Http::Options http;
    http.log = log.value().get();
    RawHttp server(http);
    CHECK(status_of(server.ask(kSummary, server.key)) == 200);
    CHECK(status_of(server.ask("/api/v1/x%0Aerror%20made=up?key=sk-in-query", "sk-very-secret")) == 404);
    CHECK(status_of(server.ask(kSummary, "sk-very-secret")) == 401);
    // Each line is written after its answer, by the thread of its own connection: in any order.
    const auto written = [&](const char* part) { return file_text(file).find(part) != std::string::npos; };
    CHECK(wait_until([&] { return written("status=200") && written("status=404") && written("status=401"); }));
    const std::string text = file_text(file);
    CAPTURE(text);
    CHECK(text.find(" debug request from=\"127.0.0.1\" method=\"GET\" path=\"" + kSummary + "\" status=200 ") !=
          std::string::npos);
    CHECK(text.find(" debug request from=\"127.0.0.1\" method=\"GET\" path=\"/api/v1/***=up\" status=404 ") !=
          std::string::npos);
    for (const std::string& secret : {server.key, std::string("sk-very-secret"), std::string("sk-in-query")})
      CHECK(text.find(secret) == std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == 3);
    // As logrotate does it.
    std::filesystem::rename(file, folder / "moved.log");
    CHECK(log.value()->reopen().ok());
    CHECK(status_of(server.ask("/none", "")) == 404);
    CHECK(wait_until([&] { return file_text(file).find("path=\"/none\"") != std::string::npos; }));
    CHECK(file_text(folder / "moved.log") == text);
  }
  {
    const auto log = Log::open(file, Log::Level::Warn);
    log.value()->write(Log::Level::Info, "not this");
    log.value()->write(Log::Level::Error, "but this", {{"n", 3}});
    const std::string text = file_text(file);
    CHECK(text.find("not this") == std::string::npos);
    CHECK(text.find(" error but this n=3\n") != std::string::npos);
  }
  CHECK_FALSE(Log::open("/proc/no/such.log", Log::Level::Warn).ok());
  CHECK_FALSE(parse_log_level("loud").ok());
  CHECK(parse_log_level("info").value() == Log::Level::Info);
  std::filesystem::remove_all(folder);
}
