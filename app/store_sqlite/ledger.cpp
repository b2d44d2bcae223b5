#include "store_sqlite/ledger.h"

#include <openssl/rand.h>

#include <array>

#include "store/keys.h"

namespace syncwall {

namespace {

// More than anybody asks about: a dashboard asks within weeks.
constexpr std::int64_t kKeptEpochs = 10'000;

// What is stored of a request's id.
std::string key_of(const RequestOf& request) {
  return std::string(request.user_id) + "\n" + std::string(request.request_id);
}

bool has_column(Database& database, std::string_view table, std::string_view column) {
  Statement s = database.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = ?");
  return s.bind(table).bind(column).step();
}

}  // namespace

void make_ledger(Database& database) {
  database.execute(R"(
    CREATE TABLE IF NOT EXISTS epochs (n INTEGER PRIMARY KEY, epoch TEXT NOT NULL UNIQUE, since INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS deletions (n INTEGER PRIMARY KEY, request_id TEXT NOT NULL UNIQUE, first INTEGER NOT NULL,
      last INTEGER NOT NULL, given_up INTEGER NOT NULL);
  )");
  if (has_column(database, "deletions", "place")) return;
  // place: counts a user's own, so that the first and the last say how many there are. Without an order they
  // had before, but with the time of now: none of them is forgotten too early.
  database.execute(R"(
    ALTER TABLE deletions ADD COLUMN user_id TEXT NOT NULL DEFAULT '';
    ALTER TABLE deletions ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE deletions ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
    UPDATE deletions SET user_id = substr(request_id, 1, instr(request_id, char(10)) - 1), place = n, at = unixepoch() * 1000;
    UPDATE deletions SET place = p.place FROM (SELECT n, row_number() OVER (PARTITION BY user_id ORDER BY n) AS place FROM deletions) AS p WHERE deletions.n = p.n;
    CREATE UNIQUE INDEX deletions_place ON deletions (user_id, place);
  )");
}

void begin_epoch(Database& database, std::int64_t revision) {
  std::array<unsigned char, 12> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    throw SqliteError(DatabaseFault::Other, "the system has no random numbers");
  const std::string epoch = base64url(std::string(bytes.begin(), bytes.end()));
  database.prepare("INSERT INTO epochs (epoch, since) VALUES (?, ?)").bind(epoch).bind(revision).run();
  database.prepare("DELETE FROM epochs WHERE n <= (SELECT max(n) FROM epochs) - ?").bind(kKeptEpochs).run();
}

std::string current_epoch(Database& database) {
  Statement s = database.prepare("SELECT epoch FROM epochs ORDER BY n DESC LIMIT 1");
  return s.step() ? s.text(0) : "";
}

bool in_past(Database& database, std::string_view epoch, std::int64_t revision) {
  std::int64_t n = 0;
  {
    Statement s = database.prepare("SELECT n FROM epochs WHERE epoch = ?");
    if (!s.bind(epoch).step()) return false;
    n = s.integer(0);
  }
  Statement next = database.prepare("SELECT since FROM epochs WHERE n > ? ORDER BY n LIMIT 1");
  return !next.bind(n).step() || revision <= next.integer(0);
}

std::optional<PastDeletion> past_deletion(Database& database, const RequestOf& request) {
  Statement s = database.prepare("SELECT first, last, given_up FROM deletions WHERE request_id = ?");
  if (!s.bind(key_of(request)).step()) return std::nullopt;
  return PastDeletion{s.integer(0), s.integer(1), s.integer(2) != 0};
}

namespace {

std::int64_t last_place(Database& database, std::string_view user_id) {
  Statement s = database.prepare("SELECT place FROM deletions WHERE user_id = ? ORDER BY place DESC LIMIT 1");
  return s.bind(user_id).step() ? s.integer(0) : 0;
}

}  // namespace

bool make_room(Database& database, std::string_view user_id, std::int64_t now, std::int64_t kept) {
  const std::int64_t last = last_place(database, user_id);
  Statement oldest = database.prepare("SELECT place, at FROM deletions WHERE user_id = ? ORDER BY place LIMIT 1");
  if (!oldest.bind(user_id).step() || last - oldest.integer(0) + 1 < kept) return true;
  // One of the future is of a clock that was ahead: its age isn't known, and nobody waits for it as long as that.
  const std::int64_t age = now - oldest.integer(1);
  if (age >= -kRequestMayArriveMs && age < kRequestMayArriveMs) return false;
  database.prepare("DELETE FROM deletions WHERE user_id = ? AND place = ?").bind(user_id).bind(oldest.integer(0)).run();
  return true;
}

void remember_deletion(Database& database, const RequestOf& request, const PastDeletion& deletion, std::int64_t now) {
  Statement s = database.prepare(
      "INSERT INTO deletions (request_id, first, last, given_up, user_id, place, at) VALUES (?, ?, ?, ?, ?, ?, ?)");
  s.bind(key_of(request))
      .bind(deletion.first)
      .bind(deletion.last)
      .bind(deletion.given_up ? 1 : 0)
      .bind(request.user_id);
  s.bind(last_place(database, request.user_id) + 1).bind(now).run();
}

std::unordered_set<std::string> deleted_by(Database& database, const PastDeletion& deletion) {
  std::unordered_set<std::string> ids;
  Statement s = database.prepare("SELECT id FROM tombstones WHERE revision > ? AND revision <= ?");
  s.bind(deletion.first).bind(deletion.last);
  while (s.step()) ids.insert(s.text(0));
  return ids;
}

}  // namespace syncwall
