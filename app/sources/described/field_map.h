// One row of an answer → a job, as the description says. Pure; any thread.
#pragma once

#include <string>

#include "jobs/job.h"
#include "sources/described/description.h"
#include "sources/described/evaluate.h"

namespace syncwall::described {

struct MappedRow {
  Job job;
  std::string fault;       // "id: missing": it can't be told which job it is
  std::string unreadable;  // the first field that can't be read: "created_at: «2026-13-45»"
};

// `scope`: the row with its partners. What the description has no word for is unknown, and so is what stands in a
// partner that may be there unread; a last sync that isn't there is never.
[[nodiscard]] MappedRow map_row(const Description& description, Scope scope);

}  // namespace syncwall::described
