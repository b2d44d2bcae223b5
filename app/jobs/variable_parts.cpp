#include "jobs/variable_parts.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"
#include "base/folded_text.h"
#include "base/utf8.h"

namespace syncwall {

namespace {

template <class Is>
bool all(std::string_view text, Is is) {
  return std::ranges::all_of(text, is);
}
template <class Is>
bool any(std::string_view text, Is is) {
  return std::ranges::any_of(text, is);
}
std::size_t count(std::string_view text, char c) { return static_cast<std::size_t>(std::ranges::count(text, c)); }

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, fold(word)) != words.end();
}

// What has a name of its own behind it.
constexpr std::array kNouns = std::to_array<std::string_view>(
    {"account",  "bucket",     "channel", "collection", "column",    "container", "connector", "database", "dataset",
     "document", "drive",      "file",    "folder",     "host",      "index",     "job",       "key",      "library",
     "list",     "login",      "message", "namespace",  "object",    "project",   "queue",     "record",   "relation",
     "repo",     "repository", "role",    "schema",     "secret",    "server",    "share",     "site",     "space",
     "table",    "tenant",     "topic",   "user",       "workspace", "blob",      "item",      "page",     "principal",
     "resource", "app",        "for",     "volume",     "view",      "group",     "partition", "shard",    "node"});
// A name with a dash or an underscore may follow, if no noun follows that.
constexpr std::array kPrepositions =
    std::to_array<std::string_view>({"to", "from", "on", "of", "at", "in", "into", "by", "against", "named", "called"});
// Words that are no names, whatever stands before them.
constexpr std::array kPlain = std::to_array<std::string_view>(
    {"token",   "password", "session",     "credentials", "certificate", "quota", "name", "id",  "limit", "permission",
     "access",  "license",  "permissions", "profile",     "policy",      "size",  "type", "key", "it",    "this",
     "request", "that",     "which",       "account",     "server",      "user",  "file", "you", "role",  "group"});
constexpr std::array kVerbs = std::to_array<std::string_view>(
    {"is",    "was",      "has",      "does",      "do",      "did",   "not",   "cannot",
     "could", "lacks",    "exceeded", "already",   "doesn't", "isn't", "can't", "may",
     "must",  "contains", "exceeds",  "could not", "with",    "from",  "in",    "on"});
// Behind these a number is a code.
constexpr std::array kCodeWords = std::to_array<std::string_view>(
    {"http",       "https",       "status",   "code",   "error",       "response",   "returned", "got",
     "statuscode", "errorcode",   "received", "errno",  "winerror",    "sqlstate",   "hresult",  "sqlcode",
     "oserror",    "err",         "http/1.1", "http/2", "status_code", "error_code", "exit",     "signal",
     "httperror",  "clienterror", "state",    "ora",    "rc"});
constexpr std::array kStatusWords = std::to_array<std::string_view>(
    {"forbidden", "unauthorized", "not",     "too",    "internal", "bad",   "service", "gateway",
     "conflict",  "gone",         "payment", "method", "get",      "post",  "put",     "head",
     "delete",    "patch",        "server",  "client", "request",  "proxy", "locked",  "unprocessable"});
// With a digit, and words all the same.
constexpr std::array kWords = std::to_array<std::string_view>(
    {"s3",       "ipv4",    "ipv6",        "oauth2",     "oauth1",    "utf-8",  "utf8", "utf-16",  "http2",  "sha256",
     "sha1",     "sha-256", "md5",         "x509",       "x.509",     "ec2",    "h2o",  "base64",  "tls1.2", "tls1.3",
     "tlsv1",    "tlsv1.2", "tlsv1.3",     "sslv3",      "b2",        "o365",   "m365", "int64",   "int32",  "p12",
     "k8s",      "n8n",     "log4j",       "iso-8859-1", "office365", "ntlmv2", "v1",   "v2",      "v3",     "v4",
     "oauth2.0", "2fa",     "ec2metadata", "mp3",        "mp4",       "bzip2",  "lz4",  "parquet2"});
constexpr std::array kDates = std::to_array<std::string_view>(
    {"mon",      "tue",    "wed",     "thu",       "fri",      "sat",    "sun",       "jan",     "feb",
     "mar",      "apr",    "may",     "jun",       "jul",      "aug",    "sep",       "oct",     "nov",
     "dec",      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",  "sunday",  "january",
     "february", "march",  "april",   "june",      "july",     "august", "september", "october", "november",
     "december", "am",     "pm",      "utc",       "gmt",      "cet",    "est",       "pst"});
