// Support information for bug reports: facts about this program and its server, and the last requests. Never an API
// key, and no name of a person or a collection. No ImGui; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "table/desk.h"
#include "table/job_text.h"

namespace syncwall {

// What the program knows and the desk doesn't.
struct ProgramFacts {
  std::string_view version, graphics;  // "0.1.0", "Dear ImGui 1.86"
  int width = 0, height = 0;           // px
  float scale = 1;
  std::int64_t frames = 0, frame_us = 0;  // drawn so far, and how long the last one took
};

// "live", "key refused", …
[[nodiscard]] std::string_view link_word(Link link);

[[nodiscard]] std::vector<Field> diagnostics(const Desk::News& news, const ProgramFacts& facts, TickMs ticks);

// "GET /api/v1/…/changes" with what came back: "12 ms · 4 KiB", or the failure.
[[nodiscard]] std::string request_outcome(const RequestRecord& request);

// All of it as text, for a bug report.
[[nodiscard]] std::string bug_report(const Desk::News& news, const ProgramFacts& facts, TickMs ticks);

}  // namespace syncwall
