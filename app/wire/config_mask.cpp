#include "wire/config_mask.h"

#include <algorithm>
#include <array>

#include "base/json_text.h"
#include "base/utf8.h"
#include "wire/config_mask_element.h"

namespace syncwall {

bool looks_secret(std::string_view key) {
  constexpr std::array<std::string_view, 5> kWords = {"key", "secret", "token", "password", "sas"};
  const std::string folded = fold(key);
  return std::ranges::any_of(kWords, [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

// As deep as the parser lets a document be (1,024 levels).
void append_masked(std::string& out, simdjson::dom::element config) {
  simdjson::dom::object object;
  simdjson::dom::array array;
  std::string_view text;
  if (config.get(object) == simdjson::SUCCESS) {
    char before = '{';
    for (const auto field : object) {
      out += before;
      before = ',';
      append_json(out, field.key);
      out += ':';
      if (looks_secret(field.key) && !field.value.is_null()) {
        out += "\"***\"";
      } else {
        append_masked(out, field.value);
      }
    }
    out += before == '{' ? "{}" : "}";
  } else if (config.get(array) == simdjson::SUCCESS) {
    char before = '[';
    for (const auto value : array) {
      out += before;
      before = ',';
      append_masked(out, value);
    }
    out += before == '[' ? "[]" : "]";
  } else if (config.get(text) == simdjson::SUCCESS) {
    append_json(out, text);
  } else {
    out += simdjson::minify(config);
  }
}

struct ConfigMask::Parser {
  simdjson::dom::parser parser;
};

ConfigMask::ConfigMask() : parser_(std::make_unique<Parser>()) {}
ConfigMask::~ConfigMask() = default;

std::string ConfigMask::masked(std::string_view config) {
  std::string out;
  simdjson::dom::element element;
  if (parser_->parser.parse(config.data(), config.size(), true).get(element) == simdjson::SUCCESS && element.is_object()) append_masked(out, element);
  return out;
}

}  // namespace syncwall
