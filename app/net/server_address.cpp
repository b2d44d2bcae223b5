#include "net/server_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "base/utf8.h"

namespace syncwall {

namespace {

Problem bad_address(std::string why) {
  return {"the server's address is not usable", std::move(why), "give it as http://host:port or https://host"};
}

int default_port(bool tls) { return tls ? 443 : 80; }

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (fold(text.substr(0, prefix.size())) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// "::1:8470", an IPv6 address without its brackets, maybe with a port: the same as it should be. Empty: it isn't that.
// Letters and digits of addresses only, so that nothing is repeated that was meant to be a password.
std::string with_brackets(std::string_view authority) {
  const auto is_v6 = [](const std::string& text) {
    in6_addr unused{};
    return text.find('\0') == std::string::npos &&
           inet_pton(AF_INET6, text.c_str(), &unused) == 1;  // which ends at a NUL
  };
  if (authority.size() > 64 || std::ranges::count(authority, ':') < 2) return "";
  const std::string whole(authority), before = whole.substr(0, whole.rfind(':')),
                                      port = whole.substr(before.size() + 1);
  const bool like_a_port =
      port.size() >= 2 && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
  if (like_a_port && is_v6(before)) return "[" + before + "]:" + port;
  return is_v6(whole) ? "[" + whole + "]" : "";
}

bool host_fits(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == ':';
  });
}

}  // namespace

std::string ServerAddress::host_text() const { return host.find(':') != std::string::npos ? "[" + host + "]" : host; }
std::string ServerAddress::authority() const {
  return host_text() + (port != default_port(tls) ? ":" + std::to_string(port) : "");
}
std::string ServerAddress::text() const { return (tls ? "https://" : "http://") + authority() + prefix; }

bool ServerAddress::loopback() const {
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return host == "localhost";
}

Result<ServerAddress> parse_server_address(std::string_view url) {
  ServerAddress address;
  if (take_prefix(url, "https://")) {
    address.tls = true;
  } else if (!take_prefix(url, "http://")) {
    return bad_address("it begins with neither http:// nor https://");
  }
  if (url.find_first_of("?#") != std::string_view::npos) return bad_address("it has a query or a fragment");
  const std::size_t slash = std::min(url.find('/'), url.size());
  std::string_view authority = url.substr(0, slash), path = url.substr(slash);
  if (authority.find('@') != std::string_view::npos) return bad_address("it has a user name or a password in it");

  if (const std::string meant = with_brackets(authority); !meant.empty()) {
    Problem problem = bad_address("an IPv6 address stands in brackets");
    problem.todo = std::string("give it as ") + (address.tls ? "https://" : "http://") + meant;
    return problem;
  }
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return bad_address("a bracket is not closed");
    address.host = fold(authority.substr(1, end - 1));
    port = authority.substr(end + 1);
  } else {
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    address.host = fold(authority.substr(0, colon));
    port = authority.substr(colon);
  }
  if (!host_fits(address.host)) return bad_address("the host is missing or not a host name");
  address.port = default_port(address.tls);
  if (!port.empty()) {
    const char* const end = port.data() + port.size();
    const auto parsed = std::from_chars(port.data() + 1, end, address.port);
    const bool whole = port[0] == ':' && parsed.ec == std::errc() && parsed.ptr == end;
    if (!whole || address.port < 1 || address.port > 65535) return bad_address("the port is not a number up to 65535");
  }

  // Also where it stands there twice: an address that was read and written reads the same.
  while (path.ends_with('/') || path.ends_with("/api/v1")) path.remove_suffix(path.ends_with('/') ? 1 : 7);
  const bool plain = std::ranges::all_of(path, [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '\\'; });
  if (!plain) return bad_address("the path has characters that a path can't have");
  address.prefix = path;
  return address;
}

}  // namespace syncwall
