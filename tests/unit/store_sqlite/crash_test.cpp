// A server that is killed in the middle of writes: what it confirmed is there, whole; what it didn't is there whole or
// not at all. SYNCWALL_CRASH_KILLS=200 is the longer run; without it as many as fit into some seconds.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "base/guarded.h"
#include "support/sqlite_kind.h"
#include "unit/store_sqlite/raw_database.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr int kBatch = 20;

// What the child tells through the pipe once the store has confirmed it: short enough to go whole.
struct Confirmed {
  enum class What : int { Put, Deleted } what;
  int batch;
  std::uint64_t revision;  // of its last job or deletion; the others have those before it
};

// Batches that are a multiple of three are deleted again, the others change now and then.
bool is_deleted_again(int batch) { return batch % 3 == 0; }

std::vector<Job> jobs_of(RandomJobs& random, int batch) {
  std::vector<Job> jobs;
  for (int i = 0; i < kBatch; ++i) {
    jobs.push_back(random.job(random.below(5000)));
    jobs.back().id = "batch-" + std::to_string(batch) + "-" + std::to_string(i);
  }
  return jobs;
}

int batch_of(const std::string& id) { return std::stoi(id.substr(6)); }

// The child's life, until it is killed: jobs come and change on one thread, and are deleted on another. The pipe's
// write end closes with it.
[[noreturn]] void live(const std::filesystem::path& file, int pipe, int first, std::vector<int> to_delete) {
  const auto opened = SqliteStore::open(file);
  if (!opened.ok()) _exit(3);
  SqliteStore& store = *opened.value();
  const auto confirm = [pipe](const Confirmed& what) {
    if (write(pipe, &what, sizeof what) != sizeof what) _exit(4);
  };
  Mutex mutex;
  std::vector<int> queue = std::move(to_delete);
  const std::jthread deleting([&] {
    for (int n = 1;; ++n) {
      int batch = 0;
      {
        Lock lock(mutex);
        if (!queue.empty()) {
          batch = queue.back();
          queue.pop_back();
        }
      }
      if (batch == 0) {
        usleep(200);
        continue;
      }
      std::vector<std::string> ids;
      for (int i = 0; i < kBatch; ++i) ids.push_back("batch-" + std::to_string(batch) + "-" + std::to_string(i));
      const auto removed = store.remove({true, ""}, ids, {"ops", "42", "127.0.0.1", n});
      if (!removed.ok()) _exit(5);
      confirm({Confirmed::What::Deleted, batch, removed.value().revision});
    }
  });
  RandomJobs random(static_cast<std::uint64_t>(first));
  const auto put = [&](int batch) {
    std::uint64_t revision = 0;
    const auto jobs = jobs_of(random, batch);
    const auto written = store.write([&](StoreWriter& writer) {
      for (const Job& job : jobs) writer.put(job);
      revision = writer.revision();
    });
    if (!written.ok()) _exit(6);
    confirm({Confirmed::What::Put, batch, revision});
  };
  for (int batch = first;; ++batch) {
    put(batch);
    if (is_deleted_again(batch)) {
      Lock lock(mutex);
      queue.push_back(batch);
    } else if (const int other = batch - 2; other >= 1 && !is_deleted_again(other)) {
      put(other);
    }
  }
}

// What is known for sure of the database, and held against it after each kill.
class Truth {
 public:
  void note(const Confirmed& c) {
    (c.what == Confirmed::What::Put ? put_ : deleted_).insert(c.batch);
    newest_ = std::max(newest_, c.revision);
    owner_[c.revision] = {c.batch, c.what};
    next_ = std::max(next_, c.batch + 2);
  }
  // Those that are to be deleted and may still be there.
  [[nodiscard]] std::vector<int> to_delete() const { return left_; }
  [[nodiscard]] int next() const { return next_; }
  [[nodiscard]] std::size_t confirmed_deletions() const { return deleted_.size() * kBatch; }
  [[nodiscard]] std::size_t audited() const { return audit_.size(); }

