// The connection's state in words (product.md, "Top bar"). Pure; any thread.
#pragma once

#include <cstdint>

#include "base/text_buffer.h"
#include "jobs/report.h"

namespace syncwall {

enum class Mood : std::uint8_t { Good, Waiting, Trouble };  // dot, triangle, square: never colour alone

struct ConnectionLine {
  Mood mood = Mood::Waiting;
  LineText text;                // "Live · updated 1 s ago"
  LineText banner;              // readable across the room; empty: nothing to say
  std::int64_t changes_in = 1000;  // ms until it reads otherwise
};
// What can't be shown, or not as it is: "1 unreadable record left out · 3 jobs with unreadable fields". Empty: nothing.
[[nodiscard]] LineText unreadable_text(const FetchStatus& status, std::int64_t unreadable_jobs);

[[nodiscard]] ConnectionLine connection_line(const Connection& connection, TickMs now);

}  // namespace syncwall
