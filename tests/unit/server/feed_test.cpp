// ChangeFeed, and many who follow it: each replica is the database.
#include "server/change_feed.h"

#include <doctest/doctest.h>

#include <future>
#include <map>

#include "jobs/job_json.h"
#include "server/job_server.h"
#include "support/change_writer.h"
#include "support/followers.h"
#include "support/sqlite_kind.h"
#include "wire/job_decode.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

void encode(std::string& out, Job& job) { append_job_json(out, view_of(job)); }

// What JobStore::changes says, in the shape of a decoded answer.
struct Told {
  std::vector<std::string> jobs, deleted;
  std::uint64_t revision = 0;
  bool more = false;
  friend bool operator==(const Told&, const Told&) = default;
};

Told told_by(JobStore& store, const Scope& scope, std::uint64_t since, std::int64_t limit) {
  const auto changes = store.changes(scope, since, limit);
  REQUIRE(changes.ok());
  Told told;
  for (const StoredChange& change : changes.value().changes)
    (change.deleted ? told.deleted : told.jobs)
        .push_back(change.job.id + (change.deleted ? "" : change.job.last_sync_job_id));
  told.revision = changes.value().revision;
  told.more = changes.value().more;
  return told;
}

Told told_by(ChangeFeed& feed, const Scope& scope, std::uint64_t since, std::int64_t limit) {
  const auto body = feed.answer(scope, since, limit);
  REQUIRE(body.ok());
  REQUIRE(body.value().has_value());
  const auto changes = decode_changes(*body.value());
  REQUIRE(changes.ok());
  Told told;
  for (const JobView& job : changes.value().list.jobs)
    told.jobs.push_back(std::string(job.id) + std::string(job.last_sync_job_id));
  told.deleted = changes.value().deleted_ids;
  told.revision = changes.value().revision;
  told.more = changes.value().more;
  return told;
}

// Jobs as a writer and a decoder have them alike.
void make_plain(StoreFixture& f) {
  for (Job& job : f.jobs) {
    job.user_id = "user-" + std::to_string(f.random.below(3));
    job.config_json = "";
  }
  REQUIRE(f.store->put(f.jobs).ok());
}

}  // namespace

