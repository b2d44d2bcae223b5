// What a store keeps, opens and does has bounds, and nobody's use of them is at another's cost.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "server/change_feed.h"
#include "store_sqlite/ledger.h"
#include "support/plain_query.h"
#include "support/store_fixture.h"

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

void reopen(StoreFixture& f, const StoreOptions& options) {
  f.store.reset();
  auto opened = Store::open(f.file(), options);
  REQUIRE(opened.ok());
  f.store = std::move(opened).value();
}

// Steps of SQLite that `work` takes on the writer.
template <class Work>
std::int64_t steps_of(Store& store, Work work) {
  const auto now = [&] {
    std::int64_t steps = 0;
    REQUIRE(store.write([&](Store::Writer& w) { steps = w.database().steps(); }).ok());
    return steps;
  };
  const std::int64_t before = now();
  work();
  return now() - before;
}
template <class Work>
std::int64_t read_steps_of(Store& store, Work work) {
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
  reopen(f, options);
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

TEST_CASE("one user's calls push nobody's out of the ledger, and none is forgotten while its request may still come") {
  ManualClock clock(1'790'000'000'000);
  StoreOptions options;
  options.clock = &clock;
  options.kept_requests = 20;
  StoreFixture f(10);
  reopen(f, options);
  const Ids ids{f.jobs[1].id};
  const Scope quiet{true, "quiet"}, noisy{true, "noisy"};
  REQUIRE(f.store->settle(quiet, ids, "mine").ok());  // given up
  int room = 0, refused = 0;
  for (int i = 0; i < 50; ++i) {
    const auto removed = f.store->remove(noisy, Ids{"none"}, {}, "r" + std::to_string(i));
    REQUIRE(removed.ok());
    ++(removed.value().no_room ? refused : room);
  }
  CHECK(room == 20);
  CHECK(refused == 30);
  CHECK(f.store->settle(noisy, ids, "another").value().no_room);
  CHECK(f.store->remove(noisy, Ids{f.jobs[2].id}, {}, "r99").value().no_room);
  CHECK(f.store->summary(kAll).value().total == 10);  // nothing was done
  CHECK(f.store->remove(quiet, ids, {}, "mine").value().given_up);
  CHECK_FALSE(f.store->remove(noisy, Ids{"none"}, {}, "r7").value().no_room);  // one that is known
  clock.advance(kRequestMayArriveMs - 1);
  CHECK(f.store->remove(noisy, Ids{"none"}, {}, "r50").value().no_room);
  clock.advance(1);
  for (int i = 50; i < 60; ++i)
    CHECK_FALSE(f.store->remove(noisy, Ids{"none"}, {}, "r" + std::to_string(i)).value().no_room);
  CHECK(f.store->remove(quiet, ids, {}, "mine").value().given_up);
  reopen(f, options);
  CHECK(f.store->remove(quiet, ids, {}, "mine").value().given_up);
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
  reopen(f, options);
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
  reopen(f, options);
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

TEST_CASE("a job that changes its owner is gone for the old one's followers, and new for the new one's") {
  StoreFixture f(20);
  f.jobs[2].user_id = "a";
  REQUIRE(f.store->put(f.jobs).ok());
  ChangeFeed feed(*f.store, [](std::string& out, Job& job) { out += "\"job " + job.id + "\""; });
  const auto told = [&](const std::string& user, std::uint64_t since) {
    const Scope scope{user.empty(), user};
    const std::string kept = feed.answer(scope, since, 1000).value().value_or("forgotten");
    // A feed that remembers nothing reads it from the store.
    ChangeFeed fresh(*f.store, [](std::string& out, Job& job) { out += "\"job " + job.id + "\""; });
    CHECK(fresh.answer(scope, since, 1000).value().value_or("forgotten") == kept);
    return kept;
  };
  const std::uint64_t start = f.store->revision().value();
  static_cast<void>(told("", start));
  const std::string& id = f.jobs[2].id;
  const auto moves_to = [&](const char* user) {
    f.jobs[2].user_id = user;
    REQUIRE(f.store->put(std::vector<Job>{f.jobs[2]}).ok());
  };
  moves_to("b");
  const std::string job = "\"items\":[\"job " + id + "\"],\"deleted_ids\":[]",
                    gone = "\"items\":[],\"deleted_ids\":[\"" + id + "\"]";
  CHECK(told("a", start).find(gone) != std::string::npos);
  CHECK(told("b", start).find(job) != std::string::npos);
  CHECK(told("", start).find(job) != std::string::npos);
  moves_to("a");
  CHECK(told("a", start).find(job) != std::string::npos);
  CHECK(told("b", start).find(gone) != std::string::npos);
  CHECK(told("", start).find(job) != std::string::npos);
  REQUIRE(f.store->remove(kAll, Ids{id}, {}).ok());
  for (const char* user : {"a", "b", ""}) CHECK(told(user, start).find("\"items\":[]") != std::string::npos);
  CHECK(told("a", start).find(id) != std::string::npos);
  CHECK(told("", start).find(gone) != std::string::npos);
}
