// JSON that people write, with the place of each value, so that a mistake is told by line, column and pointer.
// Strict: no comments, no key twice, no text that isn't UTF-8. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace syncwall::described {

struct PlacedMember;

struct PlacedJson {
  enum class Kind : std::uint8_t { Null, Flag, Number, Text, List, Object };
  Kind kind = Kind::Null;
  std::size_t at = 0;  // bytes from the start of the file
  bool flag = false;
  std::string text;  // of Text; of Number as it stands there
  std::vector<PlacedJson> items;
  std::vector<PlacedMember> members;  // in the file's order

  [[nodiscard]] const PlacedMember* find(std::string_view key) const;
};

struct PlacedMember {
  std::string key;
  std::size_t at = 0;  // of the key
  PlacedJson value;
};

// Where the text is no such JSON, and why: "a key that is there already".
struct JsonFault {
  std::size_t at = 0;
  std::string why;
};

inline constexpr std::size_t kMostJsonDepth = 64;

[[nodiscard]] Result<PlacedJson, JsonFault> parse_placed_json(std::string_view text);

}  // namespace syncwall::described
