#include "net/client/proxy.h"

#include <arpa/inet.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/utf8.h"

namespace syncwall {

namespace {

Problem bad_proxy(const std::string& from, std::string why) {
  return {"the proxy in " + from + " is not usable", std::move(why),
          "give it as http://host:port, or go without one: --proxy none"};
}

// None: a '%' without two digits, or a control character, which would end the header.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1, low = high < 0 ? -1 : hex_value(text[i + 2]);
      if (low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return std::nullopt;
    out += c;
  }
  return out;
}

std::string base64(const std::string& text) {
  std::vector<unsigned char> out(4 * ((text.size() + 2) / 3) + 1);
  const void* const raw = text.data();
  const int size = EVP_EncodeBlock(out.data(), static_cast<const unsigned char*>(raw), static_cast<int>(text.size()));
  return {out.begin(), out.begin() + size};
}

// Where the authority begins, and its last '@' (npos: none). Passwords may hold any character, '/' too.
std::pair<std::size_t, std::size_t> user_part(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t at = url.rfind('@');
  return {begin, at == std::string_view::npos || at < begin ? std::string_view::npos : at};
}

// An IPv4 or IPv6 address as 4 or 16 bytes; an IPv4-mapped one as IPv4. Empty: it is none.
std::vector<unsigned char> address_bytes(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  if (text.find('\0') != std::string::npos) return {};  // where inet_pton ends
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return {bytes.begin(), bytes.begin() + 4};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return {};
  constexpr std::array<unsigned char, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  const bool mapped = std::equal(kMapped.begin(), kMapped.end(), bytes.begin());
  return {bytes.begin() + (mapped ? 12 : 0), bytes.end()};
}

bool in_network(const std::vector<unsigned char>& address, std::string_view network) {
  const std::size_t slash = network.find('/');
  const std::vector<unsigned char> base = address_bytes(std::string(network.substr(0, slash)));
  unsigned bits = 0;
  const char* const end = network.data() + network.size();
  const auto parsed = std::from_chars(network.data() + slash + 1, end, bits);
  if (parsed.ec != std::errc() || parsed.ptr != end || base.empty() || base.size() != address.size() ||
      bits > 8 * base.size())
    return false;
  for (unsigned i = 0; i < bits; ++i) {
    if (((base[i / 8] ^ address[i / 8]) >> (7 - i % 8) & 1) != 0) return false;
  }
  return true;
}

// "host:8470" → "host", 8470; "[::1]:1" → "::1", 1; 0: any port, -1: not a port.
std::pair<std::string_view, int> split_port(std::string_view entry) {
  std::string_view host = entry, port;
  if (entry.starts_with('[')) {
    const std::size_t close = std::min(entry.find(']'), entry.size() - 1);
    host = entry.substr(1, close - 1);
    port = entry.substr(close + 1);
  } else if (const std::size_t colon = entry.find(':');
             colon != std::string_view::npos && entry.find(':', colon + 1) == std::string_view::npos) {
    host = entry.substr(0, colon);
    port = entry.substr(colon);
  }
  if (port.empty()) return {host, 0};
  int number = -1;
  const auto parsed = std::from_chars(port.data() + 1, port.data() + port.size(), number);
  const bool whole = port[0] == ':' && parsed.ec == std::errc() && parsed.ptr == port.data() + port.size();
  return {host, whole ? number : -1};
}

bool names(std::string_view entry, const ServerAddress& server, const std::vector<unsigned char>& address) {
  if (entry == "*") return true;
  if (entry.find('/') != std::string_view::npos) return !address.empty() && in_network(address, entry);
  auto [host, port] = split_port(entry);
  if (port != 0 && port != server.port) return false;
  if (host.starts_with("*.")) host.remove_prefix(1);
  if (host.starts_with('.')) host.remove_prefix(1);
  std::string wanted = fold(host), name = server.host;
  for (std::string* one : {&wanted, &name}) {
    if (one->ends_with('.')) one->pop_back();
  }
  if (wanted.empty()) return false;
  if (!address.empty()) return address_bytes(wanted) == address;
  return name == wanted ||
         (name.size() > wanted.size() && name.ends_with(wanted) && name[name.size() - wanted.size() - 1] == '.');
}

// The first variable that isn't empty.
std::pair<std::string, std::string> first_set(const Environment& environment,
                                              std::initializer_list<const char*> variables) {
  for (const char* variable : variables) {
    const char* const value = environment(variable);
    if (value != nullptr && *value != '\0') return {variable, value};
  }
  return {};
}

}  // namespace

