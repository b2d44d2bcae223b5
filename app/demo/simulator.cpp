#include "demo/simulator.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <string_view>

#include "demo/demo_names.h"

namespace syncwall {

namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr WallMs kNoMore = std::numeric_limits<WallMs>::max();  // of a job that never runs again
constexpr std::int64_t kPauseAfter = 5;                         // failures in a row
constexpr std::int64_t kJobsPerUser = 40;
constexpr std::int64_t kMostCounted = std::int64_t{1} << 40;  // runs and failures

std::uint64_t hash_of_text(std::string_view text) {
  std::uint64_t h = 1469598103934665603ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return h;
}

// 0 to n - 1.
std::int64_t below(std::uint64_t random, std::int64_t n) {
  return static_cast<std::int64_t>(random % static_cast<std::uint64_t>(n));
}

// Once a short run, once a long one: from 4 s to about 6 min, mostly below a minute.
std::int64_t run_length(std::uint64_t random) {
  const std::int64_t a = below(random, 60), b = below(random >> 20, 6);
  return (4 + a * (1 + b)) * kSecond;
}

std::int64_t schedule_of(std::uint64_t random) {
  const std::int64_t r = below(random, 1000);
  if (r < 330) return 3600;
  if (r < 960) return 86400;
  if (r < 985) return 0;
  return r < 993 ? 7 * 86400 : 6 * 3600;
}

ConnectorType type_of(std::uint64_t random) {
  static constexpr ConnectorType kMix[] = {ConnectorType::S3,
                                           ConnectorType::S3,
                                           ConnectorType::S3,
                                           ConnectorType::SharePointOnline,
                                           ConnectorType::SharePointOnline,
                                           ConnectorType::AzureBlobStorage,
                                           ConnectorType::AzureBlobStorage,
                                           ConnectorType::Gcs,
                                           ConnectorType::Confluence,
                                           ConnectorType::Confluence,
                                           ConnectorType::SharePointOnPremise};
  return kMix[random % std::size(kMix)];
}

// Numbers of jobs in the order of their ids: so every row goes to the end of its table and of the index by id. In parts
// by the first byte, between which `stop` is looked for.
std::vector<std::pair<std::string, std::int64_t>> numbers_by_id(std::uint64_t seed, std::int64_t jobs,
                                                                const std::stop_token& stop) {
  std::array<std::vector<std::pair<std::string, std::int64_t>>, 256> parts;
  for (std::int64_t i = 0; i < jobs && !stop.stop_requested(); ++i) {
    std::string id = demo_uuid(seed, 0, static_cast<std::uint64_t>(i));
    const auto part = static_cast<std::size_t>(std::stoul(id.substr(0, 2), nullptr, 16));
    parts[part].emplace_back(std::move(id), i);
  }
  std::vector<std::pair<std::string, std::int64_t>> all;
  for (auto& part : parts) {
    if (stop.stop_requested()) break;
    std::sort(part.begin(), part.end());
    std::move(part.begin(), part.end(), std::back_inserter(all));
    std::vector<std::pair<std::string, std::int64_t>>().swap(part);
  }
  return all;
}

// The statements of a transaction end with `stop`.
class EndsWith {
 public:
  explicit EndsWith(const std::stop_token& stop) : stop_(stop) {}
  EndsWith(const EndsWith&) = delete;
  EndsWith& operator=(const EndsWith&) = delete;
  void take(Store::Writer& writer) { writer.database().stop_with(stop_); }
  // Out of the transaction, which is then rolled back.
  void check() const {
    if (stop_.stop_requested()) throw SqliteError(DatabaseFault::Other, "stopped");
  }
  [[nodiscard]] Result<Done> outcome(Result<Done> done) const {
    if (!done.ok() && stop_.stop_requested()) return Problem{"the demonstration was not made", "it was stopped", ""};
    return done;
  }

 private:
  const std::stop_token& stop_;
};

// From the clock's time to the simulation's.
WallMs ahead_by(WallMs at, std::int64_t ahead) { return at == kNoMore ? at : at + ahead; }

}  // namespace

