#include "wire/answer_fields.h"

namespace syncwall {

Result<std::optional<simdjson::dom::array>> required_array(const JsonFields& fields, std::string_view key) {
  const auto value = fields.find(key);
  simdjson::dom::array list;
  if (!fields.ok()) return not_as_agreed(fields.fault().text());
  if (!value && fields.has(key)) return std::optional<simdjson::dom::array>();
  if (!value) return not_as_agreed(std::string(key) + ": missing");
  if (value->get(list) != simdjson::SUCCESS) return not_as_agreed(std::string(key) + ": not a list");
  return std::optional<simdjson::dom::array>(list);
}

}  // namespace syncwall
