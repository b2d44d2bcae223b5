// API keys: the part of SqliteStore that knows who may ask, and whose jobs.
#include <algorithm>

#include "base/utf8.h"
#include "store/keys.h"
#include "store_sqlite/schema.h"
#include "store_sqlite/sqlite_store.h"

namespace syncwall {

namespace {

struct User {
  std::string id, name, email;
  std::int64_t jobs = 0;
  bool by_id = false, by_email = false;
};

constexpr std::int64_t kMostCandidates = 5;

// Whom `user` may mean: by id, by e-mail, and by name, which is nobody's own. Looks at every job: this is a person's
// command.
std::vector<User> who(Database& db, const std::string& user) {
  std::vector<User> all;
  Statement s = db.prepare(
      "SELECT user_id, max(user_name), max(user_email), count(*), max(user_id = ?1), max(folded(user_email) = ?2) FROM "
      "jobs "
      "WHERE user_id = ?1 OR folded(user_email) = ?2 OR folded(user_name) = ?2 GROUP BY user_id ORDER BY 5 DESC, 6 "
      "DESC, 1 LIMIT ?3");
  s.bind(user).bind(fold(user)).bind(kMostCandidates + 1);
  while (s.step()) all.push_back({s.text(0), s.text(1), s.text(2), s.integer(3), s.integer(4) != 0, s.integer(5) != 0});
  return all;
}

std::string named(const std::vector<User>& users) {
  std::string text;
  for (std::size_t i = 0; i < users.size() && i < kMostCandidates; ++i) {
    const User& u = users[i];
    text += (i > 0 ? "; " : "") + one_line(u.id) + " (" + one_line(u.name) + ", " + one_line(u.email) + ", " +
            std::to_string(u.jobs) + " jobs)";
  }
  return text + (users.size() > kMostCandidates ? "; …" : "");
}

// Nobody is guessed: one user by id or e-mail, or nobody yet by what can only be an id.
Result<User> find_user(Database& db, const std::string& user) {
  const std::vector<User> found = who(db, user);
  const auto sure = std::ranges::count_if(found, [](const User& u) { return u.by_id || u.by_email; });
  if (sure == 1) return found.front();
  const std::string shown = one_line(user);
  if (sure > 1)
    return Problem{shown + " is the id or e-mail of several users", named(found), "give one's id with --user"};
  if (!found.empty())
    return Problem{shown + " is a name, and names are not unique", named(found), "give the id or e-mail with --user"};
  if (user.find('@') != std::string::npos)
    return Problem{"no job is of a user with the e-mail " + shown, "",
                   "give the id that the user's jobs will have, with --user"};
  return User{user, "", "", 0, true, false};
}

}  // namespace

Stored<MadeKey> SqliteStore::add_key(const NewKey& wanted, const Deliver& deliver) {
  using Kind = StoreError::Kind;
  if (auto wrong = check_key_name(wanted.name)) return refusal(Kind::Invalid, *std::move(wrong));
  if (!is_utf8(wanted.user)) return refusal(Kind::Invalid, {"the user isn't UTF-8", "", ""});
  MadeKey made;
  made.key = make_key();
  if (made.key.empty())
    return refusal(Kind::Busy, {"could not make a key", "the system has no random numbers", "try again"});
  made.account = {wanted.name, wanted.name, "", wanted.is_admin};
  std::optional<StoreError> refused;
  const auto done = write([&](StoreWriter& writer) {
    Database& db = writer.database();
    if (db.prepare("SELECT 1 FROM keys WHERE name = ?").bind(wanted.name).step()) {
      refused = refusal(Kind::Conflict, {"there is a key named " + wanted.name + " already", "",
                                         "revoke it first: keys revoke " + wanted.name});
      return;
    }
    if (!wanted.user.empty()) {
      auto user = find_user(db, wanted.user);
      if (!user.ok()) {
        refused = refusal(Kind::Invalid, user.problem());
        return;
      }
      made.account.id = user.value().id;
      made.account.email = user.value().email;
      made.user_name = user.value().name;
      made.jobs = user.value().jobs;
    }
    if (deliver) {
      if (const auto delivered = deliver(made.key); !delivered.ok()) {
        refused = refusal(Kind::Unavailable, delivered.problem());
        return;
      }
    }
    Statement s = db.prepare(
        "INSERT INTO keys (hash, name, user_id, email, is_admin, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)");
    s.bind(key_hash(made.key))
        .bind(wanted.name)
        .bind(made.account.id)
        .bind(made.account.email)
        .bind(wanted.is_admin ? 1 : 0)
        .bind(wanted.created)
        .bind(wanted.expires)
        .run();
  });
  if (!done.ok()) return done.problem();
  if (refused) return *std::move(refused);
  return made;
}

Stored<bool> SqliteStore::revoke_key(const std::string& name) {
  bool was = false;
  const auto done = write([&](StoreWriter& writer) {
    Statement s = writer.database().prepare("DELETE FROM keys WHERE name = ? RETURNING 1");
    was = s.bind(name).step();
  });
  if (!done.ok()) return done.problem();
  return was;
}

namespace {

constexpr std::string_view kKeyColumns = "SELECT hash, name, user_id, email, is_admin, created, expires FROM keys ";
constexpr std::string_view kOldKeyColumns =
    "SELECT hash, name, user_id, email, is_admin, 0 AS created, 0 AS expires FROM keys ";  // before version 3

KeyInfo read_key(const Statement& row) {
  return {row.text(1),
          {row.text(2), row.text(1), row.text(3), row.integer(4) != 0},
          row.integer_within(5, 0, kNewestWritten, 0),
          row.integer_within(6, 0, kNewestWritten, kOldestWritten)};
}

}  // namespace

Stored<std::vector<KeyInfo>> SqliteStore::keys() {
  std::vector<KeyInfo> all;
  const auto done = read([&](Database& db) {
    const std::int64_t version = checked_version(db);
    if (version == 0) return;
    Statement s = db.prepare(std::string(version < 3 ? kOldKeyColumns : kKeyColumns) + "ORDER BY name");
    while (s.step()) all.push_back(read_key(s));
  });
  if (!done.ok()) return done.problem();
  return all;
}

// The index is asked for the hash's beginning only, which is of no use to anybody who measures how long that takes;
// the whole is compared in constant time.
Stored<std::optional<KeyInfo>> SqliteStore::find_key(std::string_view key) {
  const std::string hash = key_hash(key);
  const std::string begin = hash.substr(0, 6);
  std::optional<KeyInfo> found;
  const auto done = read([&](Database& db) {
    Statement s = db.prepare(std::string(kKeyColumns) + "WHERE hash >= ? AND hash < ?");
    s.bind(begin).bind(begin + "g");
    while (s.step()) {
      if (same_hash(s.text(0), hash)) found = read_key(s);
    }
  });
  if (!done.ok()) return done.problem();
  return found;
}

}  // namespace syncwall
