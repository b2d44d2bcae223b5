#include "server/request_log.h"

#include <openssl/rand.h>

#include <array>
#include <atomic>

namespace syncwall {

namespace {

constexpr std::size_t kMostPath = 200;
constexpr std::size_t kLongWord = 20;  // no word of a path of ours between two signs is longer

// Hexadecimal digits; not a secret, only not the same twice.
std::string new_id() {
  static constexpr char kHex[] = "0123456789abcdef";
  static std::atomic<unsigned> counter{0};
  std::array<unsigned char, 5> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    const unsigned n = ++counter;
    bytes = {0, static_cast<unsigned char>(n >> 24), static_cast<unsigned char>(n >> 16),
             static_cast<unsigned char>(n >> 8), static_cast<unsigned char>(n)};
  }
  std::string id;
  for (const unsigned char byte : bytes) {
    id += kHex[byte >> 4];
    id += kHex[byte & 15];
  }
  return id;
}

bool ends_word(char c) { return c == '/' || c == '?' || c == '&' || c == '='; }

// What nobody need look at is for who looks at everything: paths that aren't there, changes that are forgotten,
// requests that are slowed.
Log::Level level_of(const HttpSent& sent) {
  if (sent.status >= 500) return sent.status == 503 ? Log::Level::Warn : Log::Level::Error;
  if (!sent.whole) return Log::Level::Warn;
  const bool usual = sent.status < 400 || sent.status == 404 || sent.status == 410 || sent.status == 429;
  return usual ? Log::Level::Debug : Log::Level::Warn;
}

}  // namespace

std::string loggable_path(std::string_view path) {
  std::string out;
  const std::string_view cut = path.substr(0, kMostPath);
  for (std::size_t at = 0; at < cut.size();) {
    std::size_t end = at;
    while (end < cut.size() && !ends_word(cut[end])) ++end;
    const std::string_view word = cut.substr(at, end - at);
    // Percent-encoded it could be anything.
    const bool key = word.size() > kLongWord || word.find("k-") != word.npos || word.find("K-") != word.npos ||
                     word.find('%') != word.npos;
    out += key ? std::string_view("***") : word;
    if (end < cut.size()) out += cut[end++];
    at = end;
  }
  return path.size() > kMostPath ? out + "…" : out;
}

void RequestLog::sent(const HttpSent& sent, bool known) {
  if (log_ == nullptr) return;
  const Log::Level level = level_of(sent);
  if (!log_->wants(level)) return;
  const HttpRequest& request = sent.request;
  const std::string path = known ? request.path : loggable_path(request.path);
  log_->write(level, sent.status >= 500 ? "request failed" : "request",
              {{"from", request.address},
               {"method", known ? request.method : loggable_path(request.method)},
               {"path", path},
               {"status", sent.status},
               {"bytes", static_cast<std::int64_t>(sent.body.size())},
               {"us", std::chrono::duration_cast<std::chrono::microseconds>(sent.took).count()},
               {"taken", sent.whole ? "yes" : "no"}});
}

std::string RequestLog::failed(const HttpRequest& request, const InternalFault& fault) {
  std::string id = new_id();
  if (log_ != nullptr)
    log_->write(
        Log::Level::Error, "failure",
        {{"id", id}, {"path", loggable_path(request.path)}, {"kind", fault.kind}, {"why", fault.problem.text()}});
  return id;
}

void RequestLog::no_tls(const std::string& address, const std::string& why) {
  if (log_ != nullptr) log_->write(Log::Level::Warn, "no TLS", {{"from", address}, {"why", why}});
}

}  // namespace syncwall
