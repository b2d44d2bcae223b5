// syncwall-load: many dashboards on one server that a writer keeps busy. Tells how long `changes` takes, and proves
// that nothing was lost and nothing told twice: in the end each client's replica is the database.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>

#include "base/clock.h"
#include "demo/simulator.h"
#include "server/job_server.h"
#include "support/change_writer.h"
#include "support/followers.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr std::int64_t kBusyJobs = 100'000;  // those that change

double seconds_of_cpu() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

int fail(const std::string& why) {
  std::fprintf(stderr, "syncwall-load: %s\n", why.c_str());
  return 1;
}

std::vector<Job> some_jobs(JobStore& store) {
  std::vector<Job> jobs;
  PageRequest request;
  request.limit = 1000;
  while (static_cast<std::int64_t>(jobs.size()) < kBusyJobs) {
    auto page = store.page({true, ""}, request);
    if (!page.ok()) break;
    std::move(page.value().jobs.begin(), page.value().jobs.end(), std::back_inserter(jobs));
    if (!page.value().next) break;
    request.after = page.value().next;
  }
  return jobs;
}

void print_times(const char* what, std::vector<double> took) {
  if (took.empty()) return;
  std::sort(took.begin(), took.end());
  const auto at = [&](double share) {
    return took[static_cast<std::size_t>(share * static_cast<double>(took.size() - 1))];
  };
  std::printf("%s: %zu requests, p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, most %.1f ms\n", what, took.size(), at(0.5),
              at(0.9), at(0.99), took.back());
}

int report(const std::vector<Followed>& all, const Replica& expected) {
  std::vector<double> first, later, last;
  std::int64_t failures = 0, doubled = 0, backwards = 0, wrong = 0, changes = 0;
  std::uint64_t bytes = 0;
  for (const Followed& one : all) {
    if (!one.took_ms.empty()) {
      first.push_back(one.took_ms.front());
      later.insert(later.end(), one.took_ms.begin() + 1, one.took_ms.end());
    }
    last.insert(last.end(), one.last_ms.begin(), one.last_ms.end());
    if (!one.failure.empty() && failures++ == 0) std::fprintf(stderr, "syncwall-load: %s\n", one.failure.c_str());
    doubled += one.doubled;
    backwards += one.backwards;
    wrong += one.replica == expected ? 0 : 1;
    changes += one.changes;
    bytes += one.bytes;
  }
  if (later.empty()) return fail("nothing was asked");
  print_times("changes", std::move(later));
  print_times("each client's first, with its waiting for being accepted", std::move(first));
  print_times("the last, all clients in one moment", std::move(last));
  std::printf("%lld changes told, %.0f MB\n", static_cast<long long>(changes), static_cast<double>(bytes) / 1e6);
  std::printf(
      "replicas: %zu of %zu jobs changed or gone each; %lld clients differ from the database, %lld failed, %lld "
      "changes told twice, %lld revisions backwards\n",
      all.size(), expected.size(), static_cast<long long>(wrong), static_cast<long long>(failures),
      static_cast<long long>(doubled), static_cast<long long>(backwards));
  return wrong + failures + doubled + backwards == 0 ? 0 : 1;
}

int run(const std::filesystem::path& file, std::size_t clients, int seconds, int per_second, std::int64_t jobs) {
  JobServer::Options options;
  options.database = file;
  options.http.embedded_key = "sk-load";
  const auto server = JobServer::start(options);
  if (!server.ok()) return fail(server.problem().text());
  Store& store = server.value()->store();
  Simulator simulator(store, 1);
  if (const auto made = simulator.populate(jobs, SystemClock().wall_ms()); !made.ok())
    return fail(made.problem().text());
  ChangeWriter writer(store, some_jobs(store));
  const auto since = store.revision();
  if (!since.ok()) return fail(since.problem().text());
  std::stop_source stop;
  const Follow how{server.value()->port(), "sk-load", since.value(), std::chrono::milliseconds(2000), clients};
  const double cpu = seconds_of_cpu();
  const auto begin = std::chrono::steady_clock::now();
  auto followed = std::async(std::launch::async, [&] { return follow(how, stop.get_token()); });
  constexpr int kCommits = 50;  // a second
  for (int i = 0; i < seconds * kCommits; ++i) {
    std::this_thread::sleep_until(begin + std::chrono::milliseconds(1000 / kCommits) * i);
    if (const auto written = writer.write(per_second / kCommits); !written.ok()) return fail(written.problem().text());
  }
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  stop.request_stop();
  const std::vector<Followed> all = followed.get();
  std::printf(
      "%zu clients, %lld jobs, %d changes in %.1f s (%.0f a second), %.2f cores used by server, writer and clients "
      "together\n",
      clients, static_cast<long long>(jobs), seconds * kCommits * (per_second / kCommits), took,
      seconds * kCommits * (per_second / kCommits) / took, (seconds_of_cpu() - cpu) / took);
  return report(all, expected_replica(store, since.value()));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2)
    return fail(
        "use: syncwall-load DATABASE [CLIENTS 200] [SECONDS 60] [CHANGES-A-SECOND 500] [JOBS 1000000]; makes the "
        "database where it is empty");
  const auto number = [&](int i, int fallback) { return argc > i ? std::atoi(argv[i]) : fallback; };
  return run(argv[1], static_cast<std::size_t>(std::max(1, number(2, 200))), number(3, 60),
             std::max(50, number(4, 500)), number(5, 1'000'000));
}
