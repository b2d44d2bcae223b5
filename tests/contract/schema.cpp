#include "contract/schema.h"

#include <algorithm>
#include <regex>
#include <set>
#include <string_view>

#include "base/time_text.h"

namespace syncwall::test {

namespace {

constexpr std::string_view kUnderstood[] = {"type",        "required",    "properties", "additionalProperties",
                                            "items",       "enum",        "const",      "minimum",
                                            "maximum",     "format",      "pattern",    "minLength",
                                            "maxLength",   "minItems",    "maxItems",   "oneOf",
                                            "uniqueItems", "$ref",        "default",    "example",
                                            "examples",    "description", "title"};

bool is_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  return type == "integer" && value.is_number_integer();
}

bool has_type(const Json& value, const Json& type) {
  if (type.is_string()) return is_type(value, type.get<std::string>());
  return std::ranges::any_of(type, [&](const Json& one) { return is_type(value, one.get<std::string>()); });
}

std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

void check_text(const Json& schema, const std::string& text, const std::string& where, Faults& faults) {
  const std::size_t length = code_points(text);
  if (schema.contains("minLength") && length < schema["minLength"].get<std::size_t>())
    faults.push_back(where + ": too short");
  if (schema.contains("maxLength") && length > schema["maxLength"].get<std::size_t>())
    faults.push_back(where + ": too long");
  if (schema.contains("pattern") && !std::regex_search(text, std::regex(schema["pattern"].get<std::string>()))) {
    faults.push_back(where + ": not of its pattern");
  }
  if (!schema.contains("format")) return;
  WallMs at = 0;
  if (schema["format"] != "date-time") {
    faults.push_back(where + ": a format that nobody checks: " + schema["format"].dump());
  } else if (text.find('T') == std::string::npos || !parse_rfc3339(text, at)) {
    faults.push_back(where + ": not a date-time: " + text);
  }
}

}  // namespace

Json Schemas::resolved(const Json& node) const {
  if (!node.is_object() || !node.contains("$ref")) return node;
  const std::string ref = node["$ref"].get<std::string>();
  Json target = resolved(document_.at(Json::json_pointer(ref.substr(1))));
  for (const auto& [key, value] : node.items()) {
    if (key != "$ref") target[key] = value;
  }
  return target;
}

Faults Schemas::faults(const Json& schema, const Json& value, const std::string& where) const {
  Faults found;
  check(schema, value, where, found);
  return found;
}

void Schemas::check(const Json& given, const Json& value, const std::string& where, Faults& faults) const {
  const Json schema = resolved(given);
  for (const auto& [keyword, unused] : schema.items()) {
    if (std::ranges::find(kUnderstood, keyword) == std::end(kUnderstood))
      faults.push_back(where + ": unknown keyword " + keyword);
  }
  if (schema.contains("oneOf")) {
    const auto fitting = std::ranges::count_if(
        schema["oneOf"], [&](const Json& one) { return this->faults(one, value, where).empty(); });
    if (fitting != 1) faults.push_back(where + ": fits " + std::to_string(fitting) + " of oneOf");
    return;
  }
  if (!schema.contains("type") || !has_type(value, schema["type"])) {
    faults.push_back(where + ": not of type " + schema.value("type", Json("(none)")).dump());
    return;
  }
  if (schema.contains("enum") && std::ranges::find(schema["enum"], value) == schema["enum"].end()) {
    faults.push_back(where + ": not in its enum: " + value.dump());
  }
  if (schema.contains("const") && schema["const"] != value) faults.push_back(where + ": not " + schema["const"].dump());
  if (schema.contains("minimum") && value < schema["minimum"]) faults.push_back(where + ": below the minimum");
  if (schema.contains("maximum") && value > schema["maximum"]) faults.push_back(where + ": above the maximum");
  if (value.is_string()) check_text(schema, value.get<std::string>(), where, faults);
  if (value.is_object()) check_object(schema, value, where, faults);
  if (value.is_array()) check_array(schema, value, where, faults);
}

void Schemas::check_object(const Json& schema, const Json& value, const std::string& where, Faults& faults) const {
  for (const Json& name : schema.value("required", Json::array())) {
    if (!value.contains(name.get<std::string>())) faults.push_back(where + ": lacks " + name.get<std::string>());
  }
  const Json properties = schema.value("properties", Json::object());
  const Json others = schema.value("additionalProperties", Json(false));
  for (const auto& [name, member] : value.items()) {
    const std::string at = where + "." + name;
    if (properties.contains(name)) {
      check(properties[name], member, at, faults);
    } else if (others.is_object()) {
      check(others, member, at, faults);
    } else if (others == false) {
      faults.push_back(at + ": not described");
    }
  }
}

void Schemas::check_array(const Json& schema, const Json& value, const std::string& where, Faults& faults) const {
  if (schema.contains("minItems") && value.size() < schema["minItems"].get<std::size_t>())
    faults.push_back(where + ": too few");
  if (schema.contains("maxItems") && value.size() > schema["maxItems"].get<std::size_t>())
    faults.push_back(where + ": too many");
  if (schema.value("uniqueItems", false) && std::set<Json>(value.begin(), value.end()).size() != value.size()) {
    faults.push_back(where + ": not unique");
  }
  if (!schema.contains("items")) {
    faults.push_back(where + ": a list of what?");
    return;
  }
  const Json item = resolved(schema["items"]);
  for (std::size_t i = 0; i < value.size(); ++i) check(item, value[i], where + "[" + std::to_string(i) + "]", faults);
}

}  // namespace syncwall::test
