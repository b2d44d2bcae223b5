// A server with lists only, or with lists and counts: rows, counts and what is said of their age belong together.
#include "support/fetcher_bench.h"

#include <functional>
#include <set>

#include "cache/views/view.h"
#include "ui/connection_text.h"

using namespace syncwall;
using test::FetcherBench;
using test::RandomJobs;

namespace {

std::int64_t failed_rows(const FetcherBench& bench) {
  std::int64_t failed = 0;
  for (const auto& [id, job] : bench.cached()) failed += job.status == Status::Failed ? 1 : 0;
  return failed;
}

std::int64_t age(const FetcherBench& bench) { return bench.clock.ticks_ms() - bench.status.connection.last_answer; }

}  // namespace

TEST_CASE("without changes, what is shown is as old as the walk that brought the rows, whatever else is answered") {
  for (const bool counts : {false, true}) {
    CAPTURE(counts);
    FetcherBench bench(3'000);
    bench.source.offered = {{RowAction::Delete}, counts, false, true};
    bench.settle();
    REQUIRE(bench.status.complete);
    CHECK(age(bench) == 0);
    for (int s = 2; s <= 26; s += 2) {
      bench.clock.advance(2'000);
      bench.settle();
      CHECK(age(bench) == s * 1'000);
      CHECK(bench.status.summary->of(Status::Failed) == failed_rows(bench));
      CHECK(bench.status.summary->total == static_cast<std::int64_t>(bench.cached().size()));
    }
    CHECK(bench.source.times("summary") >= (counts ? 13 : 0));
    CHECK(connection_line(bench.status.connection, bench.clock.ticks_ms()).text.view() == "Live · updated 26 s ago");
    bench.clock.advance(4'000);
    bench.settle();
    CHECK(age(bench) == 0);
    CHECK_FALSE(bench.status.connection.stale(bench.clock.ticks_ms() + 60'000));  // two walks that take their time
    CHECK(bench.status.connection.stale(bench.clock.ticks_ms() + 91'000));
  }
}

TEST_CASE("counts that change bring the next walk forward, and are shown with its rows") {
  FetcherBench bench(2'000);
  bench.source.offered = {{RowAction::Delete}, true, false, true};
  bench.settle();
  bench.clock.advance(2'000);
  bench.settle();
  for (std::uint64_t i = 0; i < 100; ++i) bench.server.remove(RandomJobs::id(i));
  bench.clock.advance(2'000);
  bench.settle();
  CHECK(bench.status.summary->total == 2'000);  // as the rows
  CHECK(bench.cached().size() == 2'000);
  for (int i = 0; i < 3; ++i) {
    bench.clock.advance(2'000);
    bench.settle();
  }
  CHECK(bench.status.summary->total == 1'900);
  CHECK(bench.same_as_server());
  CHECK(age(bench) <= 4'000);
}

TEST_CASE("until the first walk is whole nothing says how old it is, and what comes in no order is shown as it comes") {
  FetchOptions options;
  options.page = 100;
  FetcherBench bench(1'000, options);
  bench.source.offered = {{}, false, false, false};
  ViewFactory factory;
  std::size_t shown = 0;
  while (!bench.status.complete) {
    bench.step();
    CHECK((bench.status.complete || bench.status.connection.last_answer == kNoTick));
    const auto view = factory.build(bench.cache.snapshot(), Query{}, 0);
    CHECK(view->size() >= shown);
    CHECK(view->whole == bench.status.complete);
    shown = view->size();
    CHECK(shown == bench.cached().size());
  }
  CHECK(shown == 1'000);
  CHECK(age(bench) == 0);
}

TEST_CASE("a limit of what is mirrored doesn't leave a server empty that can't sort") {
  FetchOptions options;
  options.mirror_limit = 100;
  options.page = 50;
  FetcherBench bench(400, options);
  bench.source.offered = {{}, false, false, false};
  bench.settle();
  CHECK(bench.status.complete);
  CHECK(bench.cached().size() == 400);
}

namespace {

// Pages by offset, in the order of creation, as a server may that keeps to the contract otherwise.
class ByOffset final : public JobSource {
 public:
  explicit ByOffset(test::FakeServer& server) : fake_(server), server_(server) {}
  std::function<void(std::size_t offset)> before;
  bool revisions = true;
  test::FakeSource& fake() { return fake_; }

  Answer<Account> account() override { return fake_.account(); }
  Answer<Capabilities> capabilities() override { return fake_.capabilities(); }
  Answer<JobPage> page(const Query& query, const std::string& cursor, int limit) override {
    const std::size_t offset = cursor.empty() ? 0 : std::stoul(cursor);
    if (before) before(offset);
    JobPage all = server_.page(query, "", 1'000'000);
    JobPage page;
    page.total = all.total;
    page.revision = revisions ? all.revision : 0;
    page.list = all.list;
    const std::size_t there = all.list.jobs.size(), from = std::min(offset, there),
                      to = std::min(there, from + static_cast<std::size_t>(limit));
    page.list.jobs.assign(all.list.jobs.begin() + static_cast<std::ptrdiff_t>(from),
                          all.list.jobs.begin() + static_cast<std::ptrdiff_t>(to));
    if (to < there) page.next_cursor = std::to_string(to);
    return page;
  }
  Answer<JobSummary> summary() override { return fake_.summary(); }
  Answer<JobChanges> changes(const Revision& since) override { return fake_.changes(since); }
  Answer<OrderAnswer> carry_out(const Order&) override { return OrderAnswer{}; }
  Answer<OrderAnswer> outcome(const Order&) override { return OrderAnswer{}; }
  Answer<AuditAnswer> audit(const std::string&, int) override { return AuditAnswer{}; }
  std::string server() const override { return "fake://offset"; }
  void cancel() override {}

 private:
  test::FakeSource fake_;
  test::FakeServer& server_;
};

struct OffsetBench {
  explicit OffsetBench(Capabilities offered) {
    for (std::uint64_t i = 0; i < 1'000; ++i) server.put(random.job(i));
    source.fake().offered = offered;
    options.page = 100;
    options.first_page = 100;
    fetcher.emplace(source, cache, clock, options, Query{}, [this](const FetchStatus& s, bool) { status = s; });
  }
  void settle() {
    for (int i = 0; i < 10'000 && fetcher->step() <= clock.ticks_ms(); ++i) {
    }
  }
  // Of those on the server, how many are not in the cache.
  [[nodiscard]] int missing() const {
    std::set<std::string> here;
    const Snapshot snapshot = cache.snapshot();
    for (std::uint32_t row = 0; row < snapshot.rows(); ++row) {
      Snapshot::IdBuffers ids;
      if (snapshot.alive(CacheRow(row))) here.emplace(snapshot.job(CacheRow(row), ids).id);
    }
    int n = 0;
    for (const Job& job : server.jobs()) n += here.contains(job.id) ? 0 : 1;
    return n;
  }
  // Goes from the first page while the walk is at the fifth.
  void delete_one_during_walks() {
    source.before = [this](std::size_t offset) {
      if (offset != 500 || deletes == 0) return;
      --deletes;
      const JobPage first = server.page({Filter{}, {SortKey{SortColumn::Created, true}}}, "", 1);
      server.remove(std::string(first.list.jobs[0].id));
    };
  }

  RandomJobs random{17};
  test::FakeServer server;
  ByOffset source{server};
  JobCache cache{[] {}};
  ManualClock clock{1'700'000'000'000};
  FetchOptions options;
  FetchStatus status;
  int deletes = 0;
  std::optional<Fetcher> fetcher;
};

}  // namespace

TEST_CASE("pages by offset: a deletion during a walk hides another job from it, which stays on the screen") {
  for (const bool revisions : {true, false}) {
    CAPTURE(revisions);
    OffsetBench bench({{RowAction::Delete}, false, false, true});
    bench.source.revisions = revisions;
    bench.settle();
    REQUIRE(bench.missing() == 0);
    bench.delete_one_during_walks();
    for (int walk = 0; walk < 6; ++walk) {
      bench.deletes = walk < 3 ? 1 : 0;
      bench.clock.advance(31'000);
      bench.settle();
      CHECK(bench.missing() == 0);
    }
    CHECK(bench.cache.snapshot().live_rows() == bench.server.jobs().size());  // and those deleted are gone
  }
}

TEST_CASE("pages by offset, with changes: what the first walk missed is noticed by the counts, and walked for again") {
  OffsetBench bench({{RowAction::Delete}, true, true, true});
  bench.delete_one_during_walks();
  bench.deletes = 1;
  bench.settle();
  CHECK(bench.status.complete);
  CHECK(bench.missing() == 1);  // as nothing can know yet
  for (int i = 0; i < 4; ++i) {
    bench.clock.advance(2'000);
    bench.settle();
  }
  CHECK(bench.missing() == 0);
  CHECK(bench.cache.snapshot().live_rows() == bench.status.summary->total);
  CHECK(bench.status.missing_why.empty());
}
