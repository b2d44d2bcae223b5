#include "wire/json_fields.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_set>
#include <utility>

#include "base/utf8.h"
#include "jobs/read_time.h"
#include "wire/job_decode.h"

namespace syncwall {

using simdjson::dom::element;

Problem not_as_agreed(std::string where) { return {"the answer is not as the API describes it", std::move(where), ""}; }

std::optional<std::string_view> scalar_text(element value, std::list<std::string>& texts) {
  if (std::string_view text; value.get(text) == simdjson::SUCCESS) return text;
  if (value.is_null() || value.is_object() || value.is_array()) return std::nullopt;
  return texts.emplace_back(simdjson::minify(value));
}

std::string RecordFault::text() const { return field.empty() ? why : field + ": " + why; }

std::string RecordFault::in(std::string_view list, std::size_t index) const {
  return std::string(list) + "[" + std::to_string(index) + "]" + (field.empty() ? ": " : ".") + text();
}

JsonFields::JsonFields(element element) {
  simdjson::dom::object object;
  if (element.get(object) == simdjson::SUCCESS) {
    object_ = object;
  } else {
    fault_.why = "not an object";
  }
}

void JsonFields::fail(std::string_view key, std::string_view why) {
  if (fault_.none()) fault_ = {std::string(key), std::string(why)};
}

void JsonFields::refuse_repeated() {
  if (!object_) return;
  std::unordered_set<std::string_view> seen;
  for (const auto& field : *object_) {
    if (!seen.insert(field.key).second) return fail(one_line(cut_utf8(field.key, 100)), "there twice");
  }
}

JsonFields::Value JsonFields::find(std::string_view key) const {
  element value;
  if (!object_ || object_->at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

bool JsonFields::has(std::string_view key) const {
  element value;
  return object_ && object_->at_key(key).get(value) == simdjson::SUCCESS;
}

std::string_view JsonFields::text(std::string_view key) {
  if (!find(key)) fail(key, "missing");
  return optional_text(key);
}

std::string_view JsonFields::optional_text(std::string_view key) {
  const Value value = find(key);
  std::string_view text;
  if (!value) return text;
  if (value->is_bool()) {
    fail(key, "not a text");
  } else if (const auto scalar = scalar_text(*value, made_)) {
    text = *scalar;
  } else {
    fail(key, "not a text");
  }
  return cut_utf8(text, kMaxTextBytes);
}

std::string_view JsonFields::id(std::string_view key) {
  const std::string_view id = text(key);
  if (id.empty()) fail(key, "empty");
  if (id.size() > kMaxIdBytes) fail(key, "longer than " + std::to_string(kMaxIdBytes) + " bytes");
  return id;
}

WallMs JsonFields::time(std::string_view key) {
  if (!find(key)) fail(key, "missing");
  return optional_time(key, 0);
}

WallMs JsonFields::optional_time(std::string_view key, WallMs absent) {
  const Value value = find(key);
  if (!value) return absent;
  const auto text = scalar_text(*value, made_);
  const auto read = text ? read_time(*text) : std::nullopt;
  if (!read) fail(key, "not a date-time");
  return read ? read->at : absent;
}

std::int64_t JsonFields::integer_of(std::string_view key, element value, std::int64_t least, std::int64_t most) {
  std::int64_t n = 0;
  if (std::string_view text; value.get(text) == simdjson::SUCCESS) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
      fail(key, error == std::errc::result_out_of_range ? "out of range" : "not a number");
      return least;
    }
  } else if (double real = 0;
             value.type() == simdjson::dom::element_type::DOUBLE && value.get(real) == simdjson::SUCCESS) {
    constexpr double kExact = 9007199254740992.0;  // 2^53: beyond it a double may have been another number
    if (!(std::abs(real) <= kExact) || std::trunc(real) != real) {
      fail(key, "not a whole number");
      return least;
    }
    n = static_cast<std::int64_t>(real);
  } else if (value.type() == simdjson::dom::element_type::UINT64) {  // over 2^63
    fail(key, "out of range");
    return least;
  } else if (value.get(n) != simdjson::SUCCESS) {
    fail(key, "not a number");
    return least;
  }
  if (n < least || n > most) {
    fail(key, "out of range");
    return least;
  }
  return n;
}

std::int64_t JsonFields::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const Value value = find(key);
  if (!value) {
    fail(key, "missing");
    return least;
  }
  return integer_of(key, *value, least, most);
}

std::int64_t JsonFields::optional_integer(std::string_view key, std::int64_t absent, std::int64_t least,
                                          std::int64_t most) {
  const Value value = find(key);
  return value ? integer_of(key, *value, least, most) : absent;
}

std::uint64_t JsonFields::optional_revision(std::string_view key) {
  return static_cast<std::uint64_t>(optional_integer(key, 0, 0, std::numeric_limits<std::int64_t>::max()));
}

bool JsonFields::optional_flag(std::string_view key, bool absent) {
  const Value value = find(key);
  bool flag = absent;
  if (!value || value->get(flag) == simdjson::SUCCESS) return flag;
  const auto text = scalar_text(*value, made_);
  const std::string word = text ? fold(*text) : "";
  if (word == "true" || word == "1") return true;
  if (word != "false" && word != "0") fail(key, "not a boolean");
  return false;
}

}  // namespace syncwall