std::uint64_t Simulator::random(const Job& job, const Life& life, std::uint64_t what) const {
  return mixed(mixed(seed_, hash_of_text(job.id)), static_cast<std::uint64_t>(life.runs) * 16 + what);
}

WallMs Simulator::sped_up(WallMs next, WallMs now) const {
  return next == kNoMore || next <= now ? next : now + (next - now) / speed_;
}

Job Simulator::invent(std::int64_t number, std::int64_t jobs, WallMs now, Life& life) const {
  const auto n = static_cast<std::uint64_t>(number);
  const std::uint64_t r = mixed(seed_, n + 0x10000);
  Job job;
  job.id = demo_uuid(seed_, 0, n);
  // Some users have many collections, most a few.
  const std::int64_t users = std::max<std::int64_t>(12, jobs / kJobsPerUser);
  const DemoUser user =
      demo_user(seed_, static_cast<std::uint64_t>(std::min(below(r, users), below(mixed(r, 1), users))));
  job.user_id = user.id;
  job.user_name = user.name;
  job.user_email = user.email;
  const std::int64_t collection = below(mixed(r, 2), std::max<std::int64_t>(26, jobs / 3));
  job.collection_id = demo_uuid(seed_, 2, static_cast<std::uint64_t>(collection));
  job.collection_name = demo_collection(mixed(seed_, static_cast<std::uint64_t>(collection) + 77));
  job.type = type_of(mixed(r, 3));
  job.config_json = demo_config(job.type, mixed(r, 4));
  job.schedule_s = schedule_of(mixed(r, 5));
  const std::int64_t age_share = below(mixed(r, 6), 1000);
  job.created_at =
      now - 10 * kMinute - age_share * age_share * (730 * kDay / 1'000'000) - below(mixed(r, 7), 3 * kHour);
  life.trouble = below(mixed(r, 8), 1000) < 16 ? 1 : 0;
  const std::int64_t interval = job.schedule_s > 0 ? job.schedule_s * kSecond : kDay;
  job.last_sync_at = std::max(job.created_at + kMinute, now - below(mixed(r, 9), interval));
  job.last_sync_job_id = demo_uuid(seed_, 3, n);
  job.status = Status::Completed;
  life.next = job.schedule_s > 0 ? job.last_sync_at + interval : kNoMore;
  if (job.schedule_s > 0 && below(mixed(r, 17), 1000) < 9) {  // in the middle of a run
    job.status = Status::Running;
    job.last_sync_at = std::max(job.created_at, now - interval);
    life.next = now + below(mixed(r, 18), run_length(mixed(r, 19)));
  }
  if (below(mixed(r, 11), 1000) < 4) {  // just made, hasn't run
    job.status = Status::Pending;
    job.last_sync_at = kNever;
    job.last_sync_job_id.clear();
    job.created_at = now - below(mixed(r, 12), 2 * kMinute);
    life.next = now + below(mixed(r, 13), 3 * kMinute);
  } else if (life.trouble != 0) {
    job.last_sync_error = demo_error(job.type, mixed(r, 14));
    life.failures = 1 + below(mixed(r, 15), kPauseAfter + 2);
    job.status = life.failures > kPauseAfter ? Status::Paused : Status::Failed;
    life.next = job.status == Status::Paused ? now + 6 * kHour + below(mixed(r, 16), 2 * kDay)
                                             : std::min(life.next, now + below(mixed(r, 16), kHour));
  }
  return job;
}

