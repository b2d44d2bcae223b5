// Deletion and its audit: the part of Store that takes jobs away, and tells who did.
#include <algorithm>
#include <limits>
#include <optional>

#include "server/ledger.h"
#include "server/store.h"

namespace syncwall {

namespace {

// A job as the audit keeps it; nothing where there is none.
std::optional<AuditRecord> look_at(Database& db, const std::string& id) {
  Statement s = db.prepare("SELECT user_id, user_name, collection_id, collection_name FROM jobs WHERE id = ?");
  if (!s.bind(id).step()) return std::nullopt;
  AuditRecord record;
  record.connector_id = id;
  record.connector_user_id = s.text(0);
  record.connector_user_name = s.text(1);
  record.collection_id = s.text(2);
  record.collection_name = s.text(3);
  return record;
}

void record(Database& db, const AuditRecord& what, const Requester& by) {
  Statement s = db.prepare(
      "INSERT INTO audit (at, key_name, user_id, address, connector_id, connector_user_id, connector_user_name, collection_id, "
      "collection_name, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  s.bind(by.at).bind(by.key_name).bind(by.user_id).bind(by.address).bind(what.connector_id).bind(what.connector_user_id);
  s.bind(what.connector_user_name).bind(what.collection_id).bind(what.collection_name).bind(static_cast<std::int64_t>(what.outcome)).run();
}

// Their number is kept as a fact: counting a million takes 5 ms, which was more than a deletion.
std::int64_t add_tombstones(Database& db, std::int64_t added) {
  {
    Statement s = db.prepare("UPDATE facts SET value = value + ? WHERE name = 'tombstones' RETURNING value");
    std::int64_t n = -1;
    for (s.bind(added); s.step();) n = s.integer(0);
    if (n >= 0) return n;
  }
  db.prepare("INSERT INTO facts SELECT 'tombstones', count(*) FROM tombstones").run();  // a database from before the fact
  Statement s = db.prepare("SELECT value FROM facts WHERE name = 'tombstones'");
  return s.step() ? s.integer(0) : 0;
}

void forget_old_tombstones(Store::Writer& writer, std::int64_t added, std::int64_t kept) {
  Database& db = writer.database();
  const std::int64_t excess = add_tombstones(db, added) - kept;
  if (excess <= 0) return;
  std::int64_t newest_forgotten = 0;
  {
    Statement s = db.prepare("SELECT revision FROM tombstones ORDER BY revision LIMIT 1 OFFSET ?");
    if (s.bind(excess - 1).step()) newest_forgotten = s.integer(0);
  }
  if (newest_forgotten == 0) return;
  db.prepare("DELETE FROM tombstones WHERE revision <= ?").bind(newest_forgotten).run();
  writer.set_fact("tombstones", kept);
  writer.set_fact("forgotten", newest_forgotten);
}

DeleteResult remove_one(Store::Writer& writer, const Scope& scope, const std::string& id, const Requester& by) {
  DeleteResult none{id, DeleteResult::Kind::AlreadyGone, "no such connector"};
  Database& db = writer.database();
  auto found = look_at(db, id);
  if (!found) return none;
  if (!scope.all && found->connector_user_id != scope.user_id) {
    found->outcome = AuditRecord::Outcome::Forbidden;
    record(db, *found, by);
    return none;
  }
  record(db, *found, by);
  db.prepare("DELETE FROM jobs WHERE id = ?").bind(id).run();
  const auto revision = static_cast<std::int64_t>(writer.next_revision());
  db.prepare("INSERT INTO tombstones VALUES (?, ?, ?)").bind(revision).bind(id).bind(found->connector_user_id).run();
  return {id, DeleteResult::Kind::Deleted, ""};
}

bool is_there(Database& db, const Scope& scope, const std::string& id) {
  const auto found = look_at(db, id);
  return found && (scope.all || found->connector_user_id == scope.user_id);
}

// Each caller's ids are their own.
std::string request_of(const Scope& scope, const std::string& request_id) { return scope.user_id + "\n" + request_id; }

// Of ids that a past deletion was asked about.
Store::Removed told_again(Database& db, const Scope& scope, std::span<const std::string> ids, const PastDeletion& past) {
  Store::Removed told;
  const auto deleted = deleted_by(db, past);
  for (const std::string& id : ids) {
    if (deleted.contains(id)) {
      told.results.push_back({id, DeleteResult::Kind::Deleted, ""});
    } else if (!is_there(db, scope, id)) {
      told.results.push_back({id, DeleteResult::Kind::AlreadyGone, "no such connector"});
    } else {
      told.results.push_back({id, DeleteResult::Kind::Failed, "it was not deleted; it is still there"});
    }
  }
  told.revision = static_cast<std::uint64_t>(past.last);
  told.given_up = past.given_up;
  return told;
}

}  // namespace

Result<Store::Removed> Store::remove(const Scope& scope, std::span<const std::string> ids, const Requester& by, const std::string& request_id) {
  Removed removed;
  const auto done = write(Survives::Power, [&](Writer& writer) {
    Database& db = writer.database();
    if (!request_id.empty()) {
      if (const auto past = past_deletion(db, request_of(scope, request_id))) {
        removed = told_again(db, scope, ids, *past);
        return;
      }
    }
    const auto before = static_cast<std::int64_t>(writer.revision());
    for (const std::string& id : ids) removed.results.push_back(remove_one(writer, scope, id, by));
    const auto added = std::ranges::count(removed.results, DeleteResult::Kind::Deleted, &DeleteResult::kind);
    forget_old_tombstones(writer, added, kept_tombstones_);
    removed.revision = writer.revision();
    if (!request_id.empty()) remember_deletion(db, request_of(scope, request_id), {before, static_cast<std::int64_t>(writer.revision()), false});
  });
  if (!done.ok()) return done.problem();
  return removed;
}

Result<Store::Removed> Store::settle(const Scope& scope, std::span<const std::string> ids, const std::string& request_id) {
  Removed settled;
  const auto done = write(Survives::Power, [&](Writer& writer) {
    Database& db = writer.database();
    const std::string request = request_of(scope, request_id);
    auto past = past_deletion(db, request);
    if (!past) {
      const auto now = static_cast<std::int64_t>(writer.revision());
      past = PastDeletion{now, now, true};
      remember_deletion(db, request, *past);
    }
    settled = told_again(db, scope, ids, *past);
  });
  if (!done.ok()) return done.problem();
  return settled;
}

Result<AuditPage> Store::audit(const AuditRequest& request) {
  AuditPage page;
  const auto done = read([&](Database& db) {
    std::string sql =
        "SELECT number, at, key_name, user_id, address, connector_id, connector_user_id, connector_user_name, collection_id, collection_name, "
        "outcome FROM audit WHERE number < ?1";
    // A parameter that isn't used would be a mistake to bind: each condition stands for all of its binding.
    sql += request.user.empty() ? " AND ?2 = ''" : " AND (key_name = ?2 OR user_id = ?2)";
    sql += request.connector_id.empty() ? " AND ?3 = ''" : " AND connector_id = ?3";
    sql += " AND at >= ?4 ORDER BY number DESC LIMIT ?5";
    Statement s = db.prepare(sql);
    s.bind(request.before > 0 ? request.before : std::numeric_limits<std::int64_t>::max()).bind(request.user).bind(request.connector_id);
    s.bind(request.since.value_or(std::numeric_limits<std::int64_t>::min())).bind(request.limit + 1);
    while (s.step()) {
      page.records.push_back({s.integer(0), s.integer(1), s.text(2), s.text(3), s.text(4), s.text(5), s.text(6), s.text(7), s.text(8), s.text(9),
                              static_cast<AuditRecord::Outcome>(s.integer(10))});
    }
  });
  if (!done.ok()) return done.problem();
  if (static_cast<std::int64_t>(page.records.size()) > request.limit) {
    page.records.pop_back();
    page.next = page.records.back().number;
  }
  return page;
}

}  // namespace syncwall
