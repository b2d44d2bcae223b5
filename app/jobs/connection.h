// How the connection to a server stands. Pure values; a source's thread makes them, the page and the commands show
// them.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace syncwall {

enum class Link : std::uint8_t {
  Connecting,    // nothing was answered yet
  Live,          // the last request was answered well
  Reconnecting,  // unreachable, or broken off; the next try is at next_try
  Unavailable,   // the server answered that it can't for now (429, 5xx); the next try is at next_try
  Refused,       // 401: the server doesn't know the key
  Forbidden,     // 403: a key that may not see this
  Declined,      // the server carries out no such request: `problem` says which, and what the server says of it
  Nonsense,      // answered, but not as the contract says; `problem` says what and where
  NoKey,  // this machine has no key that could be sent: its file is missing, open to others, empty; nobody was asked
};

struct Connection {
  Link link = Link::Connecting;
  // The answer that rows and counts are true of, in ticks and as a time of day. Of a server that has a feed of changes,
  // the last good one; of one that only has lists, the first one of the last whole walk. kNoTick: nothing whole is
  // known yet.
  TickMs last_answer = kNoTick;
  WallMs last_answer_wall = 0;
  TickMs heard = kNoTick;           // ticks of the last good answer of any kind
  WallMs since_wall = 0;            // since when `link` is what it is
  TickMs next_try = kNoTick;        // ticks; kNoTick: no failed try is waiting
  TickMs request_since = kNoTick;   // ticks at which the request under way was sent; kNoTick: none is
  std::int64_t clock_ahead_ms = 0;  // the server's clock before this machine's; 0 where they agree to some seconds
  int attempt = 0;                  // failed tries in a row
  std::int64_t pace_ms = 0;         // what its answers take of late: the second longest of the last ones; at most 30 s
  std::int64_t poll_interval_ms = 2000;  // how often last_answer should move on, at least
  Problem problem;                       // why it isn't Live
  std::string server;                    // "https://host:port", for people; never holds a secret

  // Shown numbers are old: two poll intervals have gone by, and the time that the server usually takes: without
  // that, each answer of a slow server would end an alarm and each wait begin one.
  [[nodiscard]] bool stale(TickMs now) const {
    return last_answer != kNoTick && now - last_answer > 2 * poll_interval_ms + pace_ms;
  }
  // It answers, but slowly: shown without an alarm, until it has been quick again for some answers.
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

}  // namespace syncwall