// From one state to the next, and when the one after that comes.
void Simulator::advance(Job& job, Life& life, WallMs now) const {
  switch (job.status) {
    case Status::Completed:
    case Status::Failed:
    case Status::Paused:
      job.status = Status::Pending;
      life.next = now + (1 + below(random(job, life, 0), 25)) * kSecond;
      return;
    case Status::Pending:
      job.status = Status::Running;
      life.next = now + run_length(random(job, life, 1));
      return;
    case Status::Running:
    case Status::Other:
      break;
  }
  ++life.runs;
  const std::int64_t chance = life.trouble != 0 ? 850 : 3;  // of failing, in 1000
  // Trouble comes and goes.
  if (below(random(job, life, 2), 1000) < (life.trouble != 0 ? 60 : 1)) life.trouble = 1 - life.trouble;
  job.last_sync_at = now;
  job.last_sync_job_id = demo_uuid(seed_, hash_of_text(job.id), static_cast<std::uint64_t>(life.runs));
  const std::int64_t interval = job.schedule_s * kSecond;
  if (below(random(job, life, 3), 1000) >= chance) {
    job.status = Status::Completed;
    job.last_sync_error.clear();
    life.failures = 0;
    life.next = job.schedule_s > 0 ? now + interval - below(random(job, life, 4), 20) * kSecond : kNoMore;
    return;
  }
  ++life.failures;
  job.last_sync_error = demo_error(job.type, mixed(seed_, hash_of_text(job.id)));
  job.status = life.failures > kPauseAfter ? Status::Paused : Status::Failed;
  const std::int64_t retry = 5 * kMinute + below(random(job, life, 5), 20) * kMinute;
  life.next = now + (job.status == Status::Paused ? 6 * kHour + below(random(job, life, 6), 2 * kDay) : retry);
}

WallMs Simulator::own_time(Store::Writer& writer, WallMs now) {
  constexpr std::int64_t kJump = kMinute;  // forward: a clock that is mended, or a time of sleep
  Database& db = writer.database();
  const auto fact = [&](std::string_view name) {
    Statement s = db.prepare("SELECT value FROM facts WHERE name = ?");
    return s.bind(name).step() ? s.integer_within(0, 0, kNewestWritten, 0) : 0;
  };
  WallMs before = fact("demo_clock");
  const std::int64_t ahead = fact("demo_ahead");
  if (before == 0) {  // made by an older version: the newest run tells
    Statement s = db.prepare("SELECT last_asc FROM jobs WHERE last_asc < ? ORDER BY last_asc DESC LIMIT 1");
    if (s.bind(kNewestWritten).step()) before = s.integer_within(0, 0, kNewestWritten, 0);
  }
  std::int64_t fresh = ahead;
  if (now < before) {
    fresh = std::min(ahead + (before - now), kNewestWritten);
  } else if (now - before > kJump) {
    fresh = std::max<std::int64_t>(0, ahead - (now - before));
  }
  if (fresh != ahead) writer.set_fact("demo_ahead", fresh);
  if (fresh != ahead || now < before || now - saved_ >= kSecond || now < saved_) {
    writer.set_fact("demo_clock", now);
    saved_ = now;
  }
  return now + fresh;
}

bool Simulator::out_of_the_future(Store::Writer& writer, WallMs now, std::int64_t most) {
  std::vector<Job> wrong;
  for (const std::string column : {"last_asc", "created_at"}) {
    const std::string index = column == "last_asc" ? "jobs_last_up" : "jobs_created_at_up";
    Statement s = writer.database().prepare(std::string("SELECT ") + kJobColumns + " FROM jobs INDEXED BY " + index +
                                            " WHERE " + column + " > ? AND " + column +
                                            " <= ? AND EXISTS (SELECT 1 FROM demo WHERE demo.id = jobs.id) LIMIT ?");
    s.bind(now).bind(kNewestWritten).bind(most);
    while (s.step()) wrong.push_back(read_job(s));
  }
  for (Job& job : wrong) {
    job.created_at = std::min(job.created_at, now);
    if (job.last_sync_at != kNever) job.last_sync_at = std::min(job.last_sync_at, now);
    writer.put(job);
  }
  return static_cast<std::int64_t>(wrong.size()) >= most;
}

Result<Done> Simulator::populate(std::int64_t jobs, WallMs now, const std::function<void(std::int64_t made)>& progress,
                                 const std::stop_token& stop) {
  const auto there = store_.summary({true, ""});
  if (!there.ok()) return there.problem();
  // Revisions only grow: where there is one, there were jobs, and what was deleted stays deleted.
  if (there.value().total > 0 || there.value().revision > 0) return Done{};
  const auto numbers = numbers_by_id(seed_, jobs, stop);
  EndsWith ends(stop);
  return ends.outcome(store_.fill([&](Store::Writer& writer) {
    ends.take(writer);
    ends.check();
    std::int64_t made = 0;
    writer.set_fact("demo_clock", now);
    for (const auto& [id, i] : numbers) {
      ends.check();
      if (progress && made++ % 1000 == 0) progress(made - 1);
      Life life;
      const Job job = invent(i, jobs, now, life);
      life.next = sped_up(life.next, now);
      writer.put(job);
      writer.database()
          .prepare("INSERT INTO demo VALUES (?, ?, ?, ?, ?)")
          .bind(job.id)
          .bind(life.next)
          .bind(life.runs)
          .bind(life.failures)
          .bind(life.trouble)
          .run();
    }
  }));
}

