// 400,000 deletions: the work grows with them and not with their square, and the UI thread's part doesn't grow.
#include <doctest/doctest.h>

#include "support/count_allocations.h"
#include "support/wait_until.h"
#include "sync/order_thread.h"
#include "table/order_flow.h"

using namespace syncwall;
using namespace std::chrono_literals;
using test::allocations;
using test::wait_until;
using Kind = OrderResult::Kind;

namespace {

constexpr std::size_t kMany = 400'000;

std::string id_at(std::size_t i) { return "a-job-with-an-id-of-usual-length-" + std::to_string(1'000'000 + i); }

// Says of each that it is deleted; with each answer, how many allocations the thread has made so far.
class Willing final : public JobSource {
 public:
  explicit Willing(std::atomic<std::int64_t>& made) : made_(made) {}
  Answer<Account> account() override { return Account{}; }
  Answer<Capabilities> capabilities() override { return Capabilities{}; }
  Answer<JobPage> page(const Query&, const std::string&, int) override { return JobPage{}; }
  Answer<JobSummary> summary() override { return JobSummary{}; }
  Answer<JobChanges> changes(const Revision&) override { return JobChanges{}; }
  Answer<AuditAnswer> audit(const std::string&, int) override { return AuditAnswer{}; }
  std::string server() const override { return ""; }
  void cancel() override {}
  Answer<OrderAnswer> carry_out(const Order& order) override {
    const auto ids = order.ids;
    made_ = allocations();
    OrderAnswer answer;
    for (const std::string& id : ids) answer.results.push_back({id, Kind::Done, ""});
    return answer;
  }
  Answer<OrderAnswer> outcome(const Order&) override { return OrderAnswer{}; }

 private:
  std::atomic<std::int64_t>& made_;
};

std::vector<std::string> ids_of(std::size_t n) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < n; ++i) ids.push_back(id_at(i));
  return ids;
}

// Allocations of the delete thread for so many.
std::int64_t cost_of(std::size_t n) {
  std::atomic<std::int64_t> made{0};
  JobCache cache([] {});
  OrderThread thread(std::make_unique<Willing>(made), cache, [] {});
  thread.start(1, RowAction::Delete, {"first"});
  REQUIRE(wait_until([&] { return thread.progress()->finished; }));
  const std::int64_t before = made;
  const std::int64_t here = allocations();
  thread.start(2, RowAction::Delete, [n] { return std::vector{OriginIds{Origin{}, ids_of(n)}}; });
  CHECK(allocations() - here < 20);  // nothing is written out on the thread that asks
  REQUIRE(wait_until([&] { return thread.progress()->request_id == 2 && thread.progress()->finished; }, 120s));
  CHECK(thread.progress()->results.size() == n);
  CHECK(thread.progress()->results.count(Kind::Done) == static_cast<std::int64_t>(n));
  CHECK(thread.progress()->results[n - 1].id == id_at(n - 1));
  return made - before;
}

}  // namespace

TEST_CASE("the work of a deletion grows with its jobs, not with their square") {
  const std::int64_t small = cost_of(kMany / 10), large = cost_of(kMany);
  MESSAGE("allocations: " << small << " for 40,000, " << large << " for 400,000");
  CHECK(large < small * 13);
}

TEST_CASE("what the UI thread does for a deletion doesn't grow with it") {
  JobCache cache([] {});
  {
    std::vector<Job> jobs(kMany);
    std::vector<JobView> views;
    for (std::size_t i = 0; i < kMany; ++i) {
      jobs[i].id = id_at(i);
      jobs[i].user_id = "u";
      jobs[i].collection_id = "c";
      views.push_back(view_of(jobs[i]));
    }
    OriginCache(cache).apply({views, {}, 1, nullptr});
  }
  const Snapshot snapshot = cache.snapshot();
  std::vector<CacheRow> rows;
  for (std::uint32_t row = 0; row < kMany; ++row) rows.push_back(CacheRow(row));
  OrderFlow flow;
  flow.ask(snapshot, RowAction::Delete, rows, 0);
  std::int64_t before = allocations();
  const RowOrder order = flow.confirm(snapshot, 1);
  CHECK(allocations() - before < 100);
  REQUIRE(order.size() == kMany);
  const std::vector<std::string> ids = order.ids().front().ids;
  auto progress = std::make_shared<OrderProgress>();
  progress->request_id = 1;
  for (std::size_t at = 0; at < kMany; at += OrderThread::kBatch) {
    std::vector<OrderResult> batch;
    for (std::size_t i = at; i < at + OrderThread::kBatch; ++i)
      batch.push_back(
          {ids[i], i < kMany / 2 ? Kind::Done : Kind::Failed, i < kMany / 2 ? "" : "the database is locked"});
    progress = std::make_shared<OrderProgress>(*progress);
    progress->results.add(std::move(batch));
    progress->finished = progress->results.size() == kMany;
    before = allocations();
    const auto begun = std::chrono::steady_clock::now();
    flow.update(snapshot, progress);
    CHECK(allocations() - before < 4'000);  // the names of the first 200, at the end
    if (progress->finished)
      MESSAGE("the last update: "
              << std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count()
              << " us");
  }
  CHECK(flow.state() == OrderFlow::State::Outcome);
  CHECK(flow.done() == 200'000);
  CHECK(flow.failed() == 200'000);
  REQUIRE(flow.reasons().size() == 1);
  flow.retry(snapshot);
  CHECK(flow.count() == 200'000);
}
