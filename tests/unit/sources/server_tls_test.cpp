// The server's TLS, asked by the client's: certificates of both sides, files that can't be used, certificates anew.
#include <doctest/doctest.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "net/client/api_key.h"
#include "server/job_server.h"
#include "sources/open_source.h"
#include "support/certificate.h"
#include "support/fresh_folder.h"
#include "support/raw_client.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

class Served {
 public:
  Served() {
    std::filesystem::create_directories(folder);
    const Certificate own("IP:127.0.0.1", -kDay, kDay);
    own.write(folder / "server.pem");
    own.write_key(folder / "server.key");
    options.database = folder / "jobs.db";
    options.http.tls = {folder / "server.pem", folder / "server.key", "", ""};
    options.http.embedded_key = "sk-embedded";
  }
  ~Served() {
    server.reset();
    std::filesystem::remove_all(folder);
  }
  [[nodiscard]] std::string start() {
    server.reset();
    auto started = JobServer::start(options);
    if (!started.ok()) return started.problem().text();
    server = std::move(started).value();
    return "";
  }
  [[nodiscard]] std::unique_ptr<JobSource> source(const ClientIdentity& identity = {},
                                                  const std::string& ca = "server.pem") const {
    SourceSettings settings;
    settings.url = "https://127.0.0.1:" + std::to_string(server->port());
    settings.kind = SourceKind::Syncwall;
    settings.key = fixed_key("sk-embedded");
    settings.ca_file = folder / ca;
    settings.identity = identity;
    return std::move(open_source(settings).value());
  }
  [[nodiscard]] std::string ask(const ClientIdentity& identity = {}, const std::string& ca = "server.pem") const {
    const auto answer = source(identity, ca)->account();
    return answer.ok() ? "ok" : answer.problem().problem.text();
  }
  // What a plain OpenSSL client of at most that version gets to, with these suites of TLS 1.2 only if any are given.
  [[nodiscard]] bool shakes_hands(int version, const char* suites = nullptr) const {
    RawClient raw(server->port());
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_max_proto_version(context.get(), version);
    if (suites != nullptr) REQUIRE(SSL_CTX_set_cipher_list(context.get(), suites) == 1);
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
    SSL_set_fd(ssl.get(), raw.fd());
    return SSL_connect(ssl.get()) == 1;
  }

  const std::filesystem::path folder = fresh_folder();
  JobServer::Options options;
  std::unique_ptr<JobServer> server;
};

}  // namespace

