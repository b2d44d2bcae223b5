// A wall on an h2oGPTe that updates, refuses and hides its collections while they are read
// (support/h2ogpte_imitation.h). What is shown is held to what there is.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>

#include "cache/views/view.h"
#include "net/client/api_key.h"
#include "sources/open_source.h"
#include "support/cached_ids.h"
#include "support/h2ogpte_imitation.h"
#include "support/wait_until.h"
#include "sync/fetch_thread.h"
#include "ui/connection_text.h"

using namespace syncwall;
using namespace std::chrono_literals;
using test::cached_ids;
using test::H2ogpteImitation;
using test::wait_until;

namespace {

struct Wall {
  explicit Wall(const H2ogpteImitation& server, std::int64_t rewalk_ms = 200) {
    SourceSettings settings;
    settings.url = server.url();
    settings.key = fixed_key("sk-x");
    FetchOptions options;
    options.rewalk_ms = rewalk_ms;
    options.max_wait_ms = 5;
    fetch =
        std::make_unique<FetchThread>(std::move(open_source(settings)).value(), cache, clock, options, Query{}, [] {});
  }
  [[nodiscard]] std::shared_ptr<const FetchStatus> status() const { return fetch->status(); }
  [[nodiscard]] std::size_t jobs() const { return cached_ids(cache).size(); }
  [[nodiscard]] bool whole() const { return status()->complete && status()->connection.link == Link::Live; }
  // Whole walks that begin from now on; `look` meanwhile.
  template <class Look>
  void walks(int n, Look look) {
    for (int i = 0; i < n; ++i) {
      const TickMs last = status()->connection.last_answer;
      REQUIRE(wait_until(
          [&] {
            look();
            return status()->connection.last_answer != last;
          },
          60s));
    }
  }
  void walks(int n) {
    walks(n, [] {});
  }

  const SystemClock clock;
  JobCache cache{[] {}};
  std::unique_ptr<FetchThread> fetch;  // last
};

}  // namespace

TEST_CASE("collections that move while they are listed take no job away, and the counts are those of the rows") {
  std::vector<H2ogpteImitation::Options> servers;
  servers.push_back({.collections = 160, .most_a_page = 25, .moved_a_page = 5});
  servers.push_back({.collections = 160, .most_a_page = 25, .any_order = true});
  servers.push_back({.collections = 160, .sorts = true, .most_a_page = 25, .moved_a_page = 5});
  servers.push_back({.collections = 160, .refuses_parameters = true, .moved_a_page = 5});
  for (const H2ogpteImitation::Options& options : servers) {
    CAPTURE(options.any_order);
    CAPTURE(options.sorts);
    H2ogpteImitation server(options);
    Wall wall(server);
    REQUIRE(wait_until([&] { return wall.whole() && wall.cache.snapshot().live_rows() == 240; }, 60s));
    const std::set<std::string> all = server.jobs();
    CHECK((cached_ids(wall.cache) == all));
    wall.walks(2, [&] {
      if (wall.cache.snapshot().live_rows() != 240) FAIL("jobs have vanished");
    });
    CHECK(wall.status()->summary->total == 240);
    CHECK(wall.status()->summary->of(Status::Failed) == 240);
    CHECK(wall.status()->missing_why.empty() == options.sorts);
    CHECK(server.most_in_flight() <= 4);
    if (!options.sorts) continue;
    server.remove(7);  // three jobs
    CHECK(wait_until([&] { return wall.cache.snapshot().live_rows() == 237; }, 60s));
    CHECK((cached_ids(wall.cache) == server.jobs()));
  }
}

TEST_CASE("bad collections, also the first ones and several together, hold up no other and are told") {
  H2ogpteImitation server({.collections = 40, .sorts = true});
  const auto bad = [&](int status) {
    for (const int c : {0, 1, 2, 3, 26, 27, 5, 39}) server.fault(c, status);  // A0, A26, B1, B27 … are listed first
  };
  for (const int status : {403, 500, 400, 0, -1}) {
    CAPTURE(status);
    bad(status);
    Wall wall(server);
    REQUIRE(wait_until([&] { return wall.whole(); }, 60s));
    CHECK(wall.jobs() == server.jobs().size() - (0 + 1 + 2 + 3 + 2 + 3 + 1 + 3));
    CHECK(wall.status()->unread_collections == 8);
    CHECK(wall.status()->unread_why.starts_with("collection c"));
    CHECK(wall.status()->skipped == 0);
    bad(200);
    CHECK(wait_until(
        [&] {
          return wall.whole() && wall.status()->unread_collections == 0 && cached_ids(wall.cache) == server.jobs();
        },
        60s));
    bad(status);  // known by now: they stay
    REQUIRE(wait_until([&] { return wall.status()->unread_collections == 8; }, 60s));
    CHECK((cached_ids(wall.cache) == server.jobs()));
    CHECK(wall.status()->summary->total == static_cast<std::int64_t>(server.jobs().size()));
  }
}

