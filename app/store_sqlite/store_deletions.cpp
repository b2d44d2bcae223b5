// Deletion and its audit: the part of SqliteStore that takes jobs away, and records who did.
#include <limits>
#include <optional>
#include <unordered_set>

#include "base/utf8.h"
#include "store_sqlite/ledger.h"
#include "store_sqlite/store_audit.h"

namespace syncwall {

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
  const auto id = [](std::string_view text) { return cut_utf8(text, 512); };
  const auto name = [](std::string_view text) { return cut_utf8(text, 200); };
  Statement s = db.prepare(
      "INSERT INTO audit (at, key_name, user_id, address, connector_id, connector_user_id, connector_user_name, "
      "collection_id, "
      "collection_name, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  s.bind(by.at)
      .bind(name(by.key_name))
      .bind(id(by.user_id))
      .bind(name(by.address))
      .bind(id(what.connector_id))
      .bind(id(what.connector_user_id));
  s.bind(name(what.connector_user_name))
      .bind(id(what.collection_id))
      .bind(name(what.collection_name))
      .bind(static_cast<std::int64_t>(what.outcome))
      .run();
}

namespace {

// So many deletions of what the caller doesn't have wait to be looked into; those beyond go unseen, and the audit's
// owner has seen ten thousand of them by then.
constexpr std::int64_t kMostAttempts = 10'000;

// The owner's jobs are looked through, no others: who asks for what isn't theirs costs as much as who asks for nothing.
bool is_own(Database& db, const std::string& user_id, const std::string& id) {
  Statement s = db.prepare("SELECT 1 FROM jobs INDEXED BY jobs_user WHERE user_id = ? AND id = ?");
  return s.bind(user_id).bind(id).step();
}

void note_attempt(Database& db, const std::string& id, const Requester& by, const std::string& user_id) {
  Statement s = db.prepare(
      "INSERT INTO attempts (at, key_name, user_id, address, connector_id) SELECT ?, ?, ?, ?, ? "
      "WHERE coalesce((SELECT max(n) FROM attempts) - (SELECT min(n) FROM attempts), 0) < ?");
  s.bind(by.at)
      .bind(cut_utf8(by.key_name, 200))
      .bind(user_id)
      .bind(cut_utf8(by.address, 200))
      .bind(id)
      .bind(kMostAttempts)
      .run();
}

OrderResult remove_one(StoreWriter& writer, const Scope& scope, const std::string& id, const Requester& by) {
  const OrderResult none{id, OrderResult::Kind::AlreadySo, "no such connector"};
  Database& db = writer.database();
  if (!scope.all && !is_own(db, scope.user_id, id)) {
    // No job has a longer id (wire/job_decode.h).
    if (id.size() <= 512) note_attempt(db, id, by, scope.user_id);
    return none;
  }
  const auto found = look_at(db, id);
  if (!found) return none;
  record(db, *found, by);
  db.prepare("DELETE FROM jobs WHERE id = ?").bind(id).run();
  writer.leave_tombstone(id, found->connector_user_id);
  return {id, OrderResult::Kind::Done, ""};
}

bool is_there(Database& db, const Scope& scope, const std::string& id) {
  return scope.all ? look_at(db, id).has_value() : is_own(db, scope.user_id, id);
}

// Of ids that a past deletion was asked about.
Removal answer_again(Database& db, const Scope& scope, std::span<const std::string> ids, const PastDeletion& past) {
  Removal answer;
  const auto deleted = deleted_by(db, past);
  for (const std::string& id : ids) {
    if (deleted.contains(id)) {
      answer.results.push_back({id, OrderResult::Kind::Done, ""});
    } else if (!is_there(db, scope, id)) {
      answer.results.push_back({id, OrderResult::Kind::AlreadySo, "no such connector"});
    } else {
      answer.results.push_back({id, OrderResult::Kind::Failed, "it was not deleted; it is still there"});
    }
  }
  answer.revision = static_cast<std::uint64_t>(past.last);
  return answer;
}

StoreError given_up() {
  return refusal(StoreError::Kind::Conflict, {"this deletion was given up by who sent it", "", ""});
}

StoreError no_room() {
  return refusal(StoreError::Kind::Limit, {"more deletions with a request_id within a day than are remembered", "",
                                           "send them in larger batches, or later"});
}

}  // namespace

Stored<Removal> SqliteStore::remove(const Scope& scope, std::span<const std::string> ids, const Requester& by,
                                    const std::string& request_id) {
  Removal removed;
  std::optional<StoreError> refused;
  const RequestOf request{scope.user_id, request_id};
  const auto done = write(Survives::Power, [&](StoreWriter& writer) {
    Database& db = writer.database();
    if (!request_id.empty()) {
      if (const auto past = past_deletion(db, request)) {
        if (past->given_up) refused = given_up();
        removed = answer_again(db, scope, ids, *past);
        return;
      }
    }
    const auto before = static_cast<std::int64_t>(writer.revision());
    if (!request_id.empty() && !make_room(db, scope.user_id, clock().wall_ms(), options_.kept_requests)) {
      refused = no_room();
      return;
    }
    std::unordered_set<std::string_view> seen;
    for (const std::string& id : ids) {
      const bool first = seen.insert(id).second;
      removed.results.push_back(first ? remove_one(writer, scope, id, by)
                                      : OrderResult{id, OrderResult::Kind::AlreadySo, "no such connector"});
    }
    removed.revision = writer.revision();
    if (!request_id.empty())
      remember_deletion(db, request, {before, static_cast<std::int64_t>(writer.revision()), false}, clock().wall_ms());
  });
  if (!done.ok()) return done.problem();
  if (refused) return *std::move(refused);
  if (!scope.all) {
    const std::lock_guard lock(tidy_mutex_);
    attempts_wait_ = true;
    tidy_wanted_.notify_one();
  }
  return removed;
}

Stored<Removal> SqliteStore::settle(const Scope& scope, std::span<const std::string> ids,
                                    const std::string& request_id) {
  Removal settled;
  bool room = true;
  const auto done = write(Survives::Power, [&](StoreWriter& writer) {
    Database& db = writer.database();
    const RequestOf request{scope.user_id, request_id};
    auto past = past_deletion(db, request);
    if (!past) {
      const auto now = static_cast<std::int64_t>(writer.revision());
      past = PastDeletion{now, now, true};
      room = make_room(db, scope.user_id, clock().wall_ms(), options_.kept_requests);
      if (!room) return;
      remember_deletion(db, request, *past, clock().wall_ms());
    }
    settled = answer_again(db, scope, ids, *past);
  });
  if (!done.ok()) return done.problem();
  if (!room) return no_room();
  return settled;
}

Stored<AuditPage> SqliteStore::audit(const AuditRequest& request) {
  AuditPage page;
  // What was tried before this question is a part of its answer. Where that can't be written, the answer lacks it.
  for (auto more = look_into_attempts(); more.ok() && more.value();) more = look_into_attempts();
  const auto done = read([&](Database& db) {
    std::string sql =
        "SELECT number, at, key_name, user_id, address, connector_id, connector_user_id, connector_user_name, "
        "collection_id, collection_name, "
        "outcome FROM audit WHERE number < ?1";
    // A parameter that isn't used would be a mistake to bind: each condition stands for all of its binding.
    sql += request.user.empty() ? " AND ?2 = ''" : " AND (key_name = ?2 OR user_id = ?2)";
    sql += request.connector_id.empty() ? " AND ?3 = ''" : " AND connector_id = ?3";
    sql += " AND at >= ?4 ORDER BY number DESC LIMIT ?5";
    Statement s = db.prepare(sql);
    s.bind(request.before > 0 ? request.before : std::numeric_limits<std::int64_t>::max())
        .bind(request.user)
        .bind(request.connector_id);
    s.bind(request.since.value_or(std::numeric_limits<std::int64_t>::min())).bind(request.limit + 1);
    while (s.step()) {
      constexpr auto kLast = static_cast<std::int64_t>(AuditRecord::Outcome::Other);
      page.records.push_back({s.integer(0), s.integer_within(1, kOldestWritten, kNewestWritten, 0), s.text(2),
                              s.text(3), s.text(4), s.text(5), s.text(6), s.text(7), s.text(8), s.text(9),
                              static_cast<AuditRecord::Outcome>(s.integer_within(10, 0, kLast, kLast)), "", ""});
      if (page.records.back().outcome == AuditRecord::Outcome::Other) page.records.back().outcome_text = "unknown";
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
