#include "sources/described/placed_json.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/utf8.h"

namespace syncwall::described {

namespace {

class Parser {
 public:
  Parser(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  [[nodiscard]] Result<PlacedJson, JsonFault> whole() {
    PlacedJson root = value(0);
    blanks();
    if (at_ < text_.size()) fail("something stands behind the end");
    if (fault_) return *std::move(fault_);
    return root;
  }

 private:
  void fail(std::string why) { fail_at(at_, std::move(why)); }
  void fail_at(std::size_t at, std::string why) {
    if (!fault_) fault_ = JsonFault{at, std::move(why)};
    at_ = text_.size();  // nothing more is read
  }
  [[nodiscard]] bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }
  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(char c) {
    blanks();
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }

  PlacedJson value(std::size_t depth) {
    blanks();
    PlacedJson json;
    json.at = at_;
    if (depth > kMostJsonDepth) {
      fail("too many values inside one another");
    } else if (next_is('{')) {
      object(json, depth);
    } else if (next_is('[')) {
      list(json, depth);
    } else if (next_is('"')) {
      json.kind = PlacedJson::Kind::Text;
      json.text = text();
    } else if (at_ < text_.size() && (text_[at_] == '-' || is_digit(text_[at_]))) {
      number(json);
    } else {
      word(json);
    }
    return json;
  }

  void object(PlacedJson& json, std::size_t depth) {
    json.kind = PlacedJson::Kind::Object;
    ++at_;
    if (take('}')) return;
    do {
      blanks();
      PlacedMember member;
      member.at = at_;
      if (!next_is('"')) return fail("a key in quotes is missing");
      member.key = text();
      if (json.find(member.key) != nullptr) return fail_at(member.at, "a key that is there already");
      if (!take(':')) return fail("a colon is missing");
      member.value = value(depth + 1);
      json.members.push_back(std::move(member));
    } while (take(','));
    if (!take('}')) fail("a comma or the end of the object is missing");
  }

  void list(PlacedJson& json, std::size_t depth) {
    json.kind = PlacedJson::Kind::List;
    ++at_;
    if (take(']')) return;
    do {
      json.items.push_back(value(depth + 1));
    } while (take(','));
    if (!take(']')) fail("a comma or the end of the list is missing");
  }

  void word(PlacedJson& json) {
    for (const std::string_view known : {"null", "true", "false"}) {
      if (!text_.substr(at_).starts_with(known)) continue;
      json.kind = known == "null" ? PlacedJson::Kind::Null : PlacedJson::Kind::Flag;
      json.flag = known == "true";
      at_ += known.size();
      return;
    }
    fail(at_ < text_.size() ? "no JSON value" : "it ends too early");
  }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  void digits() {
    if (at_ >= text_.size() || !is_digit(text_[at_])) return fail("a digit is missing");
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
  }

  void number(PlacedJson& json) {
    json.kind = PlacedJson::Kind::Number;
    if (next_is('-')) ++at_;
    const bool zero = next_is('0');
    const std::size_t first = at_;
    digits();
    if (!fault_ && zero && at_ > first + 1) return fail_at(first, "a number with a zero before it");
    if (next_is('.')) ++at_, digits();
    if (next_is('e') || next_is('E')) {
      ++at_;
      if (next_is('+') || next_is('-')) ++at_;
      digits();
    }
    if (!fault_) json.text = std::string(text_.substr(json.at, at_ - json.at));
  }

  // REQUIRES: a quote is next.
  std::string text() {
    const std::size_t begin = at_++;
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20) return fail("a control character inside a text"), out;
      if (c == '\\') {
        escape(out);
      } else {
        out += c;
        ++at_;
      }
    }
    if (!next_is('"')) return fail_at(begin, "a text without an end"), out;
    ++at_;
    return out;
  }

  void escape(std::string& out) {
    constexpr std::string_view kEscapes = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
    const std::size_t begin = at_++;
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (const std::size_t known = kEscapes.find(c); c != '\0' && known != std::string_view::npos) {
      out += kMeant[known];
      ++at_;
      return;
    }
    if (c != 'u') return fail_at(begin, "no escape of JSON's");
    ++at_;
    char32_t point = unit(begin);
    const bool high = point >= 0xD800 && point < 0xDC00;
    if (high && text_.substr(at_).starts_with("\\u")) {
      at_ += 2;
      const char32_t low = unit(begin);
      if (low < 0xDC00 || low > 0xDFFF) return fail_at(begin, "half of a character");
      point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    } else if (point >= 0xD800 && point < 0xE000) {
      return fail_at(begin, "half of a character");
    }
    append_code_point(out, point);
  }

  char32_t unit(std::size_t begin) {
    char32_t value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = at_ < text_.size() ? text_[at_] : '\0';
      const char lower = static_cast<char>(c | 32);
      if (!is_digit(c) && (lower < 'a' || lower > 'f')) return fail_at(begin, "no escape of JSON's"), U' ';
      value = value * 16 + static_cast<char32_t>(is_digit(c) ? c - '0' : lower - 'a' + 10);
    }
    return value;
  }

  const std::string_view text_;
  std::size_t at_;
  std::optional<JsonFault> fault_;
};

}  // namespace

const PlacedMember* PlacedJson::find(std::string_view key) const {
  const auto found = std::ranges::find(members, key, &PlacedMember::key);
  return found == members.end() ? nullptr : &*found;
}

Result<PlacedJson, JsonFault> parse_placed_json(std::string_view text) {
  if (!is_utf8(text)) return JsonFault{0, "the file is not UTF-8"};
  const bool marked = text.starts_with("\xEF\xBB\xBF");
  return Parser(text, marked ? 3 : 0).whole();
}

}  // namespace syncwall::described