// In the plural behind a number that may be one.
constexpr std::array kUnits = std::to_array<std::string_view>(
    {"seconds", "minutes",  "hours", "days",  "bytes",   "files",     "times", "attempts", "rows",     "records",
     "retries", "requests", "pages", "items", "objects", "documents", "tries", "errors",   "messages", "milliseconds"});

// ORA-12170, AADSTS50076, E11000, SQL0911N, 08S01: what a vendor calls an error.
bool is_vendor_code(std::string_view word) {
  constexpr std::array kPrefixes = std::to_array<std::string_view>(
      {"ORA", "TNS", "AADSTS", "SQL", "PLS", "DPY", "DPI", "SQLSTATE", "HY", "MSG", "KB", "GRPC", "TF", "DMS", "KFK"});
  const std::string_view rest =
      word.substr(std::min(word.size(), word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ")));
  const std::string_view prefix = word.substr(0, word.size() - rest.size());
  const std::string_view number = rest.starts_with('-') || rest.starts_with('_') ? rest.substr(1) : rest;
  if (number.empty() || !is_digit(number.front()) || !all(number.substr(0, number.size() - 1), is_digit)) return false;
  return std::ranges::find(kPrefixes, prefix) != kPrefixes.end() || (prefix == "E" && number.size() >= 4);
}

// A number, or five characters of an SQLSTATE, that says what happened.
bool is_code(const WordPlace& at) {
  constexpr std::size_t kLongest = 5;
  const std::string_view word = at.word;
  if (is_vendor_code(word)) return true;
  if (word.starts_with("0x") && word.size() > 2 && all(word.substr(2), is_hex))
    return among(kCodeWords, at.before) || word.starts_with("0x8");
  const bool sqlstate = word.size() == kLongest && fold(at.before) == "sqlstate";
  if (sqlstate || (all(word, is_digit) && word.size() <= kLongest && among(kCodeWords, at.before))) return true;
  const bool status =
      !among(kNouns, at.before) && word.size() == 3 && all(word, is_digit) && (word[0] == '4' || word[0] == '5');
  return status && (at.before.empty() || among(kStatusWords, at.after) || at.after.empty());
}

bool is_address(std::string_view word) {
  if (word.find("://") != std::string_view::npos || word.starts_with("arn:")) return true;
  const std::size_t sign = word.find('@');
  if (sign != std::string_view::npos && sign > 0 && sign + 1 < word.size()) return true;
  const bool v6 = count(word, ':') >= 2 && all(word, [](char c) {
                    return is_hex(c) || std::string_view(":.%[]").find(c) != std::string_view::npos;
                  });
  return v6;
}

bool is_path(std::string_view word) {
  if (word.size() > 1 && (word.starts_with('/') || word.starts_with("./") || word.starts_with("../") ||
                          word.starts_with('~') || word.starts_with("\\\\")))
    return true;
  if (word.size() > 2 && is_letter(word[0]) && word[1] == ':' && (word[2] == '\\' || word[2] == '/')) return true;
  if (count(word, '=') >= 2) return true;  // CN=sync,DC=example
  const std::size_t slashes = count(word, '/');
  if (slashes >= 2) return true;
  return slashes == 1 && any(word, [](char c) { return is_digit(c) || c == '.' || c == '_'; });
}

// java.net.ConnectException: the name of a class, of which the last part says all.
bool is_class(std::string_view word) {
  const std::size_t dot = word.rfind('.');
  return dot != std::string_view::npos && dot + 1 < word.size() && is_upper(word[dot + 1]) && dot > 0 &&
         all(word, [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '$'; }) &&
         any(word.substr(dot + 1), is_lower) && is_lower(word[0]);
}

// db.example.com:5432, orders.csv, 10.0.0.1:443.
bool is_host_or_file(std::string_view word) {
  const std::size_t colon = word.find(':');
  const std::string_view port = colon == std::string_view::npos ? "" : word.substr(colon + 1);
  if (colon != std::string_view::npos && (port.empty() || !all(port, is_digit))) return false;
  const std::string_view name = word.substr(0, colon);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return !port.empty() && !name.empty();  // localhost:5432
  constexpr std::size_t kShortest = 5;                                       // "e.g"
  const std::string_view last = name.substr(dot + 1);
  return dot > 0 && name.size() >= kShortest && last.size() >= 2 &&
         (all(last, [](char c) { return is_lower(c) || is_digit(c); }) ||
          all(name, [](char c) { return !is_lower(c); }));
}

bool is_name(const WordPlace& at) {
  const bool compound = any(at.word, [](char c) { return c == '-' || c == '_'; });
  if (compound && at.after.empty() && among(kPrepositions, at.before)) return true;
  if (!among(kNouns, at.before)) return false;
  if (any(at.word, [](char c) { return c == '-' || c == '_' || c == '.' || c == ':' || c == '/' || c == '$'; }))
    return true;
  return fold(at.before) != "for" && among(kVerbs, at.after) && !among(kPlain, at.word) && !among(kVerbs, at.word) &&
         !among(kNouns, at.word);
}

std::string without_digits(std::string_view word) {
  std::string form;
  bool before = false;
  for (const char c : word) {
    if (!is_digit(c)) form += c;
    if (is_digit(c) && !before) form += kVariable;
    before = is_digit(c);
  }
  return form;
}

bool looks_like_code_word(std::string_view inner) {
  if (!all(inner, [](char c) { return is_letter(c) || c == '_'; }) || inner.size() < 4) return false;
  const bool snake = count(inner, '_') > 0;
  const bool humps = is_upper(inner.front()) && any(inner.substr(1), is_upper) && any(inner, is_lower);
  return snake || humps;
}

// code:403, RequestId=8F2A: what is left of the sign stays, what is right of it is looked at by itself.
std::size_t key_ends(std::string_view word) {
  const std::size_t sign = word.find_first_of("=:");
  if (sign == std::string_view::npos || sign == 0 || sign + 1 >= word.size()) return std::string_view::npos;
  const std::string_view key = word.substr(0, sign);
  const bool host = word[sign] == ':' && (all(word.substr(sign + 1), is_digit) && !among(kCodeWords, key));
  return !host && is_letter(key.front()) &&
                 all(key, [](char c) { return is_letter(c) || c == '_' || c == '-' || c == '.'; })
             ? sign
             : std::string_view::npos;
}

}  // namespace

std::string stable_form(const WordPlace& at) {
  const std::string_view word = at.word;
  if (word.empty() || among(kWords, word)) return std::string(word);
  const bool near_number = any(at.before, is_digit) || any(at.after, is_digit);
  if (near_number && among(kDates, word)) return std::string(kVariable);
  if (is_code(at)) return std::string(word);
  if (is_address(word)) return std::string(kVariable);
  if (word.starts_with("HTTP/")) return "HTTP";
  if (is_path(word)) return std::string(kVariable);
  if (const std::size_t sign = key_ends(word); sign != std::string_view::npos) {
    const WordPlace value{word.substr(0, sign), word.substr(sign + 1), at.after};
    const bool count = all(value.word, is_digit) && !among(kCodeWords, value.before);
    return std::string(word.substr(0, sign + 1)) + (count ? std::string(kVariable) : stable_form(value));
  }
  if (is_class(word)) return std::string(word.substr(word.rfind('.') + 1));
  if (is_host_or_file(word) || is_name(at)) return std::string(kVariable);
  const std::string plural = std::string(word) + (word.ends_with('s') ? "" : "s");
  if (!at.before.empty() && is_digit(at.before.front()) && among(kUnits, plural)) return fold(plural);
  if (any(word, is_digit)) return is_ascii(word) ? std::string(kVariable) : without_digits(word);
  return std::string(word);
}

bool quoted_reason(std::string_view before, std::string_view inner) {
  constexpr std::array kSays = std::to_array<std::string_view>(
      {"code", "message", "error", "reason", "status", "detail", "title", "error_description", "errorcode",
       "error_code", "errormessage", "error_message", "description"});
  if (among(kSays, before)) return true;
  if (among(kNouns, before)) return false;
  if (looks_like_code_word(inner)) return true;
  const std::size_t blank = inner.find(' ');
  if (blank == std::string_view::npos || blank + 1 >= inner.size()) return false;
  return is_lower(inner[blank + 1]) || inner.substr(blank + 1).find(' ') != std::string_view::npos;
}

}  // namespace syncwall
