#include "wire/secret_text.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace syncwall {

namespace {

constexpr std::string_view kMasked = "***";
constexpr std::string_view kQuotes = "\"'`";
// What ends a word of prose or of a list of pairs.
constexpr std::string_view kEnds = " \t\r\n\v\f\"'`<>()[]{},;|\\";

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// A word of a sentence: "expired", "The". What a person would write as a password too, so only where prose is likely.
bool is_natural(std::string_view word) {
  while (!word.empty() && is_one_of(word.back(), ".:!?")) word.remove_suffix(1);
  if (word.empty() || word.size() > 20) return word.empty();
  return std::ranges::all_of(word.substr(1), is_lower) && is_letter(word[0]);
}

bool is_scheme(std::string_view word) {
  constexpr std::array<std::string_view, 9> kSchemes = {
      "bearer", "basic", "digest", "negotiate", "ntlm", "sharedkey", "sharedkeylite", "apikey", "aws4-hmac-sha256"};
  return std::ranges::any_of(kSchemes, [&](std::string_view s) { return same_ignoring_case(word, s); });
}

class Masker {
 public:
  explicit Masker(std::string_view text) : in_(text) {}

  std::optional<std::string> run() {
    while (at_ < in_.size()) step();
    if (copied_ == 0) return std::nullopt;
    out_ += in_.substr(copied_);
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::size_t skip(std::size_t from, std::string_view set) const {
    return std::min(in_.find_first_not_of(set, from), in_.size());
  }
  [[nodiscard]] std::size_t until(std::size_t from, std::string_view set) const {
    return std::min(in_.find_first_of(set, from), in_.size());
  }

  void mask(std::size_t from, std::size_t to) {
    if (from >= to || from < copied_) return;
    if (in_.substr(from, to - from) == kMasked) return;
    out_.append(in_.substr(copied_, from - copied_)).append(kMasked);
    copied_ = to;
  }

  void step() {
    at_ = skip(at_, kEnds);
    if (at_ == in_.size()) return;
    if (in_.substr(at_).starts_with("-----BEGIN")) return pem();
    const std::size_t end = until(at_, kEnds);
    const std::string_view word = in_.substr(at_, end - at_);
    if (const std::size_t scheme = word.find("://"); scheme != std::string_view::npos) return url(at_ + scheme + 3);
    if (is_scheme(word)) {
      at_ = end;
      return after_scheme(false);
    }
    parts(at_, end);
  }

  void pem() {
    const std::size_t end = in_.find("-----END", at_);
    std::size_t to = in_.size();
    if (end != std::string_view::npos) {
      const std::size_t dashes = in_.find("-----", end + 8);
      to = dashes == std::string_view::npos ? in_.size() : dashes + 5;
    }
    mask(at_, to);
    at_ = to;
  }

  // What follows "Bearer": `sure` where it follows a header's name too.
  void after_scheme(bool sure) {
    const std::size_t from = skip(at_, kAsciiBlanks), end = until(from, kEnds);
    if (from == at_ && at_ < in_.size() && !is_one_of(in_[at_], kAsciiBlanks)) return;
    const std::string_view word = in_.substr(from, end - from);
    if (word.find('=') != std::string_view::npos && word.find('=') + 3 < word.size()) return;  // pairs: each by itself
    if (word.empty() || (!sure && is_natural(word))) return;
    mask(from, end);
    at_ = end;
  }

  // "a=b&c=d", "name: value", or a word: from `from` to `end`.
  void parts(std::size_t from, std::size_t end) {
    at_ = end;
    while (from < end) {
      std::size_t to = std::min(in_.find('&', from), end);
      const std::size_t sign = std::min(in_.find_first_of("=:", from), to);
      const std::string_view name = in_.substr(from, sign - from);
      const bool random_name = looks_random(name);
      const std::string plain = random_name ? std::string() : plain_name(name);
      if (!plain.empty() && (names_a_secret(plain) || (named_ && plain == "value"))) {
        if (sign + 1 < to) {
          if (!is_a_path(plain, in_.substr(sign + 1, to - sign - 1))) mask(sign + 1, to);
        } else if (to == end) {
          return value_after(sign, plain, name);
        }
      } else if (looks_random(in_.substr(from, to - from))) {
        // The value of a harmless name, else the whole.
        mask(!random_name && sign + 1 < to && looks_random(in_.substr(sign + 1, to - sign - 1)) ? sign + 1 : from, to);
      }
      from = to + 1;
    }
  }

  // An object's key in a bucket is none that opens anything.
  static bool is_a_path(std::string_view plain, std::string_view value) {
    return plain == "key" && value.find_first_of("/.") != std::string_view::npos && !looks_random(value);
  }

  // A secret's name ends the word; its value comes behind blanks, a sign, quotes. `sign`: where that was looked for.
  void value_after(std::size_t sign, std::string_view plain, std::string_view name) {
    std::size_t at = sign;
    bool quoted_name = false;
    while (at < in_.size() && (in_[at] == '\\' || is_one_of(in_[at], kQuotes))) {
      quoted_name = true;
      ++at;
    }
    if (at < in_.size() && in_[at] == '>') return mask(at + 1, until(at, "<"));  // <password>…</password>
    const std::size_t before_sign = skip(at, " \t");
    const bool has_sign = before_sign < in_.size() && is_one_of(in_[before_sign], "=:");
    std::size_t value = has_sign ? before_sign + 1 : before_sign;
    if (has_sign && value < in_.size() && in_[value] == '>') ++value;
    const bool colon = has_sign && in_[before_sign] == ':';
    const bool blank = value < in_.size() && is_one_of(in_[value], " \t");
    value = skip(value, " \t");
    if (value == in_.size()) return;
    std::size_t open = value;
    while (open < in_.size() && (in_[open] == '\\' || in_[open] == '[')) ++open;
    if (open < in_.size() && is_one_of(in_[open], kQuotes)) {
      const bool told = has_sign || (!quoted_name && plain.find("pass") != std::string_view::npos);
      return told ? quoted_value(open) : void();
    }
    if (!has_sign) {
      named_ = quoted_name;  // {"name":"X-Api-Key","value":"…"}
      if (!quoted_name && plain.find("pass") != std::string_view::npos) password_in_prose(value);
      return;
    }
    if (plain.ends_with("authorization") || plain.ends_with("cookie"))
      return header_value(value, plain.ends_with("cookie"));
    const std::size_t end = until(value, kEnds);
    // "ExpiredToken: The provided token …" is an error's name and a sentence.
    const bool prose =
        colon && blank && !quoted_name && is_natural(in_.substr(value, end - value)) && !is_whole_name(plain, name);
    if (prose || is_a_path(plain, in_.substr(value, end - value))) return;
    mask(value, end);
    at_ = std::max(at_, end);
  }

  // "the password hunter2 was refused"
  void password_in_prose(std::size_t value) {
    const std::size_t end = until(value, kEnds);
    const std::string_view word = in_.substr(value, end - value);
    const auto digits = std::ranges::count_if(word, is_digit);
    if (digits > 0 && static_cast<std::size_t>(digits) < word.size()) mask(value, end);
  }

  // Written as a field's name is, not as an error's.
  static bool is_whole_name(std::string_view plain, std::string_view name) {
    constexpr std::array<std::string_view, 12> kNames = {"password", "passwd",      "pwd",          "passphrase",
                                                         "pass",     "secret",      "clientsecret", "token",
                                                         "apikey",   "accesstoken", "apitoken",     "sig"};
    return std::ranges::find(kNames, plain) != kNames.end() || name.find_first_of("_-") != std::string_view::npos;
  }

  void quoted_value(std::size_t open) {
    const char quote = in_[open];
    const bool escaped = open > 0 && in_[open - 1] == '\\';
    std::size_t close = open + 1;
    // A quote within the text has more backslashes before it than those around it.
    for (std::size_t slashes = 0; close < in_.size(); ++close) {
      if (in_[close] == quote && (escaped ? slashes <= 1 : slashes % 2 == 0)) break;
      slashes = in_[close] == '\\' ? slashes + 1 : 0;
    }
    if (escaped && close < in_.size() && in_[close - 1] == '\\') --close;
    mask(open + 1, close);
    at_ = std::max(at_, close);
  }

  void header_value(std::size_t value, bool cookie) {
    std::size_t end = until(value, kEnds);
    if (!cookie && is_scheme(in_.substr(value, end - value))) {
      at_ = end;
      return after_scheme(true);
    }
    if (cookie) {  // "a=b; c=d"
      while (end < in_.size() && in_[end] == ';') end = until(skip(end + 1, kAsciiBlanks), kEnds);
    }
    mask(value, end);
    at_ = std::max(at_, end);
  }

  // `from`: behind "://".
  void url(std::size_t from) {
    std::size_t end = until(from, " \t\r\n\v\f\"`<>|\\");
    while (end > from && is_one_of(in_[end - 1], ".,;:!?)]}'")) --end;
    std::size_t host_end = std::min(until(from, "/?#"), end);
    std::size_t user_end = in_.substr(from, host_end - from).rfind('@');
    if (user_end == std::string_view::npos) {
      // A password with a slash in it: "u:p/w@host". A colon before a path is a port otherwise.
      const std::size_t colon = in_.substr(from, host_end - from).find(':'),
                        later = in_.substr(from, end - from).rfind('@');
      const bool port = colon == std::string_view::npos || in_.substr(from, host_end - from).starts_with('[') ||
                        std::ranges::all_of(in_.substr(from + colon + 1, host_end - from - colon - 1), is_digit);
      if (!port && later != std::string_view::npos) user_end = later;
    }
    if (user_end != std::string_view::npos) {
      mask(from, from + user_end);
      from += user_end + 1;
    }
    host_end = std::min(until(from, "?#"), end);
    path(from, host_end);
    if (host_end < end) query(host_end + 1, end);
    at_ = std::max(at_, std::max(end, from));
  }

  void path(std::size_t from, std::size_t end) {
    while (from < end) {
      const std::size_t to = std::min(in_.find_first_of("/;", from), end);
      const std::string_view segment = in_.substr(from, to - from);
      const std::size_t sign = segment.find('=');
      if (sign != std::string_view::npos && names_a_secret(plain_name(segment.substr(0, sign)))) {
        mask(from + sign + 1, to);
      } else if (looks_random(segment)) {
        mask(from, to);
      }
      from = to + 1;
    }
  }

  void query(std::size_t from, std::size_t end) {
    while (from < end) {
      const std::size_t to = std::min(in_.find_first_of("&;#?", from), end);
      const std::size_t sign = std::min(in_.find('=', from), to);
      const std::string plain = plain_name(in_.substr(from, sign - from));
      if (sign == to) {
        if (looks_random(in_.substr(from, to - from))) mask(from, to);
      } else if (!is_harmless_parameter(plain) || looks_random(in_.substr(sign + 1, to - sign - 1))) {
        mask(sign + 1, to);
      }
      from = to + 1;
    }
  }

  const std::string_view in_;
  std::string out_;
  std::size_t at_ = 0;
  std::size_t copied_ = 0;  // of `in_`, into `out_`
  bool named_ = false;      // a secret's name came as a value: the next "value" is the secret
};

}  // namespace

std::optional<std::string> masked_text(std::string_view text) { return Masker(text).run(); }

}  // namespace syncwall