Result<Proxy> parse_proxy(std::string_view url, std::string from) {
  Proxy proxy;
  const auto [begin, at] = user_part(url);
  const std::string_view scheme = url.substr(0, begin);
  if (!scheme.empty() && fold(scheme) != "http://") {
    return bad_proxy(from, "only proxies that are spoken to as http:// are known, not socks or https://");
  }
  std::string_view place = url.substr(begin);
  if (at != std::string_view::npos) {
    const std::string_view user = url.substr(begin, at - begin);
    place = url.substr(at + 1);
    const std::size_t colon = std::min(user.find(':'), user.size());
    const auto name = percent_decoded(user.substr(0, colon));
    const auto password = percent_decoded(user.substr(std::min(colon + 1, user.size())));
    if (!name || !password)
      return bad_proxy(from, "its user name or password is not sound: special characters are written as %41");
    if (name->find(':') != std::string::npos) return bad_proxy(from, "its user name holds a colon");
    proxy.authorization = "Basic " + base64(*name + ":" + *password);
  }
  while (place.ends_with('/')) place.remove_suffix(1);
  if (place.find('/') != std::string_view::npos) return bad_proxy(from, "it has a path");
  auto address = parse_server_address("http://" + std::string(place));
  if (!address.ok()) return bad_proxy(from, address.problem().why);
  proxy.address = std::move(address).value();
  proxy.from = std::move(from);
  return proxy;
}

bool needs_no_proxy(const ServerAddress& server, std::string_view list) {
  constexpr std::string_view kBetween = ", \t\r\n";
  const std::vector<unsigned char> address = address_bytes(server.host);
  for (std::size_t at = list.find_first_not_of(kBetween); at != std::string_view::npos;) {
    const std::size_t end = std::min(list.find_first_of(kBetween, at), list.size());
    if (names(list.substr(at, end - at), server, address)) return true;
    at = list.find_first_not_of(kBetween, end);
  }
  return false;
}

bool wants_no_proxy(std::string_view option) { return fold(option) == "none"; }

Result<std::optional<Proxy>> proxy_for(const ServerAddress& server, const std::string& option,
                                       const Environment& environment) {
  if (wants_no_proxy(option)) return std::optional<Proxy>();
  std::pair<std::string, std::string> found{"--proxy or the profile", option};
  if (option.empty()) {
    if (server.loopback() || needs_no_proxy(server, first_set(environment, {"no_proxy", "NO_PROXY"}).second))
      return std::optional<Proxy>();
    const bool cgi = environment("REQUEST_METHOD") != nullptr;
    if (server.tls) {
      found = first_set(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
    } else if (cgi) {
      found = first_set(environment, {"http_proxy", "all_proxy", "ALL_PROXY"});
    } else {
      found = first_set(environment, {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"});
    }
    if (found.second.empty()) return std::optional<Proxy>();
  }
  auto proxy = parse_proxy(found.second, found.first);
  if (!proxy.ok()) return proxy.problem();
  return std::optional<Proxy>(std::move(proxy).value());
}

bool has_password(std::string_view url) { return without_password(url) != url; }

std::string without_password(std::string_view url) {
  const auto [begin, at] = user_part(url);
  if (at == std::string_view::npos) return std::string(url);
  const std::size_t colon = url.find(':', begin);
  if (colon > at) return std::string(url);
  return std::string(url.substr(0, colon + 1)) + "***" + std::string(url.substr(at));
}

}  // namespace syncwall
