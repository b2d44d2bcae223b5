// ConfigMask for what is parsed already. Only for the .cpp files of this room.
#pragma once

#include <simdjson.h>

#include <string>

namespace syncwall {

void append_masked(std::string& out, simdjson::dom::element config);

}  // namespace syncwall
