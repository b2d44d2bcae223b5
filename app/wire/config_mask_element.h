// ConfigMask for what is parsed already. Only for the .cpp files of this room.
#pragma once

#include <simdjson.h>

#include <string>

#include "jobs/job.h"

namespace syncwall {

// `config`: an object.
void append_masked_config(std::string& out, ConnectorType type, simdjson::dom::element config);

}  // namespace syncwall
