// The search line (query.md): the whole query as text, over the filters' widgets while it is open. UI thread only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "jobs/filter/filter_grammar.h"
#include "ui/area.h"
#include "ui/early_typing.h"

namespace syncwall {

struct Frame;

struct QueryLineState {
  bool open = false, opens = false, active = false;
  std::string text;
  Query before;                // what Esc goes back to
  std::optional<Query> waits;  // reads, and is asked for when typing rests
  TickMs typed_at = 0;
  std::optional<QueryProblem> problem;  // of the text as it stands; nothing of it was asked for
  std::vector<std::string> kept;        // by Enter, the oldest first
  std::size_t at = 0;                   // of those; kept.size(): none, but what is typed
  EarlyTyping early;
};
void open_query_line(Frame& frame);
void draw_query_line(Frame& frame, const Area& area);
// What is wrong with it, from the area's upper edge down; the height that it took, 0 where nothing is.
[[nodiscard]] float draw_query_problem(Frame& frame, const Area& area);

}  // namespace syncwall
