// TLS: whom the client trusts. Certificates are made here, so that nothing expires in the tree.
#include <doctest/doctest.h>
#include <httplib.h>
#include <unistd.h>

#include <filesystem>

#include "net/client/api_key.h"
#include "sources/open_source.h"
#include "support/certificate.h"

using namespace syncwall;
using test::Certificate;
using Kind = RequestError::Kind;
using test::kDay;

namespace {

class TlsServer {
 public:
  explicit TlsServer(const Certificate& certificate) : server_(certificate.x509.get(), certificate.key.get()) {
    server_.Get("/api/v1/users/current", [](const httplib::Request&, httplib::Response& response) {
      response.set_content(R"({"id":"u1","is_admin":true})", "application/json");
    });
    server_.set_keep_alive_timeout(1);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::jthread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    certificate.write(file);
  }
  ~TlsServer() {
    server_.stop();
    thread_.join();
    std::filesystem::remove(file);
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  [[nodiscard]] Answer<Account> ask(const std::string& ca_file, const std::string& host = "127.0.0.1") const {
    SourceSettings settings;
    settings.url = "https://" + host + ":" + std::to_string(port_);
    settings.kind = SourceKind::Syncwall;
    settings.key = fixed_key("sk-x");
    settings.ca_file = ca_file;
    const auto source = std::move(open_source(settings).value());
    Answer<Account> first = source->account();
    return first.ok() ? source->account() : std::move(first);  // twice: over the kept connection too
  }
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("syncwall-ca-" + std::to_string(::getpid()) + ".pem");

 private:
  httplib::SSLServer server_;
  int port_ = 0;
  std::jthread thread_;
};

}  // namespace

TEST_CASE("a server whose authority was named is trusted; without it, it is not") {
  const TlsServer server(Certificate("IP:127.0.0.1", -kDay, kDay));
  CHECK(server.ask(server.file).ok());
  const auto stranger = server.ask("");
  REQUIRE_FALSE(stranger.ok());
  CHECK(stranger.problem().problem.what.starts_with("could not trust https://127.0.0.1:"));
  CHECK(stranger.problem().problem.todo.find("--ca-file") != std::string::npos);
}

TEST_CASE("another host's certificate, and one out of date, are not trusted") {
  const TlsServer other(Certificate("DNS:dashboard.example", -kDay, kDay));
  for (const char* host : {"127.0.0.1", "localhost"}) {
    const auto answer = other.ask(other.file, host);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.problem().problem.why.find("mismatch") != std::string::npos);
  }
  const TlsServer old(Certificate("IP:127.0.0.1", -2 * kDay, -kDay));
  CHECK(old.ask(old.file).problem().problem.why == "certificate has expired");
}

TEST_CASE("an authority file that can't be read is named") {
  const TlsServer server(Certificate("IP:127.0.0.1", -kDay, kDay));
  CHECK(server.ask("/no/such.pem").problem().problem.why == "no certificates could be read from /no/such.pem");
}
