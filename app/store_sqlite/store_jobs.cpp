// Jobs as a whole: putting and counting them.
#include "store_sqlite/schema.h"
#include "store_sqlite/sqlite_store.h"
#include "store_sqlite/store_rows.h"

namespace syncwall {

Stored<Done> SqliteStore::fill_by(const std::function<void(StoreWriter&)>& work) {
  auto filled = write([&](StoreWriter& writer) {
    begin_bulk(writer.database());
    work(writer);
    end_bulk(writer.database());
  });
  if (!filled.ok()) return filled;
  Lock lock(write_mutex_);
  try {
    writer_->execute("PRAGMA wal_checkpoint(TRUNCATE); ANALYZE");
  } catch (const SqliteError& e) {
    return failed(write_fault_, e);
  }
  return Done{};
}

Stored<Done> SqliteStore::fill(const std::function<std::optional<Job>()>& next) {
  return fill_by([&](StoreWriter& writer) {
    for (auto job = next(); job; job = next()) writer.put(*job);
  });
}

Stored<Done> SqliteStore::put(std::span<const Job> jobs) {
  return write([&](StoreWriter& writer) {
    for (const Job& job : jobs) writer.put(job);
  });
}

Stored<JobSummary> SqliteStore::summary(const Scope& scope) {
  JobSummary summary;
  const auto done = read([&](Database& db) {
    Statement s = db.prepare(scope.all ? "SELECT status, sum(n) FROM totals GROUP BY status"
                                       : "SELECT status, sum(n) FROM counts WHERE user_id = ? GROUP BY status");
    if (!scope.all) s.bind(scope.user_id);
    while (s.step()) {
      constexpr std::int64_t kMost = std::int64_t{1} << 40;
      const auto status = static_cast<std::size_t>(s.integer_within(0, 0, kStatuses, kStatuses));
      const std::int64_t count = s.integer_within(1, 0, kMost, 0);
      if (status < kStatuses) summary.by_status[status] = count;
      summary.total += count;
    }
    summary.revision = revision_of(db);
  });
  if (!done.ok()) return done.problem();
  return summary;
}

Stored<std::uint64_t> SqliteStore::revision() {
  std::uint64_t revision = 0;
  const auto done = read([&](Database& db) { revision = revision_of(db); });
  if (!done.ok()) return done.problem();
  return revision;
}

Stored<std::string> SqliteStore::cursor_secret() {
  std::string secret;
  const auto done = read([&](Database& db) {
    Statement s = db.prepare("SELECT value FROM facts WHERE name IN ('seal_1', 'seal_2') ORDER BY name");
    while (s.step()) secret += std::to_string(s.integer(0)) + ":";
  });
  if (!done.ok()) return done.problem();
  return secret;
}

Stored<std::int64_t> SqliteStore::bytes() {
  std::int64_t bytes = 0;
  const auto done = read([&](Database& db) {
    Statement s = db.prepare("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
    if (s.step()) bytes = s.integer(0);
  });
  if (!done.ok()) return done.problem();
  return bytes;
}

}  // namespace syncwall