TEST_CASE("TLS 1.2 and newer, nothing else") {
  Served served;
  REQUIRE(served.start() == "");
  const auto source = served.source();
  for (int i = 0; i < 3; ++i) CHECK(source->account().ok());
  CHECK(served.shakes_hands(TLS1_3_VERSION));
  CHECK(served.shakes_hands(TLS1_2_VERSION));
  CHECK_FALSE(served.shakes_hands(TLS1_1_VERSION));
  for (const char* good :
       {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"})
    CHECK(served.shakes_hands(TLS1_2_VERSION, good));
  // No authenticated encryption; no forward secrecy.
  for (const char* bad :
       {"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA384",
        "ECDHE-ECDSA-AES128-CCM8", "AES128-SHA:AES256-SHA:AES128-GCM-SHA256:AES256-GCM-SHA384"}) {
    CAPTURE(bad);
    CHECK_FALSE(served.shakes_hands(TLS1_2_VERSION, bad));
  }
  RawClient plain(served.server->port());
  plain.send("GET /api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(plain.read_all().find("HTTP/1.1 200") == std::string::npos);
}

TEST_CASE("only clients with a certificate of the named authority get in") {
  Served served;
  const Certificate authority("DNS:authority", -kDay, kDay, nullptr, "Our authority", true),
      other("DNS:other", -kDay, kDay, nullptr, "Another authority", true);
  const Certificate ours("DNS:dashboard", -kDay, kDay, &authority, "A dashboard"),
      strange("DNS:strange", -kDay, kDay, &other, "A stranger"),
      old("DNS:old", -2 * kDay, -kDay, &authority, "An old dashboard");
  authority.write(served.folder / "authority.pem");
  const auto identity = [&](const Certificate& certificate, const std::string& name) {
    certificate.write(served.folder / (name + ".pem"));
    certificate.write_key(served.folder / (name + ".key"));
    return ClientIdentity{served.folder / (name + ".pem"), served.folder / (name + ".key")};
  };
  served.options.http.tls.client_ca = served.folder / "authority.pem";
  REQUIRE(served.start() == "");
  const ClientIdentity good = identity(ours, "ours");
  CHECK(served.ask(good) == "ok");
  for (const ClientIdentity& bad : {ClientIdentity{}, identity(strange, "strange"), identity(old, "old")}) {
    const std::string answer = served.ask(bad);
    CHECK(answer.find("doesn't take this client") != std::string::npos);
    CHECK(answer.find("--client-cert") != std::string::npos);
  }
  CHECK_FALSE(served.shakes_hands(TLS1_2_VERSION));
  std::filesystem::permissions(good.key, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  CHECK(served.ask(good).find("chmod 600") != std::string::npos);
}

TEST_CASE("a client's certificate that was revoked doesn't get in, nor does anybody with a list that is out of date") {
  Served served;
  const Certificate authority("DNS:authority", -kDay, kDay, nullptr, "Our authority", true),
      ours("DNS:dashboard", -kDay, kDay, &authority, "A dashboard");
  authority.write(served.folder / "authority.pem");
  ours.write(served.folder / "ours.pem");
  ours.write_key(served.folder / "ours.key");
  const ClientIdentity identity{served.folder / "ours.pem", served.folder / "ours.key"};
  const auto list = served.folder / "list.pem";
  served.options.http.tls.client_ca = served.folder / "authority.pem";
  served.options.http.tls.client_crl = list;
  CHECK(served.start().find("could not read the list of revoked certificates") != std::string::npos);
  write_revocations(list, authority, nullptr, -kDay, kDay);
  REQUIRE(served.start() == "");
  CHECK(served.ask(identity) == "ok");
  write_revocations(list, authority, &ours, -kDay, kDay);
  REQUIRE(served.server->reload_tls().ok());
  CHECK(served.ask(identity).find("doesn't take this client") != std::string::npos);
  write_revocations(list, authority, nullptr, -2 * kDay, -kDay);
  REQUIRE(served.server->reload_tls().ok());
  CHECK(served.ask(identity).find("doesn't take this client") != std::string::npos);
  std::ofstream(list) << "nonsense";
  CHECK_FALSE(served.server->reload_tls().ok());
}

TEST_CASE(
    "a pipe, a folder or a device in place of a TLS file is refused at once, and a file that isn't there is called "
    "that") {
  Served served;
  served.options.http.tls.client_ca = served.folder / "server.pem";
  REQUIRE(served.start() == "");
  const auto pipe = served.folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const TlsFiles good = served.options.http.tls;
  for (std::filesystem::path TlsFiles::*const member :
       {&TlsFiles::certificate, &TlsFiles::key, &TlsFiles::client_ca, &TlsFiles::client_crl}) {
    for (const std::filesystem::path& bad : {pipe, served.folder, std::filesystem::path("/dev/zero")}) {
      served.options.http.tls = good;
      served.options.http.tls.*member = bad;
      const std::string problem = served.start();
      CAPTURE(problem);
      CHECK(problem.find(bad.string()) != std::string::npos);
      CHECK(problem.find("not a regular file") != std::string::npos);
    }
    served.options.http.tls = good;
    served.options.http.tls.*member = served.folder / "none.pem";
    const std::string problem = served.start();
    CHECK(problem.find("No such file or directory") != std::string::npos);
    CHECK(problem.find("system lib") == std::string::npos);
  }
  // While it runs: SIGHUP reads them again.
  served.options.http.tls = good;
  REQUIRE(served.start() == "");
  std::filesystem::rename(pipe, served.folder / "server.pem");
  CHECK_FALSE(served.server->reload_tls().ok());
}

TEST_CASE("files that can't be used are named, with what helps") {
  Served served;
  const auto said = [&](const std::string& part) {
    const std::string problem = served.start();
    CAPTURE(problem);
    CHECK(problem.find(part) != std::string::npos);
  };
  std::filesystem::permissions(served.folder / "server.key", std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  said("run: chmod 600 '" + (served.folder / "server.key").string() + "'");
  Certificate("IP:127.0.0.1", -kDay, kDay).write_key(served.folder / "server.key");
  said("--tls-key");  // another certificate's
  std::filesystem::remove(served.folder / "server.key");
  said("could not read the TLS key");
  std::ofstream(served.folder / "server.key") << "nonsense";
  std::filesystem::permissions(served.folder / "server.key", std::filesystem::perms::owner_read);
  said("could not read the TLS key");
  served.options.http.tls.certificate = served.folder / "none.pem";
  said("could not read the certificate");
}

TEST_CASE("beyond this machine only with TLS, or where somebody says so") {
  Served served;
  served.options.http.host = "0.0.0.0";
  CHECK(served.start() == "");
  served.options.http.tls = {};
  const std::string problem = served.start();
  for (const char* part : {"--tls-cert", "--insecure-http", "unencrypted"})
    CHECK(problem.find(part) != std::string::npos);
  served.options.http.insecure_http = true;
  CHECK(served.start() == "");
  served.options.http.insecure_http = false;
  for (const char* host : {"127.0.0.1", "127.8.9.10", "localhost"}) {
    served.options.http.host = host;
    CHECK(served.start() == "");
  }
}

TEST_CASE("new certificates hold for new connections; ones that can't be used change nothing") {
  Served served;
  REQUIRE(served.start() == "");
  const auto kept = served.source();
  CHECK(kept->account().ok());
  std::filesystem::copy_file(served.folder / "server.pem", served.folder / "first.pem");
  std::ofstream(served.folder / "server.pem") << "half a certificate";
  CHECK_FALSE(served.server->reload_tls().ok());
  CHECK(served.ask({}, "first.pem") == "ok");
  const Certificate second("IP:127.0.0.1", -kDay, kDay);
  second.write(served.folder / "server.pem");
  second.write_key(served.folder / "server.key");
  CHECK(served.ask({}, "first.pem") == "ok");
  CHECK(served.server->reload_tls().ok());
  CHECK(served.ask({}, "first.pem").find("could not trust") != std::string::npos);
  CHECK(served.ask() == "ok");
  CHECK(kept->account().ok());
}

TEST_CASE("a handshake that trickles, or never begins, is let go") {
  Served served;
  served.options.http.limits.handshake = std::chrono::milliseconds(300);
  served.options.http.limits.linger = std::chrono::milliseconds(50);
  REQUIRE(served.start() == "");
  RawClient silent(served.server->port()), slow(served.server->port());
  slow.send("\x16\x03\x01\x02");
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!slow.closed() && slow.send("\x01") && std::chrono::steady_clock::now() < until)
    slow.read_all(std::chrono::milliseconds(20));
  CHECK(std::chrono::steady_clock::now() < until);
  CHECK(silent.read_all() == "");
  CHECK(silent.closed());
}
