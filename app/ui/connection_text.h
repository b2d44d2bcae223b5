// The connection's state in words, as the top bar shows it. Pure; any thread.
#pragma once

#include <cstdint>

#include "base/text_buffer.h"
#include "jobs/fetch_status.h"
#include "table/desk.h"

namespace syncwall {

// Drawn as a dot, a triangle or a square, so that colour is never the only sign.
enum class Health : std::uint8_t { Good, Waiting, Trouble };

struct ConnectionLine {
  Health health = Health::Waiting;
  LineText text;                   // "Live · updated 1 s ago"
  LineText banner;                 // readable across the room; empty: nothing to say
  std::int64_t changes_in = 1000;  // ms until it reads otherwise
};
// What can't be shown, or not as it is: "1 collection not readable · 3 jobs with unreadable fields". Empty: nothing.
[[nodiscard]] LineText unreadable_text(const FetchStatus& status, std::int64_t unreadable_jobs);

[[nodiscard]] ConnectionLine connection_line(const Connection& connection, TickMs now);
// Of several servers: the one that is worst off by its name, else how old the oldest numbers are.
[[nodiscard]] ConnectionLine connection_line(const Desk::News& news, TickMs now);

// How far loading has come: "Loading: 312 of 3,000 collections". Empty where nothing is left to be loaded.
struct LoadingLine {
  LineText text;
  float part = -1;  // 0 to 1; less than 0: not known
};
[[nodiscard]] LoadingLine loading_line(const FetchStatus& status, std::int64_t rows_cached);

}  // namespace syncwall
