// A job as the API spells it: what the server sends, what "Copy row as JSON" copies, what `list --format json`
// prints. Any thread.
#pragma once

#include <string>

#include "jobs/job.h"

namespace syncwall {

// Appends one JSON object (ScheduledConnectorDetails in assets/openapi.yaml). Absent fields are left out, what could
// not be read is there as the text that came. `config_json` must be a JSON object or empty.
void append_job_json(std::string& out, const JobView& job);

}  // namespace syncwall
