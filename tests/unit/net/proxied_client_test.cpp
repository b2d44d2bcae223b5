// The client behind an outbound proxy. The servers' names don't exist: only the proxy leads to them.
#include <doctest/doctest.h>

#include <filesystem>

#include "net/client/api_key.h"
#include "net/client/http_client.h"
#include "support/certificate.h"
#include "support/proxy_server.h"
#include "support/raw_server.h"

using namespace syncwall;
using namespace std::chrono_literals;
using test::Certificate;
using test::http_error;
using test::http_ok;
using test::kDay;
using test::ProxyServer;
using test::RawReply;
using test::RawServer;
using Kind = RequestError::Kind;

namespace {

const std::string kKey = "sk-very-secret-0123456789";
const std::string kBasic = "Basic dTpodW50ZXIy";  // u:hunter2

HttpSettings settings_for(const std::string& url, const std::string& proxy) {
  HttpSettings settings;
  settings.address = parse_server_address(url).value();
  settings.proxy = parse_proxy(proxy, "HTTPS_PROXY").value();
  settings.key = fixed_key(kKey);
  settings.journal = std::make_shared<RequestJournal>([](const RequestRecord&) {});
  return settings;
}

struct TlsFile {
  explicit TlsFile(const Certificate& certificate)
      : path(std::filesystem::temp_directory_path() / ("syncwall-proxied-" + std::to_string(::getpid()) + ".pem")) {
    certificate.write(path);
  }
  ~TlsFile() { std::filesystem::remove(path); }
  const std::filesystem::path path;
};

bool tells_a_secret(const RequestError& error) {
  const std::string text = error.text();
  return text.find(kKey) != std::string::npos || text.find("hunter2") != std::string::npos ||
         text.find(kBasic.substr(6)) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "https goes through a tunnel: the proxy sees a host and a port, never the request; the certificate is the "
    "server's") {
  const Certificate certificate("DNS:dash.example", -kDay, kDay);
  const TlsFile ca(certificate);
  RawServer server([](const std::string&) { return RawReply{.bytes = http_ok("{}"), .keep = true}; },
                   test::tls_context(certificate));
  ProxyServer proxy(server.port());
  HttpSettings settings = settings_for("https://dash.example", proxy.url());
  settings.ca_file = ca.path;
  const auto client = std::move(HttpClient::make(settings)).value();
  for (int i = 0; i < 3; ++i) REQUIRE(client->get("/x?user_filter=ada").ok());
  REQUIRE(proxy.heads().size() == 1);  // one tunnel, kept
  CHECK(proxy.heads()[0] ==
        "CONNECT dash.example:443 HTTP/1.1\r\nHost: dash.example:443\r\nUser-Agent: syncwall\r\n\r\n");
  REQUIRE(server.requests().size() == 3);
  CHECK(server.requests()[0].starts_with("GET /api/v1/x?user_filter=ada HTTP/1.1\r\nHost: dash.example\r\n"));
  CHECK(server.requests()[0].find("Proxy-") == std::string::npos);

  settings.address = parse_server_address("https://other.example").value();
  const auto stranger = HttpClient::make(settings).value()->get("/x");
  REQUIRE_FALSE(stranger.ok());
  CHECK(stranger.problem().problem.why.find("mismatch") != std::string::npos);
  CHECK_FALSE(stranger.problem().maybe_done);
}

TEST_CASE(
    "http goes in absolute form, with the user's name and password for the proxy only where it goes to the proxy") {
  RawServer server([](const std::string&) { return RawReply{.bytes = http_ok("{}"), .keep = true}; });
  ProxyServer proxy(server.port(), kBasic);
  HttpSettings settings = settings_for("http://dash.example:8470/behind", proxy.url("u:hunter2@"));
  CHECK_FALSE(HttpClient::make(settings).ok());  // in the clear beyond the proxy
  settings.insecure_http = true;
  const auto client = std::move(HttpClient::make(settings)).value();
  REQUIRE(client->get("/x").ok());
  REQUIRE(client->post("/x", "{}").ok());
  const std::vector<std::string> requests = server.requests();
  REQUIRE(requests.size() == 2);
  CHECK(
      requests[0].starts_with("GET http://dash.example:8470/behind/api/v1/x HTTP/1.1\r\nHost: dash.example:8470\r\n"));
  CHECK(requests[0].find("\r\nProxy-Authorization: " + kBasic + "\r\n") != std::string::npos);
  CHECK(requests[1].starts_with("POST http://dash.example:8470/behind/api/v1/x HTTP/1.1\r\n"));
}

TEST_CASE("a key goes unencrypted to no proxy of another machine, unless that was allowed; a tunnel encrypts") {
  const auto allowed = [](const char* url, const char* proxy) {
    return HttpClient::make(settings_for(url, proxy)).ok();
  };
  CHECK_FALSE(allowed("http://dash.example", "http://proxy.example:3128"));
  CHECK_FALSE(allowed("http://127.0.0.1:8470", "http://proxy.example:3128"));
  CHECK_FALSE(allowed("http://dash.example", "http://127.0.0.1:3128"));
  CHECK(allowed("http://127.0.0.1:8470", "http://127.0.0.1:3128"));
  CHECK(allowed("https://dash.example", "http://proxy.example:3128"));
  const auto refused = HttpClient::make(settings_for("http://127.0.0.1:8470", "http://u:hunter2@proxy.example:3128"));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.problem().what == "the key would cross the network unencrypted to the proxy http://proxy.example:3128");
  CHECK(refused.problem().todo.find("--insecure-http") != std::string::npos);
}

