#include "net/server/http_head.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace syncwall {

namespace {

constexpr std::size_t kMostFields = 100;
constexpr std::size_t kLongestTarget = 8u << 10;
constexpr std::size_t kLongestLength = 18;  // digits of a Content-Length that a number holds

constexpr std::string_view kBlanks = " \t";  // no others: a line break in a field is a fault

bool is_token_char(char c) {
  return is_alnum(c) || (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}
bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_token_char); }
bool is_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }
bool is_value_char(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F); }

// Each element of a comma-separated list; empty ones are none (RFC 9110, 5.6.1).
template <class Each>
void each_element(std::string_view list, Each each) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (const auto element = trimmed(list.substr(0, comma), kBlanks); !element.empty()) each(element);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

// RFC 3986's characters of a path and a query, and whole percent-encodings only.
bool is_target(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
      i += 2;
    } else if (!is_alnum(c) && std::string_view("-._~!$&'()*+,;=:@/?").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool is_host(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return is_alnum(c) || std::string_view("-._~!$&'()*+;=:%[]").find(c) != std::string_view::npos;
  });
}

// "gzip;q=0.5": whether its weight is above zero. A weight that is none counts as zero.
bool wanted(std::string_view parameters) {
  const std::string_view p = trimmed(parameters, kBlanks);
  if (p.empty()) return true;
  if (p.size() < 3 || !same_ignoring_case(p.substr(0, 2), "q=")) return false;
  return p.substr(2).find_first_of("123456789") != std::string_view::npos &&
         p.substr(2).find_first_not_of("0123456789.") == std::string_view::npos;
}

class Reader {
 public:
  explicit Reader(std::string_view raw) : rest_(raw) {}

  Result<HttpHead, HeadFault> read() {
    if (auto fault = read_request_line(next_line())) return *std::move(fault);
    std::size_t fields = 0;
    for (std::string_view line = next_line(); !line.empty(); line = next_line()) {
      if (++fields > kMostFields) return HeadFault{431, "more than " + std::to_string(kMostFields) + " header fields"};
      if (auto fault = read_field(line)) return *std::move(fault);
    }
    if (auto fault = check_whole()) return *std::move(fault);
    return std::move(head_);
  }

 private:
  using Fault = std::optional<HeadFault>;
  static Fault bad(std::string message) { return HeadFault{400, std::move(message)}; }

