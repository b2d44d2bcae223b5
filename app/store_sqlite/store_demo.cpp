// The simulator's part of SqliteStore: its jobs' lives in the table `demo`, its clock in `facts`.
#include <utility>

#include "store_sqlite/sqlite_store.h"
#include "store_sqlite/store_rows.h"

namespace syncwall {

namespace {

constexpr std::int64_t kMostCounted = std::int64_t{1} << 40;  // runs and failures

void stop_if_requested(const std::stop_token& stop) {
  if (stop.stop_requested()) throw SqliteError(DatabaseFault::Other, "stopped");
}

void save(StoreWriter& writer, const DemoClock& clock) {
  writer.set_fact("demo_clock", clock.at);
  writer.set_fact("demo_ahead", clock.ahead);
}

void put_demo(StoreWriter& writer, const DemoJob& job) {
  writer.put(job.job);
  writer.database()
      .prepare(
          "INSERT INTO demo (id, at, runs, failures, trouble) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
          "at = excluded.at, runs = excluded.runs, failures = excluded.failures, trouble = excluded.trouble")
      .bind(job.job.id)
      .bind(job.life.next)
      .bind(job.life.runs)
      .bind(job.life.failures)
      .bind(job.life.trouble)
      .run();
}

class SqliteDemoChanges final : public DemoChanges {
 public:
  explicit SqliteDemoChanges(StoreWriter& writer) : writer_(writer), db_(writer.database()) {}

  DemoClock clock() override {
    DemoClock clock{time_fact("demo_clock"), time_fact("demo_ahead")};
    if (clock.at != 0) return clock;
    Statement s = db_.prepare("SELECT last_asc FROM jobs WHERE last_asc < ? ORDER BY last_asc DESC LIMIT 1");
    if (s.bind(kNewestWritten).step()) clock.at = s.integer_within(0, 0, kNewestWritten, 0);
    return clock;
  }
  void save_clock(const DemoClock& clock) override { save(writer_, clock); }

  std::vector<DemoJob> due(WallMs upto, std::int64_t most) override {
    std::vector<std::pair<std::string, DemoLife>> lives;
    Statement s = db_.prepare("SELECT id, at, runs, failures, trouble FROM demo WHERE at <= ? ORDER BY at, id LIMIT ?");
    s.bind(upto).bind(most);
    while (s.step())
      lives.push_back({s.text(0),
                       {s.integer_within(2, 0, kMostCounted, 0), s.integer_within(3, 0, kMostCounted, 0),
                        s.integer_within(4, 0, 1, 0), s.integer(1)}});
    std::vector<DemoJob> jobs;
    for (const auto& [id, life] : lives) {
      Statement job = db_.prepare(std::string("SELECT ") + kJobColumns + " FROM jobs WHERE id = ?");
      if (job.bind(id).step()) jobs.push_back({read_job(job), life});
    }
    return jobs;
  }

  std::vector<Job> later_than(WallMs now, std::int64_t most) override {
    std::vector<Job> later;
    for (const std::string column : {"last_asc", "created_at"}) {
      const std::string index = column == "last_asc" ? "jobs_last_up" : "jobs_created_at_up";
      Statement s =
          db_.prepare(std::string("SELECT ") + kJobColumns + " FROM jobs INDEXED BY " + index + " WHERE " + column +
                      " > ? AND " + column + " <= ? AND EXISTS (SELECT 1 FROM demo WHERE demo.id = jobs.id) LIMIT ?");
      s.bind(now).bind(kNewestWritten).bind(most);
      while (s.step()) later.push_back(read_job(s));
    }
    return later;
  }

  void put(const Job& job) override { writer_.put(job); }
  void put(const DemoJob& job) override { put_demo(writer_, job); }

 private:
  [[nodiscard]] WallMs time_fact(std::string_view name) {
    Statement s = db_.prepare("SELECT value FROM facts WHERE name = ?");
    return s.bind(name).step() ? s.integer_within(0, 0, kNewestWritten, 0) : 0;
  }

  StoreWriter& writer_;
  Database& db_;
};

}  // namespace

Stored<Done> SqliteStore::change(const std::function<void(DemoChanges&)>& work, const std::stop_token& stop) {
  return write([&](StoreWriter& writer) {
    writer.database().stop_with(stop);
    stop_if_requested(stop);
    SqliteDemoChanges changes(writer);
    work(changes);
  });
}

Stored<Done> SqliteStore::fill_demo(const DemoClock& clock, const std::function<std::optional<DemoJob>()>& next,
                                    const std::stop_token& stop) {
  return fill_by([&](StoreWriter& writer) {
    writer.database().stop_with(stop);
    stop_if_requested(stop);
    save(writer, clock);
    for (auto job = next(); job; job = next()) {
      stop_if_requested(stop);
      put_demo(writer, *job);
    }
  });
}

}  // namespace syncwall