TEST_CASE("404 is a collection that has gone since it was listed: its jobs go, and it isn't unreadable") {
  H2ogpteImitation server({.collections = 40, .sorts = true});
  Wall wall(server);
  REQUIRE(wait_until([&] { return wall.whole(); }, 60s));
  REQUIRE((cached_ids(wall.cache) == server.jobs()));
  server.fault(7, 404);
  REQUIRE(wait_until([&] { return wall.jobs() == server.jobs().size() - 3; }, 60s));
  CHECK(wall.status()->unread_collections == 0);
  server.fault(7, 200);
  REQUIRE(wait_until([&] { return wall.jobs() == server.jobs().size(); }, 60s));
  // But when nearly everything is "not found", it is the way there that is.
  server.fault_all(404);
  REQUIRE(wait_until([&] { return wall.status()->unread_collections >= 39; }, 60s));
  wall.walks(1);
  CHECK((cached_ids(wall.cache) == server.jobs()));
}

TEST_CASE("the first walk shows rows and how far it is, as they come; a few requests at once") {
  H2ogpteImitation server({.collections = 240, .sorts = true, .delay = 25ms});
  Wall wall(server, 30'000);
  bool counted = false, rows = false;
  ViewFactory factory;
  REQUIRE(wait_until(
      [&] {
        const auto view = factory.build(wall.cache.snapshot(), Query{}, 0);
        const auto status = wall.status();
        if (status->complete) return true;
        if (status->collections == 240 && status->collections_done > 0 && status->collections_done < 240) {
          counted = counted || loading_line(*status, 0).text.view() ==
                                   "Loading: " + std::to_string(status->collections_done) + " of 240 collections";
          CHECK(status->connection.last_answer == kNoTick);
          if (status->connection.link == Link::Live)
            CHECK(connection_line(status->connection, wall.clock.ticks_ms()).text.view() == "Loading the jobs…");
          rows = rows || !view->rows.empty();
          CHECK_FALSE(view->whole);
        }
        return false;
      },
      60s));
  CHECK(counted);
  CHECK(rows);
  CHECK(server.most_in_flight() >= 2);
  CHECK(server.most_in_flight() <= 4);
  CHECK(wall.status()->connection.last_answer != kNoTick);
}

TEST_CASE("later walks are spread evenly over their time, and there is no silence between them") {
  H2ogpteImitation server({.collections = 100, .sorts = true});
  Wall wall(server, 4'000);
  REQUIRE(wait_until([&] { return wall.whole(); }, 60s));
  wall.walks(1);
  const std::size_t before = server.asked().size();
  wall.walks(2);
  std::vector<H2ogpteImitation::Asked> asked = server.asked();
  asked.erase(asked.begin(), asked.begin() + static_cast<std::ptrdiff_t>(before));
  std::erase_if(asked, [](const auto& a) { return a.collection < 0; });
  REQUIRE(asked.size() >= 100);
  // 25 a second: never twice as many in any second, nor a second without any.
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto end = std::ranges::find_if(asked, [&](const auto& a) { return a.at > asked[i].at + 1s; });
    CHECK(end - asked.begin() - static_cast<std::ptrdiff_t>(i) <= 50);
    if (i > 0) CHECK(asked[i].at - asked[i - 1].at < 1'500ms);
  }
}

TEST_CASE("a server that allows a number of requests a second is asked more slowly, and is told in full all the same") {
  for (const bool tells_when : {false, true}) {
    H2ogpteImitation server({.collections = 60, .sorts = true, .most_a_second = 15, .tells_when = tells_when});
    Wall wall(server, 30'000);
    REQUIRE(wait_until([&] { return wall.whole(); }, 60s));
    CHECK((cached_ids(wall.cache) == server.jobs()));
    CHECK(wall.status()->unread_collections == 0);
    CHECK(server.refused() < 60);
  }
}
