// How far the order of a query is proven complete: the exact prefix: a list ends there while not
// everything is cached, so that nothing it shows is missing a row above.
#pragma once

#include <cstdint>
#include <optional>

#include "jobs/job.h"
#include "jobs/query.h"

namespace syncwall {

// Every job that matches `walked` and does not come after `last` is in the cache. Nothing is known beyond.
struct Frontier {
  bool complete = false;    // every job there is lies in the cache; the rest is then without meaning
  Query walked;             // the query whose pages have been walked (server_part of what was asked)
  std::optional<Job> last;  // the last job of the walk as the server sent it; none: nothing walked yet
  bool walk_done = false;   // the walk came to its end: all that matches `walked` is cached
  // Of a source without an order, before every job is cached: all that is cached is shown, and others may come between.
  bool as_they_come = false;
  // The server doesn't answer, and nothing is proven: what is cached of it is shown, and holds up no other server's
  // rows.
  bool away = false;
  std::int64_t total = -1;  // what the server counted for `walked`; -1: not told
};

}  // namespace syncwall
