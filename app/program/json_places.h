// Where the keys of a JSON text stand, so that a mistake in a file that people write is reported by line and column.
// Any thread.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "base/text_place.h"

namespace syncwall {

struct JsonPlaces {
  std::map<std::string, std::size_t> keys;  // "profiles.prod.url" → where its key begins, in bytes from the start
  // The first fault: where the text is no JSON, or the second of two equal keys.
  std::optional<std::size_t> fault;
  std::string repeated;  // that key, in full; empty: no JSON
};
[[nodiscard]] JsonPlaces find_json_places(const std::string& text);

}  // namespace syncwall
