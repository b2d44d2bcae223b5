#include "net/server/listen_address.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/utf8.h"

namespace syncwall {

namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

bool only(std::string_view text, std::string_view more) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (kLetters.find(c) != std::string_view::npos || more.find(c) != std::string_view::npos) && c != '\0';
  });
}

std::optional<int> port_of(std::string_view text) {
  constexpr std::size_t kDigits = 5;
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
  if (text.empty() || text.size() > kDigits || !digits || error != std::errc() || end != text.data() + text.size() ||
      port > 65535)
    return std::nullopt;
  return port;
}

}  // namespace

Result<ListenAddress> parse_listen(const std::string& text) {
  const Problem wrong{"--listen " + one_line(to_utf8(text)) + " is not HOST:PORT", "",
                      "for example --listen 127.0.0.1:8470 or --listen [::1]:8470"};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return wrong;
  std::string host = text.substr(0, colon);
  const auto port = port_of(std::string_view(text).substr(colon + 1));
  if (!port) return wrong;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    if (host.find(':') == std::string::npos || !only(host, ":.%-_")) return wrong;
  } else if (!only(host, ".-_")) {
    return wrong;
  }
  return ListenAddress{std::move(host), *port};
}

std::string host_and_port(const std::string& host, int port) {
  return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

}  // namespace syncwall
