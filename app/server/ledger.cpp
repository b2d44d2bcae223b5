#include "server/ledger.h"

#include <openssl/rand.h>

#include <array>

#include "server/keys.h"

namespace syncwall {

namespace {

// More than anybody asks about: a check comes within minutes, a dashboard within weeks.
constexpr std::int64_t kKeptDeletions = 100'000, kKeptEpochs = 10'000;

void prune(Database& database, const std::string& table, std::int64_t kept) {
  database.prepare("DELETE FROM " + table + " WHERE n <= (SELECT max(n) FROM " + table + ") - ?").bind(kept).run();
}

}  // namespace

void make_ledger(Database& database) {
  database.execute(R"(
    CREATE TABLE IF NOT EXISTS epochs (n INTEGER PRIMARY KEY, epoch TEXT NOT NULL UNIQUE, since INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS deletions (n INTEGER PRIMARY KEY, request_id TEXT NOT NULL UNIQUE, first INTEGER NOT NULL,
      last INTEGER NOT NULL, given_up INTEGER NOT NULL);
  )");
}

void begin_epoch(Database& database, std::int64_t revision) {
  std::array<unsigned char, 12> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    throw SqliteError("the system has no random numbers");
  const std::string epoch = base64url(std::string(bytes.begin(), bytes.end()));
  database.prepare("INSERT INTO epochs (epoch, since) VALUES (?, ?)").bind(epoch).bind(revision).run();
  prune(database, "epochs", kKeptEpochs);
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

std::optional<PastDeletion> past_deletion(Database& database, std::string_view request_id) {
  Statement s = database.prepare("SELECT first, last, given_up FROM deletions WHERE request_id = ?");
  if (!s.bind(request_id).step()) return std::nullopt;
  return PastDeletion{s.integer(0), s.integer(1), s.integer(2) != 0};
}

void remember_deletion(Database& database, std::string_view request_id, const PastDeletion& deletion) {
  Statement s = database.prepare("INSERT INTO deletions (request_id, first, last, given_up) VALUES (?, ?, ?, ?)");
  s.bind(request_id).bind(deletion.first).bind(deletion.last).bind(deletion.given_up ? 1 : 0).run();
  prune(database, "deletions", kKeptDeletions);
}

std::unordered_set<std::string> deleted_by(Database& database, const PastDeletion& deletion) {
  std::unordered_set<std::string> ids;
  Statement s = database.prepare("SELECT id FROM tombstones WHERE revision > ? AND revision <= ?");
  s.bind(deletion.first).bind(deletion.last);
  while (s.step()) ids.insert(s.text(0));
  return ids;
}

}  // namespace syncwall
