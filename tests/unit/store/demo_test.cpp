// What the simulator relies on, and the few facts that a server asks of its store.
#include <doctest/doctest.h>

#include <limits>

#include "unit/store/kinds.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();

// Job i is due at moment 100 - i.
std::vector<DemoJob> some_lives(RandomJobs& random, std::uint64_t n) {
  std::vector<DemoJob> all;
  for (std::uint64_t i = 0; i < n; ++i)
    all.push_back({random.job(i), {static_cast<std::int64_t>(i), 1, 0, 100 - static_cast<WallMs>(i)}});
  return all;
}

template <class T>
auto one_by_one(const std::vector<T>& all) {
  return [&all, at = std::size_t{0}]() mutable { return at < all.size() ? std::optional<T>(all[at++]) : std::nullopt; };
}

std::vector<std::string> due_ids(DemoStore& store, WallMs upto, std::int64_t most = kAll) {
  std::vector<std::string> ids;
  REQUIRE(store
              .change([&](DemoChanges& changes) {
                for (const DemoJob& job : changes.due(upto, most)) ids.push_back(job.job.id);
              })
              .ok());
  return ids;
}

}  // namespace

TEST_CASE_TEMPLATE("what is due comes by its moment, with its past; what has moved on is due then, and not before",
                   Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f;
  const auto lives = some_lives(f.random, 20);
  REQUIRE(f.store->fill_demo({1'000, 7}, one_by_one(lives)).ok());
  CHECK((due_ids(*f.store, 83) == std::vector<std::string>{lives[19].job.id, lives[18].job.id, lives[17].job.id}));
  CHECK((due_ids(*f.store, 100, 1) == std::vector<std::string>{lives[19].job.id}));
  CHECK(due_ids(*f.store, 80).empty());
  REQUIRE(f.store
              ->change([&](DemoChanges& changes) {
                auto due = changes.due(81, kAll);
                REQUIRE(due.size() == 1);
                CHECK(due[0].life.runs == 19);
                CHECK(due[0].life.failures == 1);
                CHECK(due[0].life.next == 81);
                due[0].life = {20, 0, 1, 200};
                due[0].job.status = Status::Running;
                changes.put(due[0]);
                CHECK(changes.clock().at == 1'000);
                CHECK(changes.clock().ahead == 7);
                changes.save_clock({2'000, 8});
              })
              .ok());
  f.open();
  CHECK(due_ids(*f.store, 199).size() == 19);
  REQUIRE(f.store
              ->change([&](DemoChanges& changes) {
                const auto due = changes.due(200, kAll);
                REQUIRE(due.size() == 20);
                CHECK(due.back().life.runs == 20);
                CHECK(due.back().life.trouble == 1);
                CHECK((due.back().job.status == Status::Running));
                CHECK(changes.clock().at == 2'000);
                CHECK(changes.clock().ahead == 8);
              })
              .ok());
}

TEST_CASE_TEMPLATE("a simulated job that is deleted is never due again, also under its old id", Kind,
                   SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f;
  const auto lives = some_lives(f.random, 3);
  REQUIRE(f.store->fill_demo({1, 0}, one_by_one(lives)).ok());
  REQUIRE(f.store->remove({true, ""}, std::vector<std::string>{lives[1].job.id}, {}).ok());
  REQUIRE(f.store->put(std::vector<Job>{lives[1].job}).ok());
  CHECK((due_ids(*f.store, kAll) == std::vector<std::string>{lives[2].job.id, lives[0].job.id}));
}

TEST_CASE_TEMPLATE("simulated jobs of the future are found, others are none of the simulator's", Kind,
                   SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f;
  auto lives = some_lives(f.random, 4);
  for (DemoJob& job : lives) job.job.created_at = job.job.last_sync_at = 1'000;
  lives[1].job.created_at = 3'000;
  lives[2].job.last_sync_at = 4'000;
  lives[3].job.last_sync_at = kNever;
  REQUIRE(f.store->fill_demo({1, 0}, one_by_one(lives)).ok());
  Job other = f.random.job(77);
  other.created_at = 9'000;
  REQUIRE(f.store->put(std::vector<Job>{other}).ok());
  std::set<std::string> later;
  REQUIRE(f.store
              ->change([&](DemoChanges& changes) {
                for (const Job& job : changes.later_than(2'000, 10)) later.insert(job.id);
              })
              .ok());
  CHECK((later == std::set<std::string>{lives[1].job.id, lives[2].job.id}));
}

TEST_CASE_TEMPLATE("a filling that is stopped leaves nothing, and the store works on", Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f;
  const auto lives = some_lives(f.random, 50);
  std::stop_source stop;
  int made = 0;
  auto next = one_by_one(lives);
  const auto filled = f.store->fill_demo(
      {1, 0},
      [&]() {
        if (++made == 30) stop.request_stop();
        return next();
      },
      stop.get_token());
  CHECK_FALSE(filled.ok());
  CHECK(made == 30);
  CHECK(f.store->summary({true, ""}).value().total == 0);
  CHECK(f.store->revision().value() == 0);
  CHECK_FALSE(f.store->change([](DemoChanges&) {}, stop.get_token()).ok());
  REQUIRE(f.store->fill_demo({1, 0}, one_by_one(lives)).ok());
  CHECK(due_ids(*f.store, kAll).size() == 50);
}

TEST_CASE_TEMPLATE("very many new jobs at once are as those put one by one", Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> one_at_a_time(300), at_once;
  REQUIRE(at_once.store->fill(one_by_one(one_at_a_time.jobs)).ok());
  for (const SortKey sort : every_sort()) CHECK((at_once.walk({}, sort, 77) == one_at_a_time.walk({}, sort, 77)));
  CHECK(at_once.store->summary({true, ""}).value() == one_at_a_time.store->summary({true, ""}).value());
  CHECK(at_once.store->changes({true, ""}, 0, 1000).value().changes.size() == 300);
}

TEST_CASE_TEMPLATE("the cursors' secret is a store's own, and stays; a store in use has a size, and is well", Kind,
                   SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(10), other;
  const auto secret = f.store->cursor_secret();
  REQUIRE(secret.ok());
  CHECK(secret.value().size() >= 16);
  CHECK(secret.value() != other.store->cursor_secret().value());
  CHECK(f.store->bytes().value() > 0);
  CHECK_FALSE(f.store->health().has_value());
  CHECK((f.store->probe() == DatabaseFault::None));
  f.open();
  CHECK(f.store->cursor_secret().value() == secret.value());
}
