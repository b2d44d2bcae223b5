// syncwall-server as an operator uses it: keys on the command line, signals, certificates and logs anew.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "e2e/process.h"
#include "support/certificate.h"
#include "support/file_text.h"
#include "support/raw_client.h"
#include "support/wait_until.h"

using namespace syncwall::test;

namespace {

constexpr const char* kMe = "/api/v1/users/current";

class Operator {
 public:
  Operator() { std::filesystem::create_directories(folder); }
  ~Operator() {
    server.reset();
    std::filesystem::remove_all(folder);
  }
  void start(Words options) {
    Words command = {SYNCWALL_SERVER_PROGRAM, "--listen", "127.0.0.1:0", "--database", path("jobs.db")};
    command.insert(command.end(), options.begin(), options.end());
    server = std::make_unique<Process>(command, Words{}, path("out"));
    REQUIRE(wait_until([&] { return file_text(path("out")).find(", database") != std::string::npos; },
                       std::chrono::seconds(60)));
    const std::string out = file_text(path("out"));
    port = std::stoi(out.substr(out.find("127.0.0.1:") + 10));
  }
  [[nodiscard]] Finished command(Words words, bool with_database = true) const {
    words.insert(words.begin(), {"timeout", "60", SYNCWALL_SERVER_PROGRAM});  // what ought to be refused may run
    if (with_database) words.insert(words.end(), {"--database", path("jobs.db")});
    return run(words, {}, folder.string());
  }
  [[nodiscard]] int status(const std::string& key) const {
    RawClient client(port);
    client.send(std::string("GET ") + kMe + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n\r\n");
    return status_of(client.read_answer());
  }
  // As curl sees it over TLS; 0: it doesn't trust the server.
  [[nodiscard]] std::string over_tls(const std::string& authority) const {
    return run({"curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--cacert", path(authority),
                "https://127.0.0.1:" + std::to_string(port) + "/api/v1/health"},
               {}, folder.string())
        .out;
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder / name).string(); }

  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("syncwall-operator-" + std::to_string(::getpid()));
  std::unique_ptr<Process> server;
  int port = 0;
};

std::string without_line_end(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("keys: made, listed and revoked while the server runs") {
  Operator at;
  at.start({});
  const std::string admin = without_line_end(file_text(at.path("jobs.db.admin-key")));
  CHECK(at.status(admin) == 200);
  const Finished added = at.command({"keys", "add", "mara", "--expires", "90d"});
  CHECK(added.status == 0);
  const std::string key = without_line_end(added.out);
  CHECK(at.status(key) == 200);
  const std::string listed = at.command({"keys", "list"}).out;
  CHECK(listed.find("admin\tadmin\tadmin\t20") != std::string::npos);
  CHECK(listed.find("\tnever\n") != std::string::npos);
  CHECK(listed.find("mara\tuser\tmara\t20") != std::string::npos);
  CHECK(listed.find(key) == std::string::npos);
  CHECK(at.command({"keys", "revoke", "mara"}).status == 0);
  CHECK(at.status(key) == 401);
  CHECK(at.command({"keys", "revoke", "mara"}).status == 1);
  const Finished wrong = at.command({"keys", "add", "mara", "--expires", "soon"});
  CHECK(wrong.status == 1);
  CHECK(wrong.err.find("--expires soon is no time") != std::string::npos);
}

TEST_CASE(
    "keys: a typo makes no database, a name that no list can show is refused, and whose jobs a key opens is said") {
  Operator at;
  for (const char* command : {"list", "add", "revoke"}) {
    CAPTURE(command);
    Words words = {"keys", command};
    if (words[1] != "list") words.emplace_back("mara");
    words.insert(words.end(), {"--database", at.path("typo.db")});
    const Finished done = at.command(words, false);
    CHECK(done.status == 1);
    CHECK(done.err.find("there is no job database") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(at.path("typo.db")));
  }
  at.start({"--demo-jobs", "50"});
  CHECK(at.command({"keys", "add", "", "--admin"}).status == 2);
  CHECK(at.command({"keys", "add", "a\nb", "--admin"}).status == 1);
  const Finished ops = at.command({"keys", "add", "ops", "--admin"});
  CHECK(ops.err.find("opens every job") != std::string::npos);
  const Finished nobody = at.command({"keys", "add", "new", "--user", "u-17"});
  CHECK(nobody.status == 0);
  CHECK(nobody.err.find("none yet") != std::string::npos);
  CHECK(at.command({"keys", "add", "other", "--user", "nobody@example.com"}).status == 1);
}

TEST_CASE("the first key: where its file can't be written the start fails and leaves no key; then it is made") {
  Operator at;
  std::filesystem::create_directory(at.path("jobs.db.admin-key"));
  const Finished failed = at.command({"--listen", "127.0.0.1:0"});
  CHECK(failed.status == 1);
  CHECK(failed.err.find("jobs.db.admin-key") != std::string::npos);
  CHECK(at.command({"keys", "list"}).out.empty());
  std::filesystem::remove(at.path("jobs.db.admin-key"));
  at.start({});
  CHECK(at.status(without_line_end(file_text(at.path("jobs.db.admin-key")))) == 200);
  CHECK(std::filesystem::status(at.path("jobs.db.admin-key")).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("an option that says nothing is a mistake, and a key that can't be printed is not made") {
  Operator op;
  op.start({});
  op.server.reset();
  for (const char* option : {"--tls-client-ca", "--tls-client-crl", "--tls-cert", "--log-file", "--listen"}) {
    for (const char* blank : {"", " "}) {
      CAPTURE(option);
      CHECK(op.command({option, blank}).status == 2);
    }
  }
  CHECK(op.command({"keys", "add", "e5", "--admin", "--expires", ""}).status == 2);
  CHECK(op.command({"keys", "add", "e5", "--user", " "}).status == 2);
  CHECK(op.command({"keys", "add", "e5", "--admin", "--user", "foo"}).status == 2);
  const Finished full = run({"sh", "-c",
                             std::string("exec '") + SYNCWALL_SERVER_PROGRAM + "' keys add full --admin --database '" +
                                 op.path("jobs.db") + "' >/dev/full"},
                            {}, op.folder.string());
  CHECK(full.status != 0);
  CHECK(op.command({"keys", "list"}).out.find("full") == std::string::npos);
  CHECK(op.command({"keys", "list"}).out.find("e5") == std::string::npos);
}

TEST_CASE("SIGTERM and SIGINT end it at once, whatever connections wait") {
  for (const int number : {SIGTERM, SIGINT}) {
    Operator at;
    at.start({});
    RawClient silent(at.port), kept(at.port);
    kept.send("GET /api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(status_of(kept.read_answer()) == 200);
    const auto begin = std::chrono::steady_clock::now();
    at.server->signal(number);
    CHECK(at.server->wait() == 0);
    CHECK(std::chrono::steady_clock::now() - begin <
          std::chrono::seconds(8));  // idle connections have 30 s, requests 10 s
    CHECK(kept.read_all() == "");
    CHECK(file_text(at.path("out")).find("syncwall-server stops") != std::string::npos);
  }
}

TEST_CASE("an IPv6 address is printed as one can use it") {
  Operator at;
  at.server = std::make_unique<Process>(
      Words{SYNCWALL_SERVER_PROGRAM, "--listen", "[::1]:0", "--database", at.path("jobs.db")}, Words{}, at.path("out"));
  REQUIRE(wait_until(
      [&] { return file_text(at.path("out")).find(", database") != std::string::npos || !at.server->running(); },
      std::chrono::seconds(60)));
  const std::string out = file_text(at.path("out"));
  // Where the machine has no IPv6, that is said in the same way.
  CHECK(out.find(at.server->running() ? "listens on http://[::1]:" : "could not listen on [::1]:0") !=
        std::string::npos);
}

TEST_CASE("SIGHUP: the log file and the certificate anew; a broken one is told and changes nothing") {
  Operator at;
  const auto install = [&](const Certificate& certificate) {
    certificate.write(at.path("server.pem"));
    certificate.write_key(at.path("server.key"));
  };
  const Certificate first("IP:127.0.0.1", -kDay, kDay), second("IP:127.0.0.1", -kDay, kDay);
  first.write(at.path("first.pem"));
  second.write(at.path("second.pem"));
  install(first);
  at.start({"--tls-cert", at.path("server.pem"), "--tls-key", at.path("server.key"), "--log-file", at.path("log"),
            "--log-level", "info"});
  CHECK(file_text(at.path("out")).find("https://127.0.0.1:") != std::string::npos);
  CHECK(at.over_tls("first.pem") == "200");
  CHECK(at.over_tls("second.pem") == "000");
  std::filesystem::rename(at.path("log"), at.path("log.old"));
  std::ofstream(at.path("server.pem")) << "broken";
  at.server->signal(SIGHUP);
  CHECK(wait_until(
      [&] { return file_text(at.path("log")).find("could not read the certificate") != std::string::npos; }));
  CHECK(at.over_tls("first.pem") == "200");
  install(second);
  at.server->signal(SIGHUP);
  CHECK(wait_until([&] { return file_text(at.path("log")).find(" info read the certificates") != std::string::npos; }));
  CHECK(at.over_tls("second.pem") == "200");
  CHECK(at.over_tls("first.pem") == "000");
  at.server->signal(SIGTERM);
  CHECK(at.server->wait() == 0);
  CHECK(file_text(at.path("log")).find(" info stopped") != std::string::npos);
}

TEST_CASE("what can't be is said, with what helps") {
  const Operator at;
  const auto open = at.command({"--listen", "0.0.0.0:0"});
  CHECK(open.status == 1);
  CHECK(open.err.find("--tls-cert and --tls-key, or --insecure-http") != std::string::npos);
  CHECK(at.command({"--tls-cert", "a.pem"}).status == 2);
  CHECK(at.command({"--tls-client-ca", "a.pem"}).status == 2);
  for (const char* listen : {"nowhere", "127.0.0.1: 80", "127.0.0.1:", "::1:80", ":80"})
    CHECK(at.command({"--listen", listen}).status == 2);
  CHECK(at.command({"--tls-cert", "a.pem", "--tls-key", "b.pem", "--tls-client-crl", "c.pem"}).status == 2);
  CHECK(at.command({"--log-level", "loud"}).status == 2);
  for (const char* number : {"-1", "18446744073709551616", "0x10", "1e3"})
    CHECK(at.command({"--demo-seed", number, "--demo-jobs", "5"}).status == 2);
  CHECK(at.command({"--max-connections", "0x10"}).status == 2);
  const auto memory = at.command({"--database", ":memory:"}, false);
  CHECK(memory.status == 2);
  CHECK(memory.err.find("--database :memory: is no file") != std::string::npos);
  CHECK(at.command({"keys", "list", "--database", ":memory:"}, false).status == 2);
  const std::string text = at.path("notes.txt");
  std::ofstream(text) << "a text\n";
  const auto foreign = at.command({"--database", text}, false);
  CHECK(foreign.status == 1);
  CHECK(foreign.err.find("it is no Syncwall database") != std::string::npos);
  CHECK(file_text(text) == "a text\n");
  CHECK(at.command({"--log-file", "/proc/none/log"}).status == 1);
  const auto taken = at.command({"--listen", "192.0.2.1:1", "--insecure-http"});
  CHECK(taken.status == 1);
  CHECK(taken.err.find("could not listen on 192.0.2.1:1") != std::string::npos);
}
