// Every fault of tests/support/faults.h tried on the client, with real threads over real HTTP: the screen says what is
// wrong, the program goes on, the table keeps every job, and soon after the fault ends all is right again.
// tests/README.md is held to the same list. SYNCWALL_FAULT=name tries one; SYNCWALL_FAULT_TIMES=file writes how long
// each took.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "support/fault_server.h"
#include "support/running_server.h"
#include "support/wait_until.h"
#include "sync/fetch_thread.h"
#include "ui/connection_text.h"

using namespace syncwall;
using namespace std::chrono_literals;
using test::Fault;
using test::FaultServer;
using test::RandomJobs;
using test::RunningServer;
using test::wait_until;

namespace {

constexpr std::uint32_t kJobs = 200;
constexpr auto kPatience = 60s;  // for sanitizers on a busy machine; met in a second or two otherwise

FetchOptions quick() {
  FetchOptions options;
  options.poll_interval_ms = 250;
  options.first_page = 20;
  options.page = 40;
  options.rewalk_ms = 1'000;
  options.max_wait_ms = 20;
  return options;
}

// A dashboard without its window.
class Client {
 public:
  explicit Client(const FaultServer& server) : fetch(source(server), cache, clock, quick(), Query{}, [] {}) {}

  [[nodiscard]] std::string screen() const {
    return std::string(connection_line(fetch.status()->connection, clock.ticks_ms()).text.view());
  }
  [[nodiscard]] bool says(std::string_view text) const { return screen().find(text) != std::string::npos; }
  [[nodiscard]] std::uint32_t jobs() const { return cache.snapshot().live_rows(); }
  [[nodiscard]] bool right(Store& store) const {
    const auto status = fetch.status();
    return status->connection.link == Link::Live && status->complete &&
           test::cached_ids(cache) == test::stored_ids(store);
  }

  const SystemClock clock;
  JobCache cache{[] {}};
  FetchThread fetch;

 private:
  static std::unique_ptr<JobSource> source(const FaultServer& server) {
    SourceSettings settings;
    settings.url = server.url();
    settings.kind = SourceKind::Syncwall;
    settings.key = fixed_key(test::kServerKey);
    settings.ca_file = server.ca_file();
    settings.limits = {.connect = 5'000ms, .silence = 400ms, .answer = 1'200ms};
    auto opened = open_source(settings);
    REQUIRE(opened.ok());
    return std::move(opened).value();
  }
};

struct Outcome {
  std::string said, cold_said, wrong;  // `wrong`: what went wrong in the trial; empty: nothing
  std::int64_t noticed_ms = 0, right_ms = 0, cold_right_ms = 0;
};

std::int64_t since(std::chrono::steady_clock::time_point from) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - from).count();
}

// Not doctest's macros: trials run side by side, each on a thread of its own.
Outcome try_out(const Fault& fault) {
  Outcome outcome;
  const auto wrong = [&](const std::string& what) {
    if (outcome.wrong.empty()) outcome.wrong = what;
  };
  RunningServer healthy(kJobs);
  FaultServer server({.healthy_port = healthy.port(), .https = fault.https, .drip = 20ms});
  Client client(server);
  if (!wait_until([&] { return client.right(healthy.store()); }, kPatience))
    wrong("not right before: " + client.screen());

  const auto began = std::chrono::steady_clock::now();
  server.begin(fault);
  // Of a harmless one the screen says nothing new: three answers with it have to come first.
  const std::size_t asked = server.requests();
  const bool harmless = fault.says == "Live";
  if (harmless && !wait_until([&] { return server.requests() >= asked + 4; }, kPatience)) wrong("isn't asked any more");
  if (!wait_until([&] { return client.says(fault.says); }, kPatience)) wrong("says: " + client.screen());
  outcome.noticed_ms = since(began);
  outcome.said = client.screen();
  Client cold(server);  // started while it lasts
  if (!wait_until([&] { return cold.says(fault.says); }, kPatience)) wrong("started in it, says: " + cold.screen());
  outcome.cold_said = cold.screen();
  // The table stays as it is for as long as it lasts.
  for (int i = 0; i < 10; ++i) {
    if (client.jobs() != kJobs) wrong("the table holds " + std::to_string(client.jobs()) + " jobs");
    std::this_thread::sleep_for(20ms);
  }
  RandomJobs random(7);
  if (!healthy.store().put(std::vector<Job>{random.job(5'000)}).ok()) wrong("the store");
  server.end();
  const auto ended = std::chrono::steady_clock::now();
  if (!wait_until([&] { return client.right(healthy.store()); }, kPatience))
    wrong("not right afterwards: " + client.screen());
  outcome.right_ms = since(ended);
  if (!wait_until([&] { return cold.right(healthy.store()); }, kPatience))
    wrong("started in it, not right afterwards: " + cold.screen());
  outcome.cold_right_ms = since(ended);
  return outcome;
}

std::vector<const Fault*> wanted() {
  std::vector<const Fault*> faults;
  const char* const one = std::getenv("SYNCWALL_FAULT");
  for (const Fault& fault : test::all_faults()) {
    if (one == nullptr || fault.name == one) faults.push_back(&fault);
  }
  return faults;
}

}  // namespace

TEST_CASE("every fault: the screen says it, the table keeps its jobs, and all is right soon after") {
  constexpr std::size_t kAtOnce = 12;
  const std::vector<const Fault*> faults = wanted();
  std::vector<Outcome> outcomes(faults.size());
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    workers.emplace_back([&] {
      for (std::size_t at = next++; at < faults.size(); at = next++) outcomes[at] = try_out(*faults[at]);
    });
  }
  workers.clear();
  std::ofstream times;
  if (const char* const file = std::getenv("SYNCWALL_FAULT_TIMES")) times.open(file);
  for (std::size_t i = 0; i < faults.size(); ++i) {
    CAPTURE(std::string(faults[i]->name));
    CHECK(outcomes[i].wrong == "");
    times << faults[i]->name << " | " << outcomes[i].said << " | " << outcomes[i].cold_said << " | noticed "
          << outcomes[i].noticed_ms << " ms | right " << outcomes[i].right_ms << " ms | cold "
          << outcomes[i].cold_right_ms << " ms\n";
  }
}

TEST_CASE("the faults of tests/README.md are these, each with what it does and what the screen says") {
  std::ifstream file(SYNCWALL_TESTS_README);
  REQUIRE(file.is_open());
  std::stringstream text;
  text << file.rdbuf();
  std::set<std::string> rows;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("| `") && line.find(" | \"") != std::string::npos)
      rows.insert(line.substr(0, line.find(" |", line.find('"'))));
  }
  std::set<std::string> expected;
  for (const Fault& fault : test::all_faults()) {
    expected.insert("| `" + std::string(fault.name) + "` | " + std::string(fault.what) + " | \"" +
                    std::string(fault.says) + "\"");
  }
  for (const std::string& row : expected) {
    CAPTURE(row);
    CHECK(rows.contains(row));
  }
  CHECK(rows.size() == expected.size());
}
