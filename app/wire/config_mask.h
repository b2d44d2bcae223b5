// A connector's config as it may be kept and shown: without its secrets. Only for the .cpp files of this room.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

namespace syncwall {

// True for keys that contain key, secret, token, password or sas, in any case (api.md).
[[nodiscard]] bool looks_secret(std::string_view key);

// Appends `config` as compact JSON. At any depth, whatever stands under a key that looks secret becomes "***",
// be it a text, a number or a whole object; null stays null, since it tells nothing.
void append_masked(std::string& out, simdjson::dom::element config);

}  // namespace syncwall
