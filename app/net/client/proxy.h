// Which outbound proxy leads to a server, if any, and as whom to use it. Pure; any thread.
//
// `--proxy`, or `proxy` in a profile, says so for every server. Else the environment does, as for curl and most others:
// https_proxy, HTTPS_PROXY (for https:// servers) or http_proxy, HTTP_PROXY (for http:// ones), then all_proxy,
// ALL_PROXY; and no_proxy, NO_PROXY name hosts that need none. The first that isn't empty counts. HTTP_PROXY is not
// read under CGI (REQUEST_METHOD is set), where anybody can set it by a header. Loopback never goes through a proxy of
// the environment.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/server_address.h"

namespace syncwall {

struct Proxy {
  ServerAddress address;      // http only; its text() holds no secret
  std::string authorization;  // "Basic …", a secret; empty: none
  std::string from;           // what named it: "HTTPS_PROXY", "--proxy"
};

using Environment = std::function<const char*(const char*)>;  // as getenv(3)

// "http://[user:password@]host[:port]", or without http://. User and password are percent-decoded; port 80 by default.
// The problem never repeats the text.
[[nodiscard]] Result<Proxy> parse_proxy(std::string_view url, std::string from);

// Whether `list` (NO_PROXY) names the server: hosts, which stand for all below them too ("example.com",
// ".example.com"), addresses, networks ("10.0.0.0/8", "fd00::/8"), each also with a port ("host:8470", "[::1]:8470"),
// or "*" for all. Commas or blanks stand between. Names aren't looked up: a network holds only servers that are given
// by address.
[[nodiscard]] bool needs_no_proxy(const ServerAddress& server, std::string_view list);

// "none", in any case: no proxy is wanted.
[[nodiscard]] bool wants_no_proxy(std::string_view option);

// `option`: empty: by the environment; "none": no proxy; else the proxy's URL.
[[nodiscard]] Result<std::optional<Proxy>> proxy_for(const ServerAddress& server, const std::string& option,
                                                     const Environment& environment);

// Whether a proxy's URL holds a password, and the same without it: "http://user:***@host". Whatever else the text is.
[[nodiscard]] bool has_password(std::string_view url);
[[nodiscard]] std::string without_password(std::string_view url);

}  // namespace syncwall