TEST_CASE("the feed tells what the database tells, page by page, to everybody and to one, also beyond its memory") {
  StoreFixture f(300);
  make_plain(f);
  // Memory for everything, for some dozens of changes, for none.
  ChangeFeed large(*f.store, encode), small(*f.store, encode, 30'000), none(*f.store, encode, 0);
  std::vector<std::uint64_t> revisions{0};
  ChangeWriter writer(*f.store, f.jobs);
  for (int round = 0; round < 40; ++round) {
    for (ChangeFeed* feed : {&large, &small, &none}) {
      for (const Scope& scope : {Scope{true, ""}, Scope{false, "user-1"}}) {
        for (const std::int64_t limit : {1, 7, 1000}) {
          const std::uint64_t since = revisions[f.random.below(revisions.size())];
          CHECK((told_by(*feed, scope, since, limit) == told_by(*f.store, scope, since, limit)));
        }
      }
    }
    REQUIRE(writer.write(1 + static_cast<int>(f.random.below(40))).ok());
    revisions.push_back(f.store->revision().value() - f.random.below(3));
  }
}

TEST_CASE("a job that was deleted and put again within one answer is there, not gone") {
  StoreFixture f(10);
  make_plain(f);
  ChangeFeed feed(*f.store, encode);
  const std::uint64_t since = f.store->revision().value();
  static_cast<void>(told_by(feed, {true, ""}, since, 10));
  const std::vector<std::string> ids{f.jobs[4].id};
  REQUIRE(f.store->remove({true, ""}, ids, {}).ok());
  REQUIRE(f.store->put(std::vector<Job>{f.jobs[4]}).ok());
  for (const Told& told : {told_by(*f.store, {true, ""}, since, 10), told_by(feed, {true, ""}, since, 10)}) {
    CHECK(told.deleted.empty());
    CHECK(told.jobs.size() == 1);
  }
}

TEST_CASE("a replica that follows the feed is the store, whatever comes back under its id") {
  StoreFixture f(60);
  make_plain(f);
  ChangeFeed feed(*f.store, encode, 40'000);
  std::map<std::string, std::string> replica, truth;  // the run shown of each job
  std::uint64_t revision = f.store->revision().value();
  for (const Job& job : f.jobs) replica[job.id] = truth[job.id] = job.last_sync_job_id;
  for (int round = 0; round < 200; ++round) {
    for (std::uint64_t i = 0; i < f.random.below(6); ++i) {
      Job& job = f.jobs[f.random.below(f.jobs.size())];
      if (f.random.below(2) == 0) {
        const std::vector<std::string> ids{job.id};
        REQUIRE(f.store->remove({true, ""}, ids, {}).ok());
        truth.erase(job.id);
      } else {
        job.last_sync_job_id = "run-" + std::to_string(round);
        REQUIRE(f.store->put(std::vector<Job>{job}).ok());
        truth[job.id] = job.last_sync_job_id;
      }
    }
    for (bool more = true; more;) {
      const auto body = feed.answer({true, ""}, revision, 1 + static_cast<std::int64_t>(f.random.below(9)));
      REQUIRE((body.ok() && body.value()));
      const auto changes = decode_changes(*body.value());
      REQUIRE(changes.ok());
      for (const JobView& job : changes.value().list.jobs)
        replica[std::string(job.id)] = std::string(job.last_sync_job_id);
      for (const std::string& id : changes.value().deleted_ids) replica.erase(id);
      revision = changes.value().revision;
      more = changes.value().more;
    }
    CHECK((replica == truth));
  }
}

TEST_CASE("what lies ahead is forgotten; another process's changes are told") {
  StoreFixture f(10);
  make_plain(f);
  ChangeFeed feed(*f.store, encode);
  const std::uint64_t since = f.store->revision().value();
  CHECK_FALSE(feed.answer({true, ""}, since + 1, 10).value().has_value());
  static_cast<void>(told_by(feed, {true, ""}, since, 10));
  const auto other = SqliteStore::open(f.file());
  REQUIRE(other.ok());
  REQUIRE(other.value()->put(std::vector<Job>{f.jobs[0], f.jobs[1]}).ok());
  CHECK(told_by(feed, {true, ""}, since, 10).jobs.size() == 2);
}

TEST_CASE("twenty dashboards follow a busy server: nothing is lost and nothing told twice") {
  const auto folder = fresh_folder();
  {
    JobServer::Options options;
    options.database = folder / "jobs.db";
    options.http.embedded_key = "sk-test";
    const auto server = JobServer::start(options);
    REQUIRE(server.ok());
    Store& store = server.value()->store();
    RandomJobs random(5);
    std::vector<Job> jobs;
    for (std::uint64_t i = 0; i < 5'000; ++i) {
      jobs.push_back(random.job(i));
      jobs.back().user_id = "user";
    }
    REQUIRE(store.put(jobs).ok());
    const std::uint64_t since = store.revision().value();
    Follow how{server.value()->port(), "sk-test", since, std::chrono::milliseconds(100), 20};
    std::stop_source stop;
    auto followed = std::async(std::launch::async, [&] { return follow(how, stop.get_token()); });
    ChangeWriter writer(store, std::move(jobs));
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    bool written = true;
    for (int i = 0; i < 150 && written && std::chrono::steady_clock::now() < end; ++i) {
      written = writer.write(10).ok();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    stop.request_stop();
    CHECK(written);
    const Replica expected = expected_replica(store, since);
    CHECK(expected.size() > 20);
    for (const Followed& one : followed.get()) {
      CHECK(one.failure == "");
      CHECK(one.doubled == 0);
      CHECK(one.backwards == 0);
      CHECK((one.replica == expected));
    }
  }
  std::filesystem::remove_all(folder);
}

TEST_CASE("one follower's slow reading doesn't hold up the others") {
  StoreFixture f(3);
  make_plain(f);
  std::promise<void> entered, go;
  std::shared_future<void> gone = go.get_future().share();
  std::atomic<bool> first{true};
  ChangeFeed feed(*f.store, [&](std::string& out, Job& job) {
    if (first.exchange(false)) {
      entered.set_value();
      gone.wait();
    }
    encode(out, job);
  });
  const std::uint64_t known = f.store->revision().value();
  REQUIRE(feed.answer({true, ""}, known, 10).ok());  // from here on it remembers
  REQUIRE(f.store->put(f.jobs).ok());
  auto slow = std::async(std::launch::async, [&] { return told_by(feed, {true, ""}, known, 10); });
  entered.get_future().wait();
  // Whoever comes meanwhile is told everything, also what the slow one has not read yet.
  const Told told = told_by(feed, {true, ""}, known, 10);
  CHECK(slow.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
  CHECK((told == told_by(*f.store, {true, ""}, known, 10)));
  CHECK(told.jobs.size() == 3);
  go.set_value();
  CHECK((slow.get() == told));
  CHECK((told_by(feed, {true, ""}, known, 10) == told));
}

TEST_CASE("a job that changes its owner is gone for the old one's followers, and new for the new one's") {
  StoreFixture f(20);
  f.jobs[2].user_id = "a";
  REQUIRE(f.store->put(f.jobs).ok());
  ChangeFeed feed(*f.store, [](std::string& out, Job& job) { out += "\"job " + job.id + "\""; });
  const auto answers = [&](const std::string& user, std::uint64_t since) {
    const Scope scope{user.empty(), user};
    const std::string kept = feed.answer(scope, since, 1000).value().value_or("forgotten");
    // A feed that remembers nothing reads it from the store.
    ChangeFeed fresh(*f.store, [](std::string& out, Job& job) { out += "\"job " + job.id + "\""; });
    CHECK(fresh.answer(scope, since, 1000).value().value_or("forgotten") == kept);
    return kept;
  };
  const std::uint64_t start = f.store->revision().value();
  static_cast<void>(answers("", start));
  const std::string& id = f.jobs[2].id;
  const auto moves_to = [&](const char* user) {
    f.jobs[2].user_id = user;
    REQUIRE(f.store->put(std::vector<Job>{f.jobs[2]}).ok());
  };
  moves_to("b");
  const std::string job = "\"items\":[\"job " + id + "\"],\"deleted_ids\":[]",
                    gone = "\"items\":[],\"deleted_ids\":[\"" + id + "\"]";
  CHECK(answers("a", start).find(gone) != std::string::npos);
  CHECK(answers("b", start).find(job) != std::string::npos);
  CHECK(answers("", start).find(job) != std::string::npos);
  moves_to("a");
  CHECK(answers("a", start).find(job) != std::string::npos);
  CHECK(answers("b", start).find(gone) != std::string::npos);
  CHECK(answers("", start).find(job) != std::string::npos);
  REQUIRE(f.store->remove(Scope{true, ""}, std::vector<std::string>{id}, {}).ok());
  for (const char* user : {"a", "b", ""}) CHECK(answers(user, start).find("\"items\":[]") != std::string::npos);
  CHECK(answers("a", start).find(id) != std::string::npos);
  CHECK(answers("", start).find(gone) != std::string::npos);
}
