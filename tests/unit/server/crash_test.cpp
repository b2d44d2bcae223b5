// A server that is killed in the middle of writes: what it confirmed is there, whole; what it didn't is there whole or
// not at all.
#include <doctest/doctest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <random>
#include <set>

#include "support/store_fixture.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr int kBatch = 20;

// The child: puts batches and deletes some of them again, and tells through the pipe what was confirmed.
[[noreturn]] void write_for_ever(const std::filesystem::path& file, int pipe, int first) {
  const auto opened = Store::open(file);
  if (!opened.ok()) _exit(3);
  RandomJobs random(static_cast<std::uint64_t>(first));
  for (int batch = first;; ++batch) {
    std::vector<Job> jobs;
    for (int i = 0; i < kBatch; ++i) {
      jobs.push_back(random.job(1));
      jobs.back().id = "batch-" + std::to_string(batch) + "-" + std::to_string(i);
    }
    if (!opened.value()->put(jobs).ok()) _exit(4);
    if (write(pipe, &batch, sizeof batch) != sizeof batch) _exit(5);
    if (batch % 3 != 0) continue;
    if (!opened.value()->remove({true, ""}, ids_of(jobs)).ok()) _exit(6);
    const int deleted = -batch;
    if (write(pipe, &deleted, sizeof deleted) != sizeof deleted) _exit(7);
  }
}

std::string integrity(const std::filesystem::path& file) {
  sqlite3* handle = nullptr;
  std::string answer = "could not be opened";
  if (sqlite3_open(file.c_str(), &handle) == SQLITE_OK) {
    const auto keep = [](void* to, int, char** values, char**) {
      *static_cast<std::string*>(to) = values[0];
      return 0;
    };
    sqlite3_exec(handle, "PRAGMA integrity_check", keep, &answer, nullptr);
  }
  sqlite3_close(handle);
  return answer;
}

}  // namespace

TEST_CASE("kill -9 in the middle of writes") {
  StoreFixture f;
  f.store.reset();
  std::mt19937 random(9);
  std::set<int> put, deleted;
  std::uint64_t revision = 0;
  int next = 1;
  for (int kill_number = 0; kill_number < 25; ++kill_number) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) write_for_ever(f.file(), ends[1], next);
    close(ends[1]);
    usleep(static_cast<useconds_t>(10'000 + random() % 60'000));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    for (int batch = 0; read(ends[0], &batch, sizeof batch) == sizeof batch;) {
      (batch > 0 ? put : deleted).insert(std::abs(batch));
      next = std::max(next, std::abs(batch) + 2);
    }
    close(ends[0]);
    CHECK(integrity(f.file()) == "ok");
    f.open();
    std::map<int, int> there;
    for (const Job& job : f.walk({}, {SortColumn::Created, true}, 1000)) ++there[std::stoi(job.id.substr(6))];
    for (const auto& [batch, jobs] : there) CHECK(jobs == kBatch);
    for (const int batch : put) CHECK((there.contains(batch) || batch % 3 == 0));
    for (const int batch : deleted) CHECK_FALSE(there.contains(batch));
    const auto summary = f.store->summary({true, ""});
    REQUIRE(summary.ok());
    CHECK(summary.value().total == static_cast<std::int64_t>(there.size()) * kBatch);
    CHECK(summary.value().revision >= revision);
    revision = summary.value().revision;
    f.store.reset();
  }
  CHECK(put.size() > 25);
}
