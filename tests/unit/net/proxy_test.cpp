#include "net/client/proxy.h"

#include <doctest/doctest.h>

#include <map>

using namespace syncwall;

namespace {

ServerAddress server(const char* url) { return parse_server_address(url).value(); }

// The proxy's address by that environment; "-": none; "!": a problem.
std::string chosen(const char* url, const std::map<std::string, std::string>& variables, const std::string& told = "") {
  const auto proxy = proxy_for(server(url), told, [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
  if (!proxy.ok()) return "!";
  return proxy.value() ? proxy.value()->address.text() : "-";
}

}  // namespace

TEST_CASE("a proxy's address with and without user and password, which are percent-decoded") {
  const auto parsed = [](const char* url) { return parse_proxy(url, "X").value(); };
  CHECK(parsed("http://proxy.example:3128").address.text() == "http://proxy.example:3128");
  CHECK(parsed("HTTP://Proxy.Example:3128/").address.text() == "http://proxy.example:3128");
  CHECK(parsed("proxy.example:3128").address.text() == "http://proxy.example:3128");
  CHECK(parsed("proxy.example").address.port == 80);
  CHECK(parsed("http://[2001:db8::1]:3128").address.text() == "http://[2001:db8::1]:3128");
  CHECK(parsed("proxy.example").authorization == "");
  // RFC 7617, 2 and 2.1.
  CHECK(parsed("http://Aladdin:open%20sesame@proxy").authorization == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  CHECK(parsed("Aladdin:open sesame@proxy:1").authorization == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  CHECK(parsed("http://test:123%C2%A3@proxy").authorization == "Basic dGVzdDoxMjPCow==");
  CHECK(parsed("http://u:p%40ss%3Aw%2ford@proxy").authorization == "Basic dTpwQHNzOncvb3Jk");  // u:p@ss:w/ord
  CHECK(parsed("http://u:p@ss/w@proxy").authorization == "Basic dTpwQHNzL3c=");                // u:p@ss/w
  CHECK(parsed("http://u@proxy").authorization == "Basic dTo=");
}

TEST_CASE("what is no proxy says why and where it stands, and never repeats it") {
  for (const char* url :
       {"socks5://u:hunter2@proxy:1080", "socks://hunter2", "https://hunter2:443", "http://u:hunter2%@proxy",
        "http://u:hunter2%0d%0aX@proxy", "http://u%3ahunter2:p@proxy", "http://u:hunter2@", "http://u:hunter2@proxy:0",
        "http://u:hunter2@proxy:99999", "http://proxy/hunter2", "http://u:p@pro hunter2xy", ":3128"}) {
    CAPTURE(url);
    const auto parsed = parse_proxy(url, "HTTPS_PROXY");
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.problem().text().starts_with("the proxy in HTTPS_PROXY is not usable: "));
    CHECK(parsed.problem().text().find("hunter2") == std::string::npos);
    CHECK(parsed.problem().text().find("--proxy none") != std::string::npos);
  }
}

TEST_CASE("which variable counts") {
  using Set = std::map<std::string, std::string>;
  const char* const https = "https://dash.example";
  const char* const http = "http://dash.example";
  CHECK(chosen(https, Set{}) == "-");
  CHECK(chosen(https, Set{{"HTTPS_PROXY", "a:1"}}) == "http://a:1");
  CHECK(chosen(https, Set{{"https_proxy", "b:1"}, {"HTTPS_PROXY", "a:1"}, {"ALL_PROXY", "c:1"}}) == "http://b:1");
  CHECK(chosen(https, Set{{"https_proxy", ""}, {"HTTPS_PROXY", "a:1"}}) == "http://a:1");
  CHECK(chosen(https, Set{{"HTTP_PROXY", "a:1"}, {"http_proxy", "a:1"}}) == "-");
  CHECK(chosen(https, Set{{"ALL_PROXY", "c:1"}}) == "http://c:1");
  CHECK(chosen(https, Set{{"all_proxy", "d:1"}, {"ALL_PROXY", "c:1"}}) == "http://d:1");
  CHECK(chosen(http, Set{{"HTTPS_PROXY", "a:1"}}) == "-");
  CHECK(chosen(http, Set{{"HTTP_PROXY", "a:1"}}) == "http://a:1");
  CHECK(chosen(http, Set{{"HTTP_PROXY", "a:1"}, {"http_proxy", "b:1"}}) == "http://b:1");
  CHECK(chosen(http, Set{{"HTTP_PROXY", "evil:1"}, {"REQUEST_METHOD", "GET"}}) == "-");
  CHECK(chosen(http, Set{{"HTTP_PROXY", "evil:1"}, {"http_proxy", "b:1"}, {"REQUEST_METHOD", "GET"}}) == "http://b:1");
  CHECK(chosen(https, Set{{"HTTPS_PROXY", "a:1"}, {"REQUEST_METHOD", "GET"}}) == "http://a:1");
  CHECK(chosen(https, Set{{"HTTPS_PROXY", "a:1"}, {"NO_PROXY", "dash.example"}}) == "-");
  CHECK(chosen(https, Set{{"HTTPS_PROXY", "a:1"}, {"no_proxy", "other"}, {"NO_PROXY", "dash.example"}}) ==
        "http://a:1");
  CHECK(chosen(https, Set{{"HTTPS_PROXY", "socks5://a:1"}}) == "!");
}

TEST_CASE(
    "this machine is never asked through a proxy of the environment; what is told counts, whatever the environment "
    "says") {
  const std::map<std::string, std::string> all = {
      {"ALL_PROXY", "a:1"}, {"HTTP_PROXY", "a:1"}, {"HTTPS_PROXY", "a:1"}, {"NO_PROXY", "*"}};
  for (const char* url :
       {"http://127.0.0.1:8470", "http://localhost:8470", "https://[::1]:8470", "https://127.1.2.3"}) {
    CHECK(chosen(url, {{"ALL_PROXY", "a:1"}, {"HTTP_PROXY", "a:1"}, {"HTTPS_PROXY", "a:1"}}) == "-");
    CHECK(chosen(url, {}, "http://told:1") == "http://told:1");
  }
  CHECK(chosen("https://dash.example", all, "told:1") == "http://told:1");
  CHECK(chosen("https://dash.example", {{"HTTPS_PROXY", "a:1"}}, "none") == "-");
  for (const char* none : {"None", "NONE"})
    CHECK(chosen("https://dash.example", {{"HTTPS_PROXY", "a:1"}}, none) == "-");
}

TEST_CASE("NO_PROXY: hosts and what is below them, addresses, networks, ports, and all") {
  const auto spared = [](const char* url, const char* list) { return needs_no_proxy(server(url), list); };
  CHECK(spared("https://dash.example", "*"));
  CHECK(spared("https://dash.example", "other, dash.example"));
  CHECK(spared("https://dash.example", "other dash.example"));
  CHECK(spared("https://dash.example", "DASH.Example"));
  CHECK(spared("https://dash.example", "example"));
  CHECK(spared("https://dash.example", ".example"));
  CHECK(spared("https://dash.example", "*.example"));
  CHECK(spared("https://dash.example", ".dash.example"));
  CHECK(spared("https://dash.example.", "dash.example"));
  CHECK(spared("https://dash.example", "dash.example."));
  CHECK(spared("https://dash.example", "dash.example:443"));
  CHECK(spared("http://dash.example:8470", ".example:8470"));
  CHECK_FALSE(spared("https://dash.example", "dash.example:8470"));
  CHECK_FALSE(spared("https://dash.example", "dash.example:x"));
  CHECK_FALSE(spared("https://mydash.example", "dash.example"));
  CHECK_FALSE(spared("https://example", "dash.example"));
  CHECK_FALSE(spared("https://dash.example", ""));
  CHECK_FALSE(spared("https://dash.example", " , ,. ,:443,/8"));
  CHECK(spared("https://10.1.2.3", "10.1.2.3"));
  CHECK(spared("https://10.1.2.3", "10.0.0.0/8"));
  CHECK(spared("https://10.1.2.3", "0.0.0.0/0"));
  CHECK(spared("https://10.1.2.3", "10.1.2.3/32"));
  CHECK(spared("https://10.1.2.3:8470", "10.1.2.3:8470"));
  CHECK(spared("https://192.168.3.129", "192.168.3.128/25"));
  CHECK_FALSE(spared("https://192.168.3.127", "192.168.3.128/25"));
  CHECK_FALSE(spared("https://11.1.2.3", "10.0.0.0/8"));
  CHECK_FALSE(spared("https://10.1.2.3", "10.0.0.0/33"));
  CHECK_FALSE(spared("https://10.1.2.3", "10.0.0.0/-1"));
  CHECK_FALSE(spared("https://10.1.2.3", "10.0.0.0/"));
  CHECK_FALSE(spared("https://10.1.2.3", "2.3"));
  CHECK(spared("https://[fd00::5]", "fd00::/8"));
  CHECK(spared("https://[fd00::5]", "fd00::5"));
  CHECK(spared("https://[fd00::5]", "fd00:0:0::5"));
  CHECK(spared("https://[fd00::5]:9", "[fd00::5]:9"));
  CHECK(spared("https://[fd00::5]:9", "[fd00::5]"));
  CHECK_FALSE(spared("https://[fd00::5]:9", "[fd00::5]:8"));
  CHECK_FALSE(spared("https://[fe00::5]", "fd00::/8"));
  CHECK_FALSE(spared("https://[fd00::5]", "0.0.0.0/0"));
  CHECK(spared("https://[::ffff:10.1.2.3]", "10.0.0.0/8"));
  CHECK_FALSE(spared("https://dash.example", "["));
}

TEST_CASE("a password is hidden wherever it stands") {
  CHECK(without_password("http://u:hunter2@proxy:1") == "http://u:***@proxy:1");
  CHECK(without_password("u:hun@ter2@proxy") == "u:***@proxy");
  CHECK(without_password("socks5://u:hunter2@proxy") == "socks5://u:***@proxy");
  CHECK(without_password("http://u@proxy:1") == "http://u@proxy:1");
  CHECK(without_password("http://proxy:1") == "http://proxy:1");
  CHECK(without_password("none") == "none");
  CHECK(has_password("http://u:hunter2@proxy:1"));
  CHECK_FALSE(has_password("http://u@proxy:1"));
}
