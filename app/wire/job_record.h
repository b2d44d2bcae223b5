// One job's record of an answer. Only for the .cpp files of this room.
//
// A record is used wherever it has an id: a field that can't be read is noted (jobs/odd_fields.h) and left empty or
// unknown, and what can be read in one way only is read.
#pragma once

#include <string>

#include "jobs/job.h"
#include "wire/json_fields.h"

namespace syncwall {

struct ReadRecord {
  JobView job;                                 // without its config
  std::size_t config_at = 0, config_size = 0;  // the piece of JsonDocument::side that is its config
  RecordFault fault;                           // "id: missing": the record can't be used
  RecordFault unreadable;                      // the first field that can't be read: "created_at: «2026-13-45»"
};

[[nodiscard]] ReadRecord read_job_record(simdjson::dom::element record, JsonDocument& document);

}  // namespace syncwall