TEST_CASE("407 is told as what it is, for https and http, without a password and with a wrong one") {
  RawServer server([](const std::string&) { return RawReply{.bytes = http_ok("{}")}; });
  ProxyServer proxy(server.port(), "Basic ZWxzZTplbHNl");
  for (const char* url : {"https://dash.example", "http://dash.example"}) {
    for (const char* user : {"", "u:hunter2@"}) {
      CAPTURE(url);
      CAPTURE(user);
      HttpSettings settings = settings_for(url, proxy.url(user));
      settings.insecure_http = true;
      const auto answer = HttpClient::make(settings).value()->post("/x", "{}");
      REQUIRE_FALSE(answer.ok());
      const RequestError& error = answer.problem();
      CHECK(error.kind == Kind::Unreachable);  // not the key's fault
      CHECK(error.problem.what == "could not reach " + std::string(url));
      CHECK(error.problem.why == "the proxy " + proxy.url() +
                                     (*user == '\0' ? " wants a user name and a password (407)"
                                                    : " refuses its user name or password (407)"));
      CHECK(error.problem.todo.find("HTTPS_PROXY") != std::string::npos);
      CHECK_FALSE(tells_a_secret(error));
      for (const RequestRecord& record : *settings.journal->last()) CHECK(record.failure == error.text());
    }
  }
  CHECK(server.requests().empty());
}

TEST_CASE("what a proxy says in place of a tunnel is told as its doing, and nothing was sent to the server") {
  ProxyServer proxy(1);
  for (const auto& [answer, why] : std::vector<std::pair<std::string, std::string>>{
           {http_error(403, "<html>no</html>"), "doesn't allow that (403)"},
           {http_error(502, ""), "can't reach that server (502)"},
           {http_error(503, ""), "can't reach that server (503)"},
           {http_error(504, ""), "got no answer from that server (504)"},
           {http_error(302, "", "Location: http://login.example/\r\n"), "answered with 302"},
           {http_error(407, "", "Proxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n"),
            "refuses its user name or password (407): it asks for Negotiate, NTLM; only Basic is known"},
           {"SSH-2.0-OpenSSH_9.2\r\n", "doesn't speak HTTP"},
           {"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{}", "says more than that the tunnel is there"},
           {"HTTP/1.1 200 OK\r\nX: ", "closed the connection"},
           {"HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'), "doesn't speak HTTP"}}) {
    CAPTURE(answer);
    proxy.answer_connect(answer);
    const auto got =
        HttpClient::make(settings_for("https://dash.example", proxy.url("u:hunter2@"))).value()->post("/x", "{}");
    REQUIRE_FALSE(got.ok());
    CHECK(got.problem().kind == Kind::Unreachable);
    CHECK(got.problem().problem.what == "could not reach https://dash.example");
    CHECK(got.problem().problem.why == "the proxy " + proxy.url() + " " + why);
    CHECK_FALSE(got.problem().maybe_done);
    CHECK_FALSE(tells_a_secret(got.problem()));
  }
}

TEST_CASE("a proxy that isn't there is named, not the server") {
  int port = 0;
  {
    const ProxyServer gone(1);
    port = gone.port();
  }
  const std::string url = "http://127.0.0.1:" + std::to_string(port);
  const auto got = HttpClient::make(settings_for("https://dash.example", url)).value()->get("/x");
  REQUIRE_FALSE(got.ok());
  CHECK(got.problem().problem == Problem{"could not reach https://dash.example",
                                         "the proxy " + url + ": connection refused",
                                         "it stands in HTTPS_PROXY; --proxy none goes without one"});
}

TEST_CASE("an answer that repeats the proxy's password doesn't get it shown") {
  RawServer server([](const std::string& request) {
    return RawReply{
        .bytes = http_error(400, "{\"message\":\"" + request.substr(request.find("Proxy-Authorization"), 60) + "\"}")};
  });
  ProxyServer proxy(server.port());
  HttpSettings settings = settings_for("http://dash.example", proxy.url("u:hunter2@"));
  settings.insecure_http = true;
  const auto got = HttpClient::make(settings).value()->get("/x");
  REQUIRE_FALSE(got.ok());
  CHECK_FALSE(tells_a_secret(got.problem()));
}
