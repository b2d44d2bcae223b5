#include "wire/json_fields.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>

#include "base/utf8.h"
#include "jobs/read_time.h"
#include "wire/job_decode.h"

namespace syncwall {

namespace {

using simdjson::dom::element;

// Where strict parsing breaks, in bytes from the start. Slow and thorough; only for the message.
struct BreakFinder final : nlohmann::json_sax<nlohmann::json> {
  std::size_t position = 0;
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception&) override {
    position = at;
    return false;
  }
};

Problem not_json(const std::string& body, simdjson::error_code error) {
  Problem problem{"the answer is not JSON", "", ""};
  const std::size_t start = body.find_first_not_of(" \t\r\n");
  if (start == std::string::npos) {
    problem.why = "it is empty";
    return problem;
  }
  if (body[start] == '<') {
    problem.why = "it is a web page";
    problem.todo = "check that the address is the server's own and not a sign-in page's";
    return problem;
  }
  BreakFinder finder;
  nlohmann::json::sax_parse(body, &finder);
  if (finder.position > body.size()) {
    problem.why = "it stops in the middle, after " + std::to_string(body.size()) + " bytes";
  } else if (finder.position > 0) {
    problem.why = "it breaks at byte " + std::to_string(finder.position) + " of " + std::to_string(body.size());
  } else {
    problem.why = simdjson::error_message(error);  // too deep, a number out of range
  }
  return problem;
}

// The code unit of "\uXXXX" at `at`; nothing if it isn't one.
std::optional<unsigned> escaped_unit(std::string_view body, std::size_t at) {
  if (at + 6 > body.size() || body[at] != '\\' || body[at + 1] != 'u') return std::nullopt;
  unsigned unit = 0;
  for (const char c : body.substr(at + 2, 4)) {
    unit <<= 4;
    if (c >= '0' && c <= '9') {
      unit |= static_cast<unsigned>(c - '0');
    } else if ((c | 32) >= 'a' && (c | 32) <= 'f') {
      unit |= static_cast<unsigned>((c | 32) - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return unit;
}

// Half of a surrogate pair (a text cut in the middle, in UTF-16) → "\ufffd". True: there was one.
bool mend_surrogates(std::string& body) {
  bool mended = false;
  for (std::size_t at = body.find('\\'); at != std::string::npos; at = body.find('\\', at)) {
    const auto unit = escaped_unit(body, at);
    if (!unit) {
      at += 2;
      continue;
    }
    const bool high = *unit >= 0xD800 && *unit < 0xDC00;
    const bool low = *unit >= 0xDC00 && *unit < 0xE000;
    if (high) {
      const auto next = escaped_unit(body, at + 6);
      if (next && *next >= 0xDC00 && *next < 0xE000) {
        at += 12;
        continue;
      }
    }
    if (high || low) {
      body.replace(at + 2, 4, "fffd");
      mended = true;
    }
    at += 6;
  }
  return mended;
}

bool in_number(char c) { return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'; }

// A number that fits neither 64 bits nor a double.
bool too_large(std::string_view number) {
  const char* const end = number.data() + number.size();
  if (number.find_first_of(".eE") != std::string_view::npos) {
    double real = 0;
    return std::from_chars(number.data(), end, real).ec == std::errc::result_out_of_range;
  }
  std::int64_t n = 0;
  std::uint64_t u = 0;
  return std::from_chars(number.data(), end, n).ec == std::errc::result_out_of_range &&
         std::from_chars(number.data(), end, u).ec != std::errc();
}

// Numbers too large → texts. One of them in one field would cost all records of the answer. True: there was one.
bool mend_numbers(std::string& body) {
  std::string out;
  bool in_text = false, mended = false;
  for (std::size_t at = 0; at < body.size();) {
    const char c = body[at];
    if (in_text || !((c >= '0' && c <= '9') || c == '-')) {
      if (in_text && c == '\\' && at + 1 < body.size()) out += body[at++];
      if (c == '"') in_text = !in_text;
      out += body[at++];
      continue;
    }
    const std::size_t start = at;
    while (at < body.size() && in_number(body[at])) ++at;
    const std::string_view number = std::string_view(body).substr(start, at - start);
    const bool mend = too_large(number);
    mended = mended || mend;
    if (mend) out += '"';
    out += number;
    if (mend) out += '"';
  }
  if (mended) body = std::move(out);
  return mended;
}

}  // namespace

Result<std::shared_ptr<JsonDocument>> parse_json(std::string body) {
  if (body.size() > kMaxAnswerBytes) {
    return Problem{"the answer is too large", std::to_string(body.size()) + " bytes", ""};
  }
  if (!simdjson::validate_utf8(body.data(), body.size())) body = to_utf8(body);
  auto document = std::make_shared<JsonDocument>();
  const auto parse = [&] {
    body.reserve(body.size() + simdjson::SIMDJSON_PADDING);  // so that the parser needn't copy
    return document->parser.parse(body.data(), body.size(), false).get(document->root);
  };
  simdjson::error_code error = parse();
  if (error == simdjson::STRING_ERROR && mend_surrogates(body)) error = parse();
  if (error == simdjson::NUMBER_ERROR && mend_numbers(body)) error = parse();
  if (error == simdjson::MEMALLOC) return Problem{"the answer could not be read", "out of memory", ""};
  if (error != simdjson::SUCCESS) return not_json(body, error);
  return document;
}

Problem not_as_agreed(std::string where) { return {"the answer is not as the API describes it", std::move(where), ""}; }

std::optional<std::string_view> scalar_text(element value, std::list<std::string>& texts) {
  if (std::string_view text; value.get(text) == simdjson::SUCCESS) return text;
  if (value.is_null() || value.is_object() || value.is_array()) return std::nullopt;
  return texts.emplace_back(simdjson::minify(value));
}

JsonFields::JsonFields(element element) {
  simdjson::dom::object object;
  if (element.get(object) == simdjson::SUCCESS) {
    object_ = object;
  } else {
    fault_ = "not an object";
  }
}

void JsonFields::fail(std::string_view key, std::string_view why) {
  if (fault_.empty()) fault_.append(key).append(": ").append(why);
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
