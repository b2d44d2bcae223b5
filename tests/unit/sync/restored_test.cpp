// A server restored from a backup, with a client that has seen what came after: on the screen is what is there now.
#include <doctest/doctest.h>

#include "support/fault_server.h"
#include "support/running_server.h"
#include "support/wait_until.h"
#include "sync/fetch_thread.h"

using namespace syncwall;
using namespace std::chrono_literals;
using test::RandomJobs;
using test::RunningServer;
using test::wait_until;

namespace {

void put(RunningServer& server, std::uint64_t from, std::uint64_t to) {
  RandomJobs random(9);
  for (std::uint64_t i = from; i < to; ++i) REQUIRE(server.store().put(std::vector<Job>{random.job(i)}).ok());
}

// `ahead`: the restored server has made up the lost revisions, with other jobs, before the client sees it.
void restore(bool ahead) {
  RunningServer server(60);
  server.stop();  // closed, so that its file is whole
  const std::filesystem::path backup = server.database().string() + ".backup";
  std::filesystem::copy_file(server.database(), backup);
  server.start();
  test::FaultServer way({.healthy_port = server.port()});
  const SystemClock clock;
  JobCache cache([] {});
  FetchOptions options;
  options.poll_interval_ms = 50;
  options.max_wait_ms = 5;
  FetchThread fetch(RunningServer::source_at(way.url()), cache, clock, options, Query{}, [] {});
  const auto agrees = [&] {
    return fetch.status()->complete && test::cached_ids(cache) == test::stored_ids(server.store());
  };
  REQUIRE(wait_until(agrees, 30s));
  put(server, 1'000, 1'020);  // will be lost
  REQUIRE(
      server.store().remove({true, ""}, std::vector<std::string>{RandomJobs::id(1)}, {}).ok());  // will be there again
  REQUIRE(wait_until([&] { return agrees() && cache.snapshot().live_rows() == 79; }, 30s));

  way.begin(*test::find_fault("refuses"));
  server.stop();
  std::filesystem::copy_file(backup, server.database(), std::filesystem::copy_options::overwrite_existing);
  server.start();
  way.retarget(server.port());
  if (ahead) put(server, 2'000, 2'040);
  way.end();
  CHECK(wait_until(agrees, 30s));
  CHECK(cache.snapshot().live_rows() == (ahead ? 100 : 60));
  CHECK(fetch.status()->connection.link == Link::Live);
}

}  // namespace

TEST_CASE("a server restored from a backup is noticed by its older revision") { restore(false); }
TEST_CASE("a restored server that has passed the old revision again is noticed by its epoch") { restore(true); }
