// Followers: many light clients that hold a replica of the changes of a job server, each over one kept connection,
// as dashboards do; and what each of them must hold in the end. For tests and the load benchmark.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "store/job_store.h"

namespace syncwall::test {

// What changed since the beginning: by job, a hash of what is shown of it; 0: it was deleted. What didn't change is
// the same everywhere, and not held a second time by each of hundreds of clients.
using Replica = std::unordered_map<std::string, std::uint64_t>;

struct Followed {
  Replica replica;
  std::uint64_t revision = 0;
  std::vector<double> took_ms;  // of each `changes` while polling, from sending to the last byte
  std::vector<double> last_ms;  // of those after the stop, when all clients ask in one moment
  std::uint64_t bytes = 0;
  std::int64_t changes = 0;
  std::int64_t doubled = 0;    // told again as it was
  std::int64_t backwards = 0;  // answers whose revision was older than what was held
  std::string failure;         // empty: none
};

struct Follow {
  int port = 0;
  std::string key;
  std::uint64_t since = 0;  // the revision at which all of them begin
  std::chrono::milliseconds every{2000};
  std::size_t clients = 1;
};

// Polls, each client on a thread of its own and the clients spread over the interval, until `stop` is asked; then
// each asks once more, until there is no more. So what is committed before the stop is in every replica.
[[nodiscard]] std::vector<Followed> follow(const Follow& how, std::stop_token stop);

// The same from the database.
[[nodiscard]] Replica expected_replica(JobStore& store, std::uint64_t since);

}  // namespace syncwall::test
