// What a store keeps, opens and does has bounds, and nobody's use of them is at another's cost.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "jobs/filter/filter_grammar.h"
#include "support/plain_query.h"
#include "support/random_jobs.h"
#include "support/sqlite_kind.h"

using namespace syncwall;
using namespace syncwall::test;
namespace fs = std::filesystem;
using Ids = std::vector<std::string>;

namespace {

const Scope kAll{true, ""};

std::size_t descriptors() {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

std::int64_t resident_kb() {
  std::ifstream in("/proc/self/statm");
  std::int64_t all = 0, resident = 0;
  in >> all >> resident;
  return resident * 4;
}

// Steps of SQLite that `work` takes on the writer.
template <class Work>
std::int64_t steps_of(SqliteStore& store, Work work) {
  const auto now = [&] {
    std::int64_t steps = 0;
    REQUIRE(store.write([&](StoreWriter& w) { steps = w.database().steps(); }).ok());
    return steps;
  };
  const std::int64_t before = now();
  work();
  return now() - before;
}
template <class Work>
std::int64_t read_steps_of(SqliteStore& store, Work work) {
  const auto now = [&] {
    std::int64_t steps = 0;
    REQUIRE(store.read([&](Database& db) { steps = db.steps(); }).ok());
    return steps;
  };
  const std::int64_t before = now();
  work();
  return now() - before;
}

}  // namespace

TEST_CASE("ten thousand different filters: few statements are kept, and memory doesn't grow with them") {
  StoreFixture f(300);
  const auto ask = [&](std::uint32_t n) {
    PageRequest request;
    request.limit = 5;
    set_types(request.filter, static_cast<Mask>(n % 64));
    set_statuses(request.filter, static_cast<Mask>(n / 64 % 32));
    request.sort = every_sort()[n % 14];
    if (n % 3 == 0) set_user(request.filter, "u" + std::to_string(n % 50));
    if (n % 5 == 0) set_collection(request.filter, "f" + std::to_string(n % 7));
    const Scope scope = n % 2 == 0 ? kAll : Scope{false, "user-" + std::to_string(n % 9)};
    const auto page = f.store->page(scope, request);
    REQUIRE(page.ok());
    request.after = page.value().next;
    if (request.after) REQUIRE(f.store->page(scope, request).ok());
  };
  for (std::uint32_t n = 0; n < 2'000; ++n) ask(n);
  const std::int64_t before = resident_kb();
  for (std::uint32_t n = 2'000; n < 12'000; ++n) ask(n);
  CHECK(resident_kb() - before < 8'000);
  REQUIRE(f.store->read([](Database& db) { CHECK(db.kept_statements() <= Database::kMostStatements); }).ok());
}

TEST_CASE("a statement in use is not taken away by sixty-four others, nor by itself") {
  StoreFixture f(10);
  REQUIRE(f.store
              ->read([](Database& db) {
                Statement first = db.prepare("SELECT id FROM jobs ORDER BY id");
                REQUIRE(first.step());
                const std::string id = first.text(0);
                for (int i = 0; i < 100; ++i) CHECK(db.prepare("SELECT " + std::to_string(i)).step());
                Statement again = db.prepare("SELECT id FROM jobs ORDER BY id");
                REQUIRE(again.step());
                CHECK(again.text(0) == id);
                REQUIRE(first.step());
                CHECK(first.text(0) != id);
              })
              .ok());
}

TEST_CASE("many readers come and go: connections are bounded, and closed when nobody uses them") {
  ManualClock clock(1'790'000'000'000);
  StoreOptions options;
  options.clock = &clock;
  options.most_readers = 4;
  StoreFixture f(100);
  f.open(options);
  const std::size_t before = descriptors();
  std::atomic<std::size_t> most_open{0}, most_descriptors{0};
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < 40; ++i) {
      clients.emplace_back([&] {
        for (int k = 0; k < 20; ++k) {
          CHECK(f.store->page(kAll, {}).ok());
          most_open = std::max(most_open.load(), f.store->open_readers());
          most_descriptors = std::max(most_descriptors.load(), descriptors());
        }
      });
    }
  }
  CHECK(most_open <= 4);
  CHECK(most_descriptors <= before + 4 * 3 + 40);  // each of the threads that count holds one itself
  clock.advance(60'000);
  REQUIRE(f.store->tidy(clock.wall_ms()).ok());
  CHECK(f.store->open_readers() <= 2);
  CHECK(descriptors() <= before + 2 * 3);
  CHECK(f.store->page(kAll, {}).ok());
}

TEST_CASE("the log of a database that is always read stays short") {
  StoreFixture f(200);
  std::atomic<bool> done{false};
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!done) CHECK(f.store->page(kAll, {}).ok());
    });
  }
  std::uintmax_t longest = 0;
  for (int round = 0; round < 60; ++round) {
    std::vector<Job> jobs;
    for (std::uint64_t i = 0; i < 100; ++i) {
      Job job = f.random.job(i);
      job.user_email = std::string(8'000, static_cast<char>('a' + round % 26));
      jobs.push_back(job);
    }
    REQUIRE(f.store->put(jobs).ok());  // about a megabyte
    longest = std::max(longest, fs::file_size(f.file().string() + "-wal"));
  }
  done = true;
  CHECK(longest < (32u << 20));
}

