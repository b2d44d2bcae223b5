// What /health and a failed request's client are told of a database that fails, and what stands in the log: the reason,
// under the id that the client got.
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store_sqlite/sqlite_store.h"
#include "support/file_text.h"
#include "support/raw_http.h"
#include "support/wait_until.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

const std::string kAll = "/api/v1/admin/scheduled_connectors";

// A server with a log, and how it answers.
struct Watched {
  Watched() : log(Log::open(log_file, Log::Level::Warn)), server(with_log(), 20) {}
  ~Watched() { std::filesystem::remove_all(log_file.parent_path()); }

  [[nodiscard]] Http::Options with_log() const {
    REQUIRE(log.ok());
    Http::Options http;
    http.log = log.value().get();
    return http;
  }
  [[nodiscard]] std::string health() const {
    const std::string answer = server.ask("/api/v1/health", "");
    const std::size_t at = answer.find("\"status\":\"");
    return std::to_string(status_of(answer)) + " " + answer.substr(at + 10, answer.find('"', at + 10) - at - 10);
  }
  [[nodiscard]] std::string remove(const std::string& ids, const std::string& request_id = "") const {
    const std::string body =
        "{\"connector_ids\":[" + ids + "]" + (request_id.empty() ? "" : ",\"request_id\":\"" + request_id + "\"") + "}";
    RawClient client(server.port());
    client.send("POST " + kAll + "/batch_delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key +
                "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.read_answer();
  }
  // The server's own, on whose connection a fault is made.
  [[nodiscard]] SqliteStore& database() const { return dynamic_cast<SqliteStore&>(server.server->store()); }
  void execute(const std::string& sql) const {
    REQUIRE(database().write([&](StoreWriter& w) { w.database().execute(sql); }).ok());
  }
  // The client got an id and no secrets; under that id the log has the kind and the reason.
  void check_told(const std::string& answer, int status, const std::string& kind, const std::string& why) const {
    CAPTURE(answer);
    CHECK(status_of(answer) == status);
    CHECK((answer.find("\r\nRetry-After: ") != std::string::npos) == (status == 503));
    for (const std::string& secret :
         {std::string("SELECT"), std::string("BEGIN"), std::string("INSERT"), server.options.database.string(), why})
      CHECK(answer.find(secret) == std::string::npos);
    const std::size_t under = answer.find(" under ");
    REQUIRE(under != std::string::npos);
    const std::string text = file_text(log_file);
    const std::size_t at = text.find("failure id=\"" + answer.substr(under + 7, 10) + "\"");
    REQUIRE(at != std::string::npos);
    const std::string line = text.substr(at, text.find('\n', at) - at);
    CAPTURE(line);
    CHECK(line.find("kind=\"" + kind + "\"") != std::string::npos);
    CHECK(line.find(why) != std::string::npos);
  }

  const std::filesystem::path log_file = fresh_folder() / "server.log";
  const Result<std::unique_ptr<Log>> log;
  RawHttp server;
};

}  // namespace

TEST_CASE("a table is gone: failed, and reads that go well don't make it well at once") {
  Watched w;
  CHECK(w.health() == "200 ok");
  w.execute("ALTER TABLE audit RENAME TO hidden");
  w.check_told(w.server.ask("/api/v1/admin/audit", w.server.key), 500, "failed", "no such table");
  CHECK(status_of(w.server.ask(kAll, w.server.key)) == 200);
  CHECK(w.health() == "503 failed");
  w.execute("ALTER TABLE hidden RENAME TO audit");
}

TEST_CASE("a full disk: writes fail, reads go on, and with room again all is well") {
  Watched w;
  w.execute("PRAGMA max_page_count = 1");  // as many as there are now
  // Each leaves a record of itself, until the pages that are there are full.
  std::string answer;
  for (int i = 0; i < 2000 && (answer.empty() || status_of(answer) == 200); ++i)
    answer = w.remove("\"a\"", std::to_string(i) + std::string(90, 'x'));
  w.check_told(answer, 503, "disk_full", "database or disk is full");
  CHECK(w.health() == "503 disk_full");
  CHECK(status_of(w.server.ask(kAll, w.server.key)) == 200);
  CHECK(w.health() == "503 disk_full");
  CHECK(wait_until([&] {
    return w.database()
        .write([](StoreWriter& writer) { writer.database().execute("PRAGMA max_page_count = 1073741823"); })
        .ok();
  }));
  CHECK(status_of(w.remove("\"a\"", "another")) == 200);
  CHECK(w.health() == "200 ok");
}

TEST_CASE("another program holds the database: locked, until a write goes well") {
  Watched w;
  w.execute("PRAGMA busy_timeout = 20");
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(w.server.options.database.c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  w.check_told(w.remove("\"a\""), 503, "locked", "BEGIN IMMEDIATE: database is locked");
  CHECK(w.health() == "503 locked");
  CHECK(status_of(w.server.ask(kAll, w.server.key)) == 200);
  CHECK(w.health() == "503 locked");
  sqlite3_close(other);
  CHECK(status_of(w.remove("\"a\"")) == 200);
  CHECK(w.health() == "200 ok");
}

TEST_CASE("a damaged file is said to be that for as long as the server runs") {
  Watched w;
  w.server.server.reset();
  w.server.start();  // the log is in the file now, and is cut with it
  REQUIRE(::truncate(w.server.options.database.c_str(), 8192) == 0);
  w.check_told(w.server.ask(kAll, w.server.key), 500, "corrupt", "malformed");
  CHECK(w.health() == "503 corrupt");
  CHECK(w.health() == "503 corrupt");
}

TEST_CASE("a file that is gone or another one is said at once, and so is its being back") {
  Watched w;
  const std::filesystem::path file = w.server.options.database, aside = file.string() + ".aside";
  CHECK(w.health() == "200 ok");
  std::filesystem::rename(file, aside);
  CHECK(w.health() == "503 file_gone");
  w.check_told(w.server.ask(kAll, w.server.key), 503, "file_gone", "there is no file of its name");
  std::filesystem::copy_file(aside, file);
  CHECK(w.health() == "503 file_gone");
  w.check_told(w.remove("\"a\""), 503, "file_gone", "another file has its name");
  std::filesystem::rename(aside, file);
  CHECK(w.health() == "200 ok");
}
