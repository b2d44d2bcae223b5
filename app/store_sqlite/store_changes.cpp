// What has changed since a revision: the part of SqliteStore that followers ask.
#include <algorithm>
#include <unordered_map>

#include "store_sqlite/ledger.h"
#include "store_sqlite/sqlite_store.h"
#include "store_sqlite/store_rows.h"

namespace syncwall {

namespace {

constexpr std::int64_t kFewRevisions = 4000;

}  // namespace

Stored<RevisionCheck> SqliteStore::check_revision(std::uint64_t since, const std::string& epoch) {
  RevisionCheck check;
  const auto done = read([&](Database& db) {
    check.revision = revision_of(db);
    check.epoch = current_epoch(db);
    check.known = since <= check.revision && (epoch.empty() || in_past(db, epoch, static_cast<std::int64_t>(since)));
  });
  if (!done.ok()) return done.problem();
  return check;
}

Stored<StoredChanges> SqliteStore::changes(const Scope& scope, std::uint64_t since, std::int64_t limit,
                                           const std::string& epoch, bool with_moved) {
  StoredChanges changes;
  const auto from = static_cast<std::int64_t>(since);
  const auto done = read([&](Database& db) {
    const std::int64_t now = fact(db, "revision");
    changes.epoch = current_epoch(db);
    const bool ours = epoch.empty() || in_past(db, epoch, from);
    if (from < fact(db, "forgotten") || from > now || !ours) {
      changes.forgotten = true;
      return;
    }
    // The first `limit` of both kinds together end at `upto`. Of one's own only: else the steps would count the jobs of
    // others. A job has one revision, so few revisions are few rows; else the user's rows are gathered.
    const std::string own = scope.all ? "" : " AND user_id = ?3";
    const std::string from_jobs =
        std::string(" FROM jobs") + (scope.all                     ? ""
                                     : now - from <= kFewRevisions ? " INDEXED BY jobs_revision"
                                                                   : " INDEXED BY jobs_user");
    const auto bind = [&](Statement& s, std::int64_t second) {
      s.bind(from).bind(second);
      if (!scope.all) s.bind(scope.user_id);
    };
    // A job that was put again under its id after its deletion is there. Where it is another's now, its deletion is for
    // its old owner.
    const std::string who = !scope.all ? own : with_moved ? " AND jobs.user_id = tombstones.user_id" : "";
    const std::string stays_gone = " AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = tombstones.id" + who + ")";
    std::int64_t upto = now;
    {
      Statement s = db.prepare("SELECT revision FROM (SELECT revision" + from_jobs + " WHERE revision > ?1" + own +
                               " UNION ALL SELECT revision FROM tombstones WHERE revision > ?1" + own + stays_gone +
                               ") ORDER BY revision LIMIT 1 OFFSET ?2");
      bind(s, limit);
      if (s.step()) {
        upto = s.integer(0) - 1;
        changes.more = true;
      }
    }
    Statement jobs = db.prepare(std::string("SELECT ") + kJobColumns + ", revision" + from_jobs +
                                " WHERE revision > ?1 AND revision <= ?2" + own + " ORDER BY revision");
    bind(jobs, upto);
    while (jobs.step())
      changes.changes.push_back({static_cast<std::uint64_t>(jobs.integer(16)), false, false, read_job(jobs)});
    const auto middle = static_cast<std::ptrdiff_t>(changes.changes.size());
    Statement gone = db.prepare(
        "SELECT id, user_id, revision, EXISTS (SELECT 1 FROM jobs WHERE jobs.id = tombstones.id) FROM tombstones WHERE "
        "revision > ?1 AND revision <= ?2" +
        own + stays_gone + " ORDER BY revision");
    bind(gone, upto);
    std::unordered_map<std::string, std::size_t>
        newest;  // of each id that is gone for everybody, or for the one who asks
    while (gone.step()) {
      StoredChange change{static_cast<std::uint64_t>(gone.integer(2)), true, scope.all && gone.integer(3) != 0, {}};
      change.job.id = gone.text(0);
      change.job.user_id = gone.text(1);
      const auto [known, fresh] = newest.try_emplace(change.job.id, changes.changes.size());
      if (!fresh) {
        StoredChange& before = changes.changes[known->second];
        if (with_moved && before.job.user_id != change.job.user_id) {
          before.moved = true;
        } else {
          before.job.id.clear();  // replaced by this one
        }
        known->second = changes.changes.size();
      }
      changes.changes.push_back(std::move(change));
    }
    std::erase_if(changes.changes, [](const StoredChange& c) { return c.deleted && c.job.id.empty(); });
    const auto older = [](const StoredChange& a, const StoredChange& b) { return a.revision < b.revision; };
    std::inplace_merge(changes.changes.begin(), changes.changes.begin() + middle, changes.changes.end(), older);
    changes.revision = static_cast<std::uint64_t>(upto);
  });
  if (!done.ok()) return done.problem();
  return changes;
}

}  // namespace syncwall