TEST_CASE("what others have costs an ordinary key nothing: not their ids, not their names, not how many they are") {
  StoreOptions options;
  options.serves = false;  // no thread of its own, whose work would be counted too
  StoreFixture f(0);
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < 400; ++i) {
    Job job = f.random.job(i);
    job.user_id = i % 100 == 0 ? "me" : "other";
    job.user_name = i % 100 == 0 ? "Me" : "Zaphod Beeblebrox";
    jobs.push_back(job);
  }
  REQUIRE(f.store->put(jobs).ok());
  f.open(options);
  const Scope me{false, "me"};
  const Ids absent{"11111111-2222-4333-8444-555555555555"}, foreign{jobs[5].id};
  const auto removing = [&](const Ids& ids, const std::string& request) {
    return steps_of(*f.store, [&] { REQUIRE(f.store->remove(me, ids, {}, request).ok()); });
  };
  static_cast<void>(removing(absent, ""));  // statements are prepared
  static_cast<void>(removing(foreign, ""));
  CHECK(removing(absent, "") == removing(foreign, ""));
  static_cast<void>(removing(absent, "a"));
  CHECK(removing(absent, "b") == removing(foreign, "c"));
  const auto settling = [&](const Ids& ids, const std::string& request) {
    return steps_of(*f.store, [&] { REQUIRE(f.store->settle(me, ids, request).ok()); });
  };
  static_cast<void>(settling(absent, "d"));
  CHECK(settling(absent, "e") == settling(foreign, "f"));
  const auto finding = [&](const std::string& user) {
    return read_steps_of(*f.store, [&] {
      PageRequest request;
      set_user(request.filter, user);
      CHECK(f.store->page(me, request).value().jobs.empty());
    });
  };
  static_cast<void>(finding("zaphod"));
  CHECK(finding("zaphod") == finding("nobody at all"));
  CHECK(finding("zaphod") < 400);
}

TEST_CASE(
    "the audit: the same attempt again is one record an hour, a name's length has a bound, old records go when the "
    "administrator says") {
  StoreFixture f(20);
  StoreOptions options;
  options.audit_days = 30;
  options.serves = false;
  f.jobs[3].user_id = "other";
  f.jobs[3].user_name = std::string(1'000'000, 'n');
  REQUIRE(f.store->put(f.jobs).ok());
  f.open(options);
  const WallMs now = 1'795'000'000'000, hour = 3'600'000, day = 24 * hour;
  const Scope me{false, "me"};
  const auto records = [&] { return f.store->audit({}).value().records; };
  const auto attempt = [&](WallMs at) {
    REQUIRE(f.store->remove(me, Ids(1000, f.jobs[3].id), {"key", "me", "192.0.2.1", at}).ok());
  };
  for (int i = 0; i < 20; ++i) attempt(now + i);
  REQUIRE(records().size() == 1);
  CHECK(records()[0].connector_user_name.size() == 200);
  attempt(now + hour + 20);
  CHECK(records().size() == 2);
  // Many attempts on nothing leave nothing.
  for (int i = 0; i < 30; ++i)
    REQUIRE(f.store->remove(me, Ids{"x" + std::to_string(i)}, {"key", "me", "192.0.2.1", now}).ok());
  CHECK(records().size() == 2);
  REQUIRE(f.store->remove(kAll, Ids{f.jobs[4].id}, {"key", "me", "192.0.2.1", now + 20 * day}).ok());
  REQUIRE(f.store->tidy(now + 29 * day).ok());
  CHECK(records().size() == 3);
  REQUIRE(f.store->tidy(now + 31 * day).ok());
  CHECK(records().size() == 1);
  REQUIRE(f.store->tidy(now + 51 * day).ok());
  CHECK(records().empty());
  REQUIRE(f.store->remove(kAll, Ids{f.jobs[5].id}, {"key", "me", "192.0.2.1", now}).ok());
  CHECK(records()[0].number == 4);  // none is used twice
}

TEST_CASE("two texts and a rare status or type: what is rare is looked at, and not every job") {
  StoreFixture f;
  test::RandomJobs random(5);
  constexpr std::uint64_t kJobs = 12'000;
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < kJobs; ++i) {
    Job job = random.job(i);
    job.user_name = "person " + std::to_string(i % 90);
    job.collection_name = "invoices " + std::to_string(i % 700);
    job.status = i % 100 == 0 ? Status::Failed : Status::Completed;
    job.type = i % 150 == 0 ? ConnectorType::Gcs : ConnectorType::S3;
    jobs.push_back(std::move(job));
  }
  REQUIRE(f.store->put(jobs).ok());
  const auto steps = [&](const char* query, std::int64_t total) {
    PageRequest request;
    request.limit = 20;
    request.sort = {SortColumn::LastSync, false};
    request.filter = read_query(query).value().query.filter;
    static_cast<void>(f.store->page(kAll, request).ok());  // the names are found
    return read_steps_of(*f.store, [&] {
      const auto page = f.store->page(kAll, request);
      REQUIRE(page.ok());
      CHECK(page.value().total == total);
    });
  };
  const std::int64_t all = steps("user:person collection:invoices", kJobs);
  const std::int64_t failed = steps("user:person collection:invoices status:failed", kJobs / 100),
                     typed = steps("user:person collection:invoices type:gcs", kJobs / 150);
  CAPTURE(all);
  CAPTURE(failed);
  CAPTURE(typed);
  CHECK(failed * 10 < all);
  CHECK(typed * 10 < all);
}
