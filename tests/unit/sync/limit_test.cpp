// A server with more jobs than are mirrored, whose jobs live: however long and in whatever order it is looked at, the
// cache holds no more than the limit and the walk on the screen, and what is shown is right.
#include <doctest/doctest.h>

#include "cache/views/view.h"
#include "support/fetcher_bench.h"

using namespace syncwall;
using namespace syncwall::test;
using Kind = RequestError::Kind;

namespace {

constexpr std::int64_t kLimit = 1'000, kPage = 200;

FetchOptions small() {
  FetchOptions options;
  options.mirror_limit = kLimit;
  options.page = options.first_page = kPage;
  return options;
}

// A bench whose server's jobs run, come and go, and a table that follows.
struct Living : FetcherBench {
  explicit Living(std::uint64_t jobs) : FetcherBench(jobs, small()), next(jobs) {}

  // A poll interval of 60 runs, and now and then jobs that come and go.
  void live() {
    now += 2'000;
    for (int i = 0; i < 60; ++i) {
      Job job = random.job(random.below(next));
      job.created_at += static_cast<WallMs>(random.below(1'000'000));
      job.last_sync_at = now + i;
      if (removed.contains(job.id)) continue;
      server.put(job);
    }
    for (int i = 0; i < 5; ++i) {
      server.put(random.job(next++));
      const std::string gone = RandomJobs::id(random.below(next));
      if (server.remove(gone)) removed.insert(gone);
    }
    clock.advance(2'000);
    settle();
    const Snapshot snapshot = cache.snapshot();
    view = factory.next(view, snapshot, wishes.query, 0);
    most_rows = std::max(most_rows, snapshot.rows());
    most_live = std::max(most_live, snapshot.live_rows());
  }
  void ask(const Query& query, std::int64_t rows = 0) {
    wishes.query = query;
    wishes.rows = rows;
    if (!fetcher) start();
    fetcher->wish(wishes);
    settle();
  }
  // Against the server's jobs, sorted the obvious way: the view is their beginning, with their values.
  void check() const {
    const std::vector<Job> truth = naive_view(server.jobs(), wishes.query, 0);
    REQUIRE(view->size() <= truth.size());
    REQUIRE(view->size() >= std::min<std::size_t>(truth.size(), kPage / 2));  // some of a page move out of it
    const Snapshot snapshot = cache.snapshot();
    for (std::size_t i = 0; i < view->size(); ++i) {
      Snapshot::IdBuffers ids;
      const JobView shown = snapshot.job(view->rows[i], ids);
      REQUIRE(shown.id == truth[i].id);
      REQUIRE(shown.status == truth[i].status);
      REQUIRE(shown.last_sync_at == truth[i].last_sync_at);
    }
    // What is cached beside it is true as well.
    std::map<std::string, Job> there;
    for (const Job& job : server.jobs()) there.emplace(job.id, job);
    for (const auto& [id, job] : cached()) {
      REQUIRE(there.contains(id));
      REQUIRE(there.at(id).last_sync_at == job.last_sync_at);
    }
  }

  std::uint64_t next;
  std::set<std::string> removed;
  WallMs now = 1'700'000'000'000;
  ViewFactory factory;
  std::shared_ptr<const View> view;
  std::uint32_t most_rows = 0, most_live = 0;
};

}  // namespace

TEST_CASE("over the limit, hundreds of polls in every order leave no more cached than the limit") {
  Living bench(5'000);
  bench.settle();
  REQUIRE(bench.status.over_limit);
  for (int direction = 0; direction < 2; ++direction) {
    for (int column = 0; column < static_cast<int>(kSortColumns); ++column) {
      bench.ask({{}, {{static_cast<SortColumn>(column), direction == 0}}});
      for (int poll = 0; poll < 25; ++poll) {
        bench.live();
        CAPTURE(column);
        CAPTURE(direction);
        CAPTURE(poll);
        REQUIRE(bench.cache.snapshot().live_rows() <= kLimit + kPage);
        if (poll % 12 == 0) bench.check();
      }
    }
  }
  CHECK(bench.most_live > kLimit * 3 / 4);  // or nothing was tested
  // The view holds on to one snapshot: what died since then is not used again yet.
  CHECK(bench.most_rows <= 2 * kLimit);
}

TEST_CASE(
    "newest sync first, a table that stands for hundreds of polls neither grows nor gets shorter than the screen") {
  Living bench(5'000);
  bench.ask({{}, {{SortColumn::LastSync, false}}}, 120);
  for (int poll = 0; poll < 300; ++poll) {
    bench.live();
    REQUIRE(bench.view->size() >= 120);
    REQUIRE(bench.cache.snapshot().live_rows() <= kLimit + kPage);
    if (poll % 25 == 0) bench.check();
  }
  bench.check();
  CHECK(bench.most_rows <= 2 * kLimit);
  // Scrolled on from where it was cut, to the end and on to another order.
  bench.ask(bench.wishes.query, 3'000);
  bench.live();
  CHECK(bench.view->size() >= 3'000);
  bench.check();
  bench.ask({{}, {{SortColumn::Status, true}}});
  bench.live();
  bench.check();
  CHECK(bench.cache.snapshot().live_rows() <= kLimit + kPage);
}

TEST_CASE("a mirror that is complete leaves off when its server grows past the limit, and comes back") {
  Living bench(900);
  bench.settle();
  REQUIRE(bench.status.complete);
  bench.ask(by_user());
  for (std::uint64_t i = 0; i < 3'000; ++i) bench.server.put(bench.random.job(bench.next++));
  for (int poll = 0; poll < 30; ++poll) {
    bench.live();
    CHECK(bench.cache.snapshot().live_rows() <= kLimit + kPage);
  }
  CHECK(bench.status.over_limit);
  CHECK_FALSE(bench.status.complete);
  bench.check();
  CHECK(bench.view->total >= 3'500);
  const auto jobs = bench.server.jobs();
  for (std::size_t i = 0; i < jobs.size() - 500; ++i) {
    bench.server.remove(jobs[i].id);
    bench.removed.insert(jobs[i].id);
  }
  for (int poll = 0; poll < 5; ++poll) bench.live();
  CHECK(bench.status.complete);
  CHECK(bench.same_as_server());
}

TEST_CASE("a cursor that is refused takes nothing from what was proven: changes within it are still kept") {
  Living bench(5'000);
  bench.ask(by_user(), 300);
  bench.live();
  const std::size_t before = bench.view->size();
  REQUIRE(before >= 300);
  bench.source.fail_next("page", error_of(Kind::BadRequest));
  bench.wishes.rows = 900;
  bench.fetcher->wish(bench.wishes);
  bench.step();
  for (int poll = 0; poll < 3; ++poll) {
    bench.live();
    CHECK(bench.view->size() + 50 >= before);
    bench.check();
  }
}
