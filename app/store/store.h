// Store: all that a job server keeps, in one database. Opened by server/open_store.h.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "store/demo_store.h"
#include "store/job_store.h"
#include "store/key_store.h"

namespace syncwall {

struct StoreOptions {
  enum class Open : unsigned char {
    Create,    // the database is made where there is none
    Existing,  // a missing database is a problem
    Read       // and nothing is written: only what reads may be called
  };
  Open open = Open::Create;
  std::int64_t kept_tombstones = 1'000'000;  // how many deletions `changes` can report
  std::int64_t audit_days = 3 * 365;         // how long the audit keeps its records; 0: for ever
  std::int64_t kept_requests = 100'000;      // ids of each user's deletions that are remembered
  int most_readers = 12;                     // connections that read at a time
  bool serves = true;                        // false: a command, that begins no epoch and starts no thread
  const Clock* clock = nullptr;              // null: the system's
  std::stop_token stop;                      // ends opening early: nothing waits for other programs' locks any more
  // What an operator should know and nobody waits for: permissions that were corrected, values that make no sense. Any
  // thread.
  std::function<void(const std::string&)> report;
};

// A deletion may still arrive for so long after it was sent, or given up: through queues, proxies, a suspended laptop.
// Until then its id is remembered.
inline constexpr std::int64_t kRequestMayArriveMs = 24LL * 3'600'000;

class Store : public JobStore, public KeyStore, public DemoStore {};

}  // namespace syncwall