  // Without its CRLF. What is behind it in the head is `rest_`.
  std::string_view next_line() {
    const std::size_t end = std::min(rest_.find("\r\n"), rest_.size());
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 2, rest_.size()));
    return line;
  }

  Fault read_request_line(std::string_view line) {
    const std::size_t first = line.find(' '),
                      second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos) return bad("the request line is not a method, an address and a version");
    const std::string_view method = line.substr(0, first), version = line.substr(second + 1);
    head_.target = line.substr(first + 1, second - first - 1);
    if (!is_token(method)) return bad("the method is no token");
    head_.method = method;
    if (head_.target.size() > kLongestTarget) return HeadFault{414, "the address is longer than 8 KiB"};
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
      const bool other = version.size() == 8 && version.starts_with("HTTP/") && is_digits(version.substr(5, 1)) &&
                         version[6] == '.' && is_digits(version.substr(7));
      return other ? HeadFault{505, "only version 1.1 of HTTP is spoken here"}
                   : HeadFault{400, "the request line does not end with a version"};
    }
    old_ = version == "HTTP/1.0";
    head_.last = old_;
    return std::nullopt;
  }

  Fault read_field(std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t') return bad("a folded header line");
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return bad("a header line without a colon");
    const std::string_view name = line.substr(0, colon), value = trimmed(line.substr(colon + 1), kBlanks);
    if (!is_token(name))
      return bad(name.empty() ? "a header field without a name" : "a header field's name is no token");
    if (!std::ranges::all_of(value, is_value_char)) return bad("a control character in a header field");
    return take(name, value);
  }

  Fault take(std::string_view name, std::string_view value) {
    if (same_ignoring_case(name, "Host")) {
      if (std::exchange(host_there_, true)) return bad("more than one Host");
      if (!is_host(value)) return bad("Host is no host");
      host_ = value;
    } else if (same_ignoring_case(name, "Content-Length")) {
      return take_length(value);
    } else if (same_ignoring_case(name, "Transfer-Encoding")) {
      if (std::exchange(head_.chunked, true)) return bad("more than one Transfer-Encoding");
      if (!same_ignoring_case(value, "chunked")) return bad("a Transfer-Encoding that is not chunked");
    } else if (same_ignoring_case(name, "Authorization")) {
      if (head_.authorization) return bad("more than one Authorization");
      head_.authorization = value;
    } else if (same_ignoring_case(name, "Connection")) {
      each_element(value,
                   [&](std::string_view option) { head_.last = head_.last || same_ignoring_case(option, "close"); });
    } else if (same_ignoring_case(name, "Expect")) {
      if (!same_ignoring_case(value, "100-continue")) return HeadFault{417, "only 100-continue can be expected"};
      head_.expects_continue = !old_;
    } else if (same_ignoring_case(name, "Accept-Encoding")) {
      each_element(value, [&](std::string_view element) { take_coding(element); });
    } else if (same_ignoring_case(name, "Content-Encoding")) {
      head_.encoded = head_.encoded || !same_ignoring_case(value, "identity");
    } else if (same_ignoring_case(name, "Forwarded") || same_ignoring_case(name, "X-Forwarded-For")) {
      head_.forwarded = true;
    }
    return std::nullopt;
  }

  Fault take_length(std::string_view value) {
    if (std::exchange(length_there_, true)) return bad("more than one Content-Length");
    if (!is_digits(value)) return bad("Content-Length is no number");
    const std::size_t zeros = std::min(value.find_first_not_of('0'), value.size());
    if (value.size() - zeros > kLongestLength) return HeadFault{413, "the body is larger than any that is taken here"};
    std::from_chars(value.data(), value.data() + value.size(), head_.content_length);
    return std::nullopt;
  }

  void take_coding(std::string_view element) {
    const std::size_t semicolon = std::min(element.find(';'), element.size());
    const std::string_view coding = trimmed(element.substr(0, semicolon), kBlanks);
    const bool takes = wanted(element.substr(std::min(semicolon + 1, element.size())));
    if (same_ignoring_case(coding, "gzip") || same_ignoring_case(coding, "x-gzip")) gzip_ = takes;
    if (same_ignoring_case(coding, "br")) brotli_ = takes;
    if (coding == "*") any_coding_ = takes;
  }

  Fault check_whole() {
    if (!old_ && !host_there_) return bad("Host is missing");
    if (head_.chunked && (length_there_ || old_)) return bad("Content-Length and Transfer-Encoding do not go together");
    head_.takes_gzip = gzip_.value_or(any_coding_);
    head_.takes_brotli = brotli_.value_or(any_coding_);
    if (head_.target == "*" && head_.method == "OPTIONS") return std::nullopt;
    if (auto fault = strip_authority()) return fault;
    if (!head_.target.starts_with('/') || !is_target(head_.target)) return bad("the address is not a path");
    const std::size_t question = std::min(head_.target.find('?'), head_.target.size());
    head_.path = head_.target.substr(0, question);
    head_.query = head_.target.substr(std::min(question + 1, head_.target.size()));
    return std::nullopt;
  }

  // "http://host/path", as a proxy is asked: a server has to take it (RFC 9112, 3.2.2).
  Fault strip_authority() {
    for (const std::string_view scheme : {"http://", "https://"}) {
      if (!same_ignoring_case(std::string_view(head_.target).substr(0, scheme.size()), scheme)) continue;
      const std::size_t end = std::min(head_.target.find_first_of("/?", scheme.size()), head_.target.size());
      if (!same_ignoring_case(std::string_view(head_.target).substr(scheme.size(), end - scheme.size()), host_))
        return bad("the address names another host than Host");
      head_.target.erase(0, end);
      if (!head_.target.starts_with('/')) head_.target.insert(0, "/");
      return std::nullopt;
    }
    return std::nullopt;
  }

  std::string_view rest_;
  HttpHead head_;
  std::string_view host_;
  bool old_ = false, host_there_ = false, length_there_ = false, any_coding_ = false;
  std::optional<bool> gzip_, brotli_;
};

}  // namespace

Result<HttpHead, HeadFault> parse_head(std::string_view raw) {
  if (broken_at(raw, 0) != std::string_view::npos) return HeadFault{400, "a control character in the request's head"};
  return Reader(raw).read();
}

std::size_t broken_at(std::string_view bytes, std::size_t from) {
  for (std::size_t i = from; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (is_value_char(c)) continue;
    const bool cr = c == '\r' && (i + 1 == bytes.size() || bytes[i + 1] == '\n');
    const bool lf = c == '\n' && i > 0 && bytes[i - 1] == '\r';
    if (!cr && !lf) return i;
  }
  return std::string_view::npos;
}

}  // namespace syncwall
