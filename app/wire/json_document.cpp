// Parsing an answer, and mending what simdjson refuses although it can be read in one way only.
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/utf8.h"
#include "wire/job_decode.h"
#include "wire/json_fields.h"

namespace syncwall {

namespace {

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

}  // namespace syncwall
