#include "net/client/refusal.h"

#include <algorithm>
#include <charconv>

#include "base/clock.h"
#include "base/utf8.h"
#include "net/http_date.h"

namespace syncwall {

std::string server_words(std::string_view text, const std::vector<std::string_view>& secrets) {
  constexpr std::size_t kLongest = 300;
  std::string line = one_line(to_utf8(text));
  for (const std::string_view secret : secrets) {
    for (std::size_t at = line.find(secret); !secret.empty() && at != std::string::npos;
         at = line.find(secret, at + 3)) {
      line.replace(at, secret.size(), "***");
    }
  }
  return std::string(cut_utf8(line, kLongest));
}

std::optional<std::int64_t> retry_after_ms(const AnswerReader& answer) {
  constexpr std::int64_t kLongestS = 3600;
  const std::string_view text = answer.header("Retry-After");
  std::int64_t seconds = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (parsed.ec == std::errc() && parsed.ptr == text.data() + text.size()) {
    return seconds < 0 ? std::nullopt : std::optional(std::min(seconds, kLongestS) * 1000);
  }
  const auto at = parse_http_date(text);
  if (!at) return std::nullopt;
  const WallMs now = parse_http_date(answer.header("Date")).value_or(SystemClock().wall_ms());
  return std::clamp<std::int64_t>(*at - now, 0, kLongestS * 1000);
}

RequestError::Kind refusal_kind(int status) {
  using Kind = RequestError::Kind;
  if (status == 401) return Kind::Refused;
  if (status == 403) return Kind::Forbidden;
  if (status == 410) return Kind::Gone;
  if (status == 429 || status >= 500) return Kind::ServerError;
  return status >= 400 ? Kind::BadRequest : Kind::Nonsense;
}

std::string refusal_text(int status, const std::string& path) {
  switch (status) {
    case 401:
      return "the key was refused (401)";
    case 403:
      return "the key may not do this (403)";
    case 404:
      return "the server has no " + path.substr(0, path.find('?')) + " (404)";
    case 413:
      return "the server finds the request too large (413)";
    case 414:
    case 431:
      return (path.find("_filter=") != std::string::npos ? "the filter is too long for the server ("
                                                         : "the address is too long for the server (") +
             std::to_string(status) + ")";
    case 429:
      return "the server asks for fewer requests (429)";
    case 503:
      return "the server is unavailable for now (503)";
    default:
      break;
  }
  if (status >= 300 && status < 400) return "the server sends us elsewhere (" + std::to_string(status) + ")";
  return "the server answered with an error (" + std::to_string(status) + ")";
}

RequestError refusal(const ClientAnswer& answer, const std::string& path, std::string_view why,
                     const std::vector<std::string_view>& secrets) {
  const int status = answer.status;
  RequestError error{refusal_kind(status), {refusal_text(status, path), "", ""}, answer.retry_after_ms};
  error.status = status;
  error.maybe_done = status >= 500;  // a gateway says so too, and doesn't know
  error.problem.why = server_words(why, secrets);
  if (status == 503 && !error.problem.why.empty()) error.problem.what = "the server answered with an error (503)";
  if (status >= 300 && status < 400) {
    error.problem.why = "it sends us to " + server_words(answer.location, secrets);
    error.problem.todo = "give the new address, if it is the right one";
  }
  if (status == 401) error.problem.todo = "check the key or the password";
  return error;
}

}  // namespace syncwall
