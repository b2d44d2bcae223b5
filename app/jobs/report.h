// What is told about the jobs and their server: counts, who asks, what the server offers, how the connection
// stands. Pure values; a source makes them, the page and the command line show them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "jobs/deletion.h"
#include "jobs/query.h"

namespace syncwall {

// Counts over all jobs that the caller may see (the stat cards), from the server's summary or, for a server
// without one, counted when every job is known.
struct JobSummary {
  std::int64_t total = 0;  // jobs of unknown status are counted here only
  std::array<std::int64_t, kStatuses> by_status{};
  std::uint64_t revision = 0;

  [[nodiscard]] std::int64_t of(Status status) const { return by_status[static_cast<std::size_t>(status)]; }
  friend bool operator==(const JobSummary&, const JobSummary&) = default;
};

// Whom the key belongs to.
struct Account {
  std::string id, username, email;
  bool is_admin = false;
  friend bool operator==(const Account&, const Account&) = default;
};

// What the server offers; the page shows no control that can't work.
struct Capabilities {
  bool can_delete = false;
  bool has_summary = false;
  bool has_changes = false;
  bool server_order = false;  // pages come sorted and filtered; else only a walk over all jobs proves an order
  bool has_audit = false;     // who deleted what, for administrators
  friend bool operator==(const Capabilities&, const Capabilities&) = default;
};

enum class Link : std::uint8_t {
  Connecting,    // nothing was answered yet
  Live,          // the last request was answered well
  Reconnecting,  // unreachable, or broken off; the next try is at next_try
  Refused,       // 401: the server doesn't know the key
  Forbidden,     // 403: a key that may not see this
  Declined,      // the server carries out no such request: `problem` says which, and what the server says of it
  Nonsense,      // answered, but not as the contract says; `problem` says what and where
  NoKey,         // this machine has no key that could be sent: its file is missing, open to others, empty; nobody was asked
};

inline constexpr TickMs kNoTick = std::numeric_limits<TickMs>::min();

struct Connection {
  Link link = Link::Connecting;
  // The answer that rows and counts are true of, in ticks and as a time of day. Of a server that tells changes, the last
  // good one; of one that only has lists, the first one of the last whole walk. kNoTick: nothing whole is known yet.
  TickMs last_answer = kNoTick;
  WallMs last_answer_wall = 0;
  TickMs heard = kNoTick;             // ticks of the last good answer of any kind
  WallMs since_wall = 0;              // since when `link` is what it is
  TickMs next_try = kNoTick;          // ticks; kNoTick: no failed try is waiting
  TickMs request_since = kNoTick;     // ticks at which the request under way was sent; kNoTick: none is
  std::int64_t clock_ahead_ms = 0;    // the server's clock before this machine's; 0 where they agree to some seconds
  int attempt = 0;                    // failed tries in a row
  bool answered_error = false;        // the last failed try was answered, with an error: the server is there
  std::int64_t pace_ms = 0;           // what its answers take of late: the second longest of the last ones; at most 30 s
  std::int64_t poll_interval_ms = 2000;  // how often last_answer should move on, at least
  Problem problem;                    // why it isn't Live
  std::string server;                 // "https://host:port", for people; never holds a secret

  // Shown numbers are old: two poll intervals have gone by (product.md), and what the server is known to take: else each
  // answer of a slow one would end an alarm, and the wait for the next begin one.
  [[nodiscard]] bool stale(TickMs now) const {
    return last_answer != kNoTick && now - last_answer > 2 * poll_interval_ms + pace_ms;
  }
  // It answers, but takes its time: told calmly, and until it has been quick again for some answers.
  [[nodiscard]] bool answers_slowly() const {
    constexpr std::int64_t kNoticed = 2000;
    return pace_ms > std::max(poll_interval_ms, kNoticed);
  }
  // The request under way has been waiting for longer than two poll intervals. A status is published when a
  // request begins and when it ends; that it takes too long follows from the clock, so the reader works it out.
  [[nodiscard]] bool slow(TickMs now) const {
    return request_since != kNoTick && now - request_since > 2 * poll_interval_ms;
  }
};

// One point a minute over the last hour, oldest first, for the sparklines.
struct SummaryPoint {
  TickMs at = 0;
  JobSummary summary;
};

// All that the fetch thread tells, published as one immutable value whenever a part of it changes.
struct FetchStatus {
  Connection connection;
  std::optional<Account> account;
  Capabilities capabilities;
  std::optional<JobSummary> summary;
  std::vector<SummaryPoint> history;  // at most 61
  bool complete = false;              // every job is cached
  bool walking = false;               // pages are being asked for
  std::int64_t walked = 0;            // jobs brought by the walk over all jobs so far
  std::int64_t walk_total = -1;       // of so many; -1: not told
  // Of a source that asks collection by collection: how many there are (-1: not known yet), and how many were asked in
  // this walk (listed, while that isn't known). How many of the last whole walk could not be read, and why the first.
  std::int64_t collections = -1, collections_done = 0, unread_collections = 0;
  std::string unread_why;
  std::string list_doubt;             // why there may be collections that nobody knows of; empty: there are none
  std::int64_t skipped = 0;           // records of the list left out, because it can't be told which jobs they are; of those in changes
                                      // as many as came at once, since the same one may have changed again
  std::string last_skipped;           // what the newest of them lacked, and where
  bool over_limit = false;            // there are more jobs than --mirror-limit: the cache stays partial
  std::int64_t mirror_limit = 0;
  std::int64_t query_rows = 0;        // jobs brought by the walk of the current query; FetchThread::want_rows asks
                                      // for more of them while not `complete`
};

// One request to the server, as it ended: for the diagnostics panel and the log.
struct RequestRecord {
  WallMs at = 0;           // when it was sent
  std::int64_t ms = 0;     // until the answer was whole, or given up
  std::string method;      // "GET"
  std::string path;        // without its query: names stand there
  std::int64_t bytes = 0;  // of the answer's body
  std::string failure;     // what went wrong, for people; empty: answered well
};
using RequestRecords = std::vector<RequestRecord>;

}  // namespace syncwall