Result<Done> Simulator::catch_up(WallMs now, const std::stop_token& stop) {
  constexpr std::int64_t kAtOnce = 2000;
  for (bool more = true; more && !stop.stop_requested();) {
    const auto mended = store_.write([&](Store::Writer& writer) { more = out_of_the_future(writer, now, kAtOnce); });
    if (!mended.ok()) return mended.problem();
  }
  EndsWith ends(stop);
  return ends.outcome(store_.write([&](Store::Writer& writer) {
    ends.take(writer);
    Database& db = writer.database();
    const WallMs own = own_time(writer, now);
    std::vector<Job> late;
    {
      Statement s = db.prepare(std::string("SELECT ") + kJobColumns +
                               " FROM jobs WHERE id IN (SELECT id FROM demo WHERE at < ?)");
      s.bind(own - kMinute);
      while (s.step()) late.push_back(read_job(s));
    }
    for (Job& job : late) {
      const std::uint64_t r = mixed(mixed(seed_, hash_of_text(job.id)), static_cast<std::uint64_t>(now));
      const std::int64_t interval = std::max<std::int64_t>(job.schedule_s, 600) * kSecond;
      if (job.status == Status::Running || job.status == Status::Pending) job.status = Status::Completed;
      job.last_sync_at = std::max(job.created_at, now - below(r, interval));
      WallMs next = job.schedule_s > 0 ? job.last_sync_at + interval : kNoMore;
      // Some are found in the middle of a run.
      if (job.schedule_s > 0 && below(mixed(r, 1), 1000) < 25) {
        job.status = Status::Running;
        next = now + below(mixed(r, 2), run_length(mixed(r, 3)));
      }
      writer.put(job);
      db.prepare("UPDATE demo SET at = ? WHERE id = ?")
          .bind(ahead_by(sped_up(next, now), own - now))
          .bind(job.id)
          .run();
    }
  }));
}

Result<std::int64_t> Simulator::tick(WallMs now, std::int64_t most) {
  std::int64_t done = 0;
  const auto written = store_.write([&](Store::Writer& writer) {
    Database& db = writer.database();
    const WallMs own = own_time(writer, now);
    if (own != now) static_cast<void>(out_of_the_future(writer, now, most));
    std::vector<std::pair<std::string, Life>> due;
    {
      Statement s =
          db.prepare("SELECT id, at, runs, failures, trouble FROM demo WHERE at <= ? ORDER BY at, id LIMIT ?");
      s.bind(own).bind(most);
      while (s.step())
        due.push_back({s.text(0),
                       {s.integer_within(2, 0, kMostCounted, 0), s.integer_within(3, 0, kMostCounted, 0),
                        s.integer_within(4, 0, 1, 0), s.integer(1)}});
    }
    for (auto& [id, life] : due) {
      Job job;
      {
        Statement s = db.prepare(std::string("SELECT ") + kJobColumns + " FROM jobs WHERE id = ?");
        if (!s.bind(id).step()) continue;
        job = read_job(s);
      }
      advance(job, life, now);
      life.next = ahead_by(sped_up(life.next, now), own - now);
      writer.put(job);
      db.prepare("UPDATE demo SET at = ?, runs = ?, failures = ?, trouble = ? WHERE id = ?")
          .bind(life.next)
          .bind(life.runs)
          .bind(life.failures)
          .bind(life.trouble)
          .bind(id)
          .run();
      ++done;
    }
  });
  if (!written.ok()) return written.problem();
  return done;
}

}  // namespace syncwall