  void check(StoreFixture& f) {
    check_consistency(f.file());
    RawDatabase db(f.file());
    std::map<int, int> there, gone;
    left_.clear();
    for (const auto& row : db.rows("SELECT id, revision FROM jobs")) {
      ++there[batch_of(row[0])];
      check_owner(row[0], std::stoull(row[1]), Confirmed::What::Put);
    }
    // Those that are there have a tombstone where their owner changed.
    for (const auto& row :
         db.rows("SELECT id, max(revision) FROM tombstones WHERE id NOT IN (SELECT id FROM jobs) GROUP BY id")) {
      ++gone[batch_of(row[0])];
      check_owner(row[0], std::stoull(row[1]), Confirmed::What::Deleted);
    }
    for (const auto& [batch, jobs] : there) {
      CHECK(jobs == kBatch);
      if (is_deleted_again(batch)) left_.push_back(batch);
      next_ = std::max(next_, batch + 2);
    }
    for (const auto& [batch, jobs] : gone) CHECK((jobs == kBatch && !there.contains(batch)));
    for (const int batch : put_) CHECK((there.contains(batch) || (is_deleted_again(batch) && gone.contains(batch))));
    for (const int batch : deleted_) CHECK((gone.contains(batch) && !there.contains(batch)));
    const auto summary = f.store->summary({true, ""});
    REQUIRE(summary.ok());
    CHECK(summary.value().total == static_cast<std::int64_t>(there.size()) * kBatch);
    CHECK(summary.value().revision >= newest_);
    newest_ = summary.value().revision;
    check_audit(f, gone);
  }

 private:
  // A revision that was confirmed is that batch's for ever: given to something else, it was used twice.
  void check_owner(const std::string& id, std::uint64_t revision, Confirmed::What what) const {
    const auto found = owner_.lower_bound(revision);
    if (found == owner_.end() || found->first >= revision + kBatch) return;
    CHECK(found->second.first == batch_of(id));
    CHECK((found->second.second == what));
  }
  // What the audit said before, it still says; each deletion that happened is in it, once.
  void check_audit(StoreFixture& f, const std::map<int, int>& gone) {
    std::vector<AuditRecord> now;
    AuditRequest request;
    request.limit = 1000;
    do {
      const auto page = f.store->audit(request);
      REQUIRE(page.ok());
      now.insert(now.end(), page.value().records.begin(), page.value().records.end());
      request.before = page.value().next;
    } while (request.before != 0);
    std::reverse(now.begin(), now.end());
    REQUIRE(now.size() >= audit_.size());
    CHECK(std::equal(audit_.begin(), audit_.end(), now.begin()));
    std::set<std::string> audited;
    for (const AuditRecord& record : now) CHECK(audited.insert(record.connector_id).second);
    CHECK(audited.size() == gone.size() * kBatch);
    for (const auto& [batch, jobs] : gone) CHECK(audited.contains("batch-" + std::to_string(batch) + "-0"));
    audit_ = std::move(now);
  }

  std::set<int> put_, deleted_;
  std::map<std::uint64_t, std::pair<int, Confirmed::What>> owner_;  // of a batch's last revision
  std::vector<AuditRecord> audit_;
  std::vector<int> left_;
  std::uint64_t newest_ = 0;
  int next_ = 1;
};

}  // namespace

TEST_CASE("kill -9 in the middle of changes and deletions") {
  StoreFixture f;
  f.store.reset();
  const char* wanted = std::getenv("SYNCWALL_CRASH_KILLS");
  const int kills = wanted != nullptr ? std::atoi(wanted) : 40;
  const auto enough = std::chrono::steady_clock::now() + std::chrono::seconds(wanted != nullptr ? 3600 : 10);
  std::mt19937 random(9);
  Truth truth;
  int killed = 0;
  for (; killed < kills && (killed < 5 || std::chrono::steady_clock::now() < enough); ++killed) {
    CAPTURE(killed);
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) live(f.file(), ends[1], truth.next(), truth.to_delete());
    close(ends[1]);
    usleep(static_cast<useconds_t>(10'000 + random() % 80'000));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    for (Confirmed c{}; read(ends[0], &c, sizeof c) == sizeof c;) truth.note(c);
    close(ends[0]);
    f.open();
    truth.check(f);
    f.store.reset();
  }
  MESSAGE(killed << " kills survived; " << truth.confirmed_deletions() << " deletions confirmed, " << truth.audited()
                 << " in the audit");
  CHECK(truth.confirmed_deletions() > 0);
}
