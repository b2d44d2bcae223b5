// The parts that every decoded answer has. Only for the .cpp files of this room.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "wire/json_fields.h"

namespace syncwall {

inline constexpr std::int64_t kMaxCount = std::numeric_limits<std::int64_t>::max();

// The array under `key`, which must be there. null is how some languages write an empty one: then none.
[[nodiscard]] Result<std::optional<simdjson::dom::array>> required_array(const JsonFields& fields,
                                                                         std::string_view key);

// Parses, and hands the top object's fields to `read`, which fills a T; a fault left in them is the problem.
template <class T, class Read>
Result<T> decode(std::string body, Read read) {
  auto document = parse_json(std::move(body));
  if (!document.ok()) return document.problem();
  JsonFields fields(document.value()->root);
  fields.refuse_repeated();
  if (!fields.ok()) return not_as_agreed(fields.fault().text());
  Result<T> result = read(fields, document.value());
  if (result.ok() && !fields.ok()) return not_as_agreed(fields.fault().text());
  return result;
}

}  // namespace syncwall
