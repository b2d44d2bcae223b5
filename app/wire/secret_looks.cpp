// What a secret looks like: the half of secret_text.h that knows names and tokens.
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "wire/secret_text.h"

namespace syncwall {

namespace {

bool is_uuid(std::string_view s) {
  if (s.size() != 36) return false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? s[i] != '-' : !is_hex(s[i])) return false;
  }
  return true;
}

// How a text of letters and digits is made up.
struct Mix {
  std::size_t letters = 0, digits = 0, turns = 0;  // turns: from one of small, large, digit to another
  bool small = false, large = false, hex = true;

  explicit Mix(std::string_view text) {
    int before = -1;
    for (const char c : text) {
      if (!is_alnum(c)) continue;
      const int kind = is_digit(c) ? 0 : is_lower(c) ? 1 : 2;
      if (before >= 0 && kind != before) ++turns;
      before = kind;
      ++(kind == 0 ? digits : letters);
      small = small || kind == 1;
      large = large || kind == 2;
      hex = hex && is_hex(c);
    }
  }
  [[nodiscard]] std::size_t size() const { return letters + digits; }
  // Words and numbers set side by side turn seldom, chance turns at every second character.
  [[nodiscard]] bool by_chance() const { return letters > 0 && digits > 0 && turns * 100 >= size() * 28; }
};

// Letters and digits without anything between them.
bool random_piece(std::string_view piece) {
  if (piece.size() < 20) return false;
  const Mix mix(piece);
  if (mix.hex && piece.size() >= 32) return mix.digits >= 4;
  if (mix.digits == 0) return piece.size() >= 32 && mix.small && mix.large && mix.turns * 100 >= piece.size() * 35;
  return mix.by_chance();
}

// Base64 with its '/' and '+', or URL-safe with '-' and '_': no file name or path is so mixed.
bool random_base64(std::string_view word) {
  if (word.size() < 32 || !std::ranges::all_of(word, [](char c) {
        return is_alnum(c) || c == '+' || c == '/' || c == '=' || c == '-' || c == '_' || c == '~' || c == '.';
      }))
    return false;
  const Mix mix(word);
  return mix.small && mix.large && mix.by_chance() && mix.digits * 100 < mix.size() * 45;
}

bool known_beginning(std::string_view word) {
  constexpr std::array<std::string_view, 30> kBeginnings = {
      "AKIA",  "ASIA",  "AIza",  "ya29.", "GOCSPX-", "GOOG1E",      "sk-",    "pk-",   "rk_",    "sk_",
      "ghp_",  "gho_",  "ghu_",  "ghs_",  "ghr_",    "github_pat_", "glpat-", "xoxb-", "xoxp-",  "xoxa-",
      "xoxs-", "xapp-", "ATATT", "ATCTT", "hvs.",    "dapi",        "npm_",   "SG.",   "whsec_", "eyJ"};
  if (word.size() < 16) return false;
  return std::ranges::any_of(kBeginnings, [&](std::string_view b) {
    if (!word.starts_with(b)) return false;
    const Mix rest(word.substr(b.size()));
    return rest.digits > 0 || (b == "eyJ" && word.size() > 30);
  });
}

}  // namespace

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name.substr(0, 100)) {
    if (is_alnum(c)) plain += to_lower(c);
  }
  return plain;
}

bool names_a_secret(std::string_view plain) {
  constexpr std::array<std::string_view, 26> kWithin = {
      "secret",    "token",         "password",      "passwd",    "passphrase", "passcode",         "passwort",
      "kennwort",  "credential",    "apikey",        "accesskey", "accountkey", "privatekey",       "sharedkey",
      "signature", "authorization", "cookie",        "bearer",    "assertion",  "connectionstring", "connstr",
      "webhook",   "signingkey",    "encryptionkey", "masterkey", "sessionkey"};
  constexpr std::array<std::string_view, 5> kAtEnd = {"key", "pwd", "pass", "pw", "jwt"};
  constexpr std::array<std::string_view, 14> kWhole = {"auth",       "sas",       "sasurl", "sasuri", "sig",
                                                       "creds",      "pin",       "otp",    "sid",    "sessionid",
                                                       "jsessionid", "phpsessid", "salt",   "xauth"};
  // Keys of things, not to them.
  constexpr std::array<std::string_view, 9> kNone = {"spacekey",   "issuekey",   "projectkey",
                                                     "primarykey", "foreignkey", "partitionkey",
                                                     "sortkey",    "objectkey",  "publickey"};
  const auto within = [&](std::string_view word) { return plain.find(word) != std::string_view::npos; };
  if (std::ranges::find(kNone, plain) != kNone.end()) return false;
  if (std::ranges::any_of(kWithin, within)) return true;
  if (std::ranges::any_of(kAtEnd, [&](std::string_view word) { return plain.ends_with(word); })) return true;
  return std::ranges::find(kWhole, plain) != kWhole.end();
}

bool looks_random(std::string_view word) {
  if (word.size() < 16 || is_uuid(word)) return false;
  if (known_beginning(word)) return true;
  // Azure's client secrets.
  if (word.size() >= 32 && (word.substr(3).starts_with("8Q~") || word.substr(3).starts_with("7Q~"))) return true;
  if (random_base64(word)) {
    // A UUID with words around it, or several, are names.
    const bool of_names = std::ranges::count(word, '-') >= 4 && Mix(word).hex;
    if (!of_names) return true;
  }
  for (std::size_t at = 0; at < word.size();) {
    std::size_t end = at;
    while (end < word.size() && is_alnum(word[end])) ++end;
    if (random_piece(word.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace syncwall
