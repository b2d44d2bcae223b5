// The fixed words of the grammar, and which field takes which kinds of values. Only for this room.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/filter/filter.h"

namespace syncwall {

struct FieldInfo {
  std::string_view name;
  bool text = false, length = false, time = false;
  std::vector<Special> specials = {};
};
[[nodiscard]] const FieldInfo& info(QueryField field);

[[nodiscard]] std::optional<QueryField> find_field(std::string_view word);  // in any case
[[nodiscard]] std::optional<Special> find_special(QueryField field, std::string_view word);

// The known type or status that a word without quotes means; of the API's or the screen's spelling.
[[nodiscard]] std::optional<Value> find_known(QueryField field, std::string_view word);

// ", did you mean `status`?"; empty where no word is near.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& among);
[[nodiscard]] std::vector<std::string_view> field_names();  // with "sort"

}  // namespace syncwall
