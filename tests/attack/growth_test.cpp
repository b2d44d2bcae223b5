// What the server holds doesn't grow with how many different things were asked of it, nor with how many clients came.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "e2e/process.h"
#include "e2e/process_samples.h"
#include "store/store.h"
#include "support/file_text.h"
#include "support/raw_client.h"
#include "support/wait_until.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

// Sanitizers keep what was freed, and shadows of all of it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsItsOwn = false;
#else
constexpr bool kMemoryIsItsOwn = true;
#endif

// The real program, whose memory is its own.
struct Program {
  Program() {
    std::filesystem::create_directories(folder);
    const std::string database = (folder / "jobs.db").string(), out = (folder / "out").string();
    process = std::make_unique<Process>(Words{SYNCWALL_SERVER_PROGRAM, "--listen", "127.0.0.1:0", "--database",
                                              database, "--demo-jobs", "500", "--log-level", "error"},
                                        Words{}, out);
    REQUIRE(
        wait_until([&] { return file_text(out).find(", database") != std::string::npos; }, std::chrono::seconds(60)));
    const std::string said = file_text(out);
    port = std::stoi(said.substr(said.find("127.0.0.1:") + 10));
    key = file_text(database + ".admin-key");
    while (key.ends_with('\n')) key.pop_back();
  }
  ~Program() {
    process.reset();
    std::filesystem::remove_all(folder);
  }
  [[nodiscard]] std::string request(const std::string& query) const {
    return "GET /api/v1/admin/scheduled_connectors?" + query + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key +
           "\r\n\r\n";
  }
  // Once the connections that were closed are gone there too.
  [[nodiscard]] ProcessSample at_rest(long threads) const {
    REQUIRE(
        wait_until([&] { return sample_process(process->pid(), 0)->threads <= threads; }, std::chrono::seconds(20)));
    return *sample_process(process->pid(), 0);
  }
  [[nodiscard]] ProcessSample now() const { return *sample_process(process->pid(), 0); }

  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("syncwall-growth-" + std::to_string(::getpid()));
  std::unique_ptr<Process> process;
  int port = 0;
  std::string key;
};

// No two alike: names, sets of statuses and types, sorts.
std::string filter(int n) {
  static const char* const kStatuses[] = {"Failed", "Running", "Completed", "Paused", "Pending"};
  static const char* const kTypes[] = {"S3", "Azure%20Blob%20Storage", "Google%20Cloud%20Storage", "Confluence"};
  static const char* const kSorts[] = {"user_name", "collection_name", "created_at", "last_sync_at", "status"};
  std::string text = "limit=3&user_filter=" + std::string(1, static_cast<char>('a' + n % 26)) +
                     "&collection_filter=" + std::to_string(n);
  if (n % 3 == 0) text = "limit=3&collection_filter=a" + std::to_string(n) + "&user_filter=e";
  if (n % 2 == 0) text += "&status_filter=" + std::string(kStatuses[n % 5]);
  if (n % 7 < 3) text += "&type_filter=" + std::string(kTypes[n % 4]);
  return text + "&sort_column=" + kSorts[n / 5 % 5] + "&ascending=" + (n % 4 < 2 ? "true" : "false");
}

void ask_filters(const Program& program, int from, int to) {
  RawClient client(program.port);
  int good = 0;
  for (int n = from; n < to; ++n) {
    client.send(program.request(filter(n)));
    good += status_of(client.read_answer()) == 200 ? 1 : 0;
  }
  CHECK(good == to - from);
}

// A hundred at a time, all of which ask before the first of them leaves.
void come_and_go(const Program& program, int clients) {
  int good = 0;
  for (int n = 0; n < clients; n += 100) {
    std::vector<RawClient> crowd;
    for (int i = 0; i < 100; ++i) crowd.emplace_back(program.port);
    for (RawClient& client : crowd) client.send(program.request("limit=50"));
    for (RawClient& client : crowd) good += status_of(client.read_answer()) == 200 ? 1 : 0;
  }
  CHECK(good == clients);
}

}  // namespace

TEST_CASE("10,000 different filters and 1,000 clients leave memory, threads and descriptors as they were") {
  const Program program;
  const ProcessSample fresh = program.now();
  const long threads = fresh.threads;
  ask_filters(program, 0, 1'500);
  come_and_go(program, 200);
  const ProcessSample warm = program.at_rest(threads);
  ask_filters(program, 1'500, 10'000);
  const ProcessSample filtered = program.at_rest(threads);
  come_and_go(program, 1'000);
  const ProcessSample after = program.at_rest(threads);
  MESSAGE("RSS in KiB: warm ", warm.rss_kib, ", after the filters ", filtered.rss_kib, ", after the clients ",
          after.rss_kib, "; descriptors: fresh ", fresh.handles, ", after the clients ", after.handles);
  CHECK(after.threads <= threads);
  // Each reader has the file, its log and the index of that. A connection is closed a moment after its thread has
  // ended.
  const long most = fresh.handles + 3 * StoreOptions().most_readers;
  CHECK(wait_until([&] { return program.now().handles <= most; }, std::chrono::seconds(20)));
  if (kMemoryIsItsOwn) {
    CHECK(filtered.rss_kib <= warm.rss_kib + 1'800);   // KiB; sets of names that were kept would take 2,900
    CHECK(after.rss_kib <= filtered.rss_kib + 6'000);  // more readers at a time than before, and their caches
  }
}
