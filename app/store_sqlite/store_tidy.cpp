// Regular work beside the requests, and the pool of read connections.
#include <algorithm>
#include <limits>
#include <new>

#include "base/utf8.h"
#include "store_sqlite/store_audit.h"
#include "store_sqlite/store_reader.h"

namespace syncwall {

namespace {

constexpr TickMs kIdleMs = 10'000;    // a connection that nobody has used for so long is closed
constexpr std::size_t kKeptOpen = 2;  // but for so many
constexpr std::chrono::seconds kTidyEvery{10};
constexpr std::int64_t kAttemptsAtOnce = 1000;   // looked into in one transaction
constexpr std::int64_t kForgottenAtOnce = 5000;  // records of the audit
constexpr std::int64_t kSameAttemptMs = 3'600'000;

}  // namespace

SqliteStore::Reader::Reader(SqliteStore& store) : store_(store), turn_(store.reader_turns_) {
  {
    Lock lock(store_.pool_mutex_);
    if (!store_.idle_.empty()) {
      database_ = std::move(store_.idle_.back().database);
      store_.idle_.pop_back();
    }
  }
  if (database_) return;
  database_ = std::make_unique<Database>(
      store_.file_, Database::Mode::Read, Database::kPatience, &store_.last_wait_,
      [s = &store_](std::string_view column, std::int64_t value) { s->report_odd(column, value); });
  ++store_.open_readers_;
}

SqliteStore::Reader::~Reader() {
  Lock lock(store_.pool_mutex_);
  store_.idle_.push_back({std::move(database_), store_.clock().ticks_ms()});
}

void SqliteStore::close_idle(std::size_t most) {
  std::vector<std::unique_ptr<Database>> closed;  // outside of the lock
  Lock lock(pool_mutex_);
  const TickMs now = clock().ticks_ms();
  while (idle_.size() > most && now - idle_.front().since >= kIdleMs) {
    closed.push_back(std::move(idle_.front().database));
    idle_.erase(idle_.begin());
    --open_readers_;
  }
}

void SqliteStore::keep_tidy(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(tidy_mutex_);
      tidy_wanted_.wait_for(lock, stop, kTidyEvery, [this] { return attempts_wait_; });
      attempts_wait_ = false;
    }
    if (stop.stop_requested()) return;
    // Tried again later: a database that fails (a full disk) shows in the answers to requests.
    try {
      static_cast<void>(tidy(clock().wall_ms()).ok());
    } catch (const std::bad_alloc&) {
      // Likewise without memory.
    }
  }
}

Stored<Done> SqliteStore::tidy(WallMs now) {
  close_idle(kKeptOpen);
  for (bool more = true; more;) {
    const auto looked = look_into_attempts();
    if (!looked.ok()) return looked.problem();
    more = looked.value();
  }
  for (bool more = options_.audit_days > 0; more;) {
    const auto forgotten = forget_audit(now);
    if (!forgotten.ok()) return forgotten.problem();
    more = forgotten.value();
  }
  return Done{};
}

// True: there are more.
Stored<bool> SqliteStore::look_into_attempts() {
  bool any = false;
  const auto looked = read([&](Database& db) { any = db.prepare("SELECT 1 FROM attempts LIMIT 1").step(); });
  if (!looked.ok()) return looked.problem();
  if (!any) return false;
  std::int64_t seen = 0;
  const auto done = write([&](StoreWriter& writer) {
    Database& db = writer.database();
    std::int64_t upto = 0;
    Statement s = db.prepare("SELECT n, at, key_name, user_id, address, connector_id FROM attempts ORDER BY n LIMIT ?");
    for (s.bind(kAttemptsAtOnce); s.step(); ++seen) {
      upto = s.integer(0);
      const Requester by{s.text(2), s.text(3), s.text(4), s.integer(1)};
      auto found = look_at(db, s.text(5));
      if (!found || found->connector_user_id == by.user_id) continue;
      found->outcome = AuditRecord::Outcome::Forbidden;
      // The same attempt again and again is one record an hour.
      Statement before = db.prepare(
          "SELECT 1 FROM audit WHERE connector_id = ? AND user_id = ? AND outcome = ? AND at > ? AND at <= ? LIMIT 1");
      before.bind(found->connector_id)
          .bind(by.user_id)
          .bind(static_cast<std::int64_t>(found->outcome))
          .bind(by.at - kSameAttemptMs)
          .bind(by.at);
      if (!before.step()) record(db, *found, by);
    }
    db.prepare("DELETE FROM attempts WHERE n <= ?").bind(upto).run();
  });
  if (!done.ok()) return done.problem();
  return seen == kAttemptsAtOnce;
}

// True: there are more.
Stored<bool> SqliteStore::forget_audit(WallMs now) {
  const WallMs from = now - options_.audit_days * 86'400'000;
  constexpr std::string_view kOld =
      "SELECT number FROM audit WHERE number <= (SELECT min(number) FROM audit) + ? AND at < ? LIMIT 1";
  bool any = false;
  const auto looked = read([&](Database& db) { any = db.prepare(kOld).bind(kForgottenAtOnce).bind(from).step(); });
  if (!looked.ok()) return looked.problem();
  if (!any) return false;
  const auto done = write([&](StoreWriter& writer) {
    Database& db = writer.database();
    writer.set_fact("audit_from", from);
    db.prepare("DELETE FROM audit WHERE number <= (SELECT min(number) FROM audit) + ? AND at < ?")
        .bind(kForgottenAtOnce)
        .bind(from)
        .run();
    writer.set_fact("audit_from", std::numeric_limits<std::int64_t>::min());
  });
  if (!done.ok()) return done.problem();
  return true;
}

}  // namespace syncwall
