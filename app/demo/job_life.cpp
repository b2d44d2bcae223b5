#include "demo/job_life.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "demo/demo_names.h"

namespace syncwall {

namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr std::int64_t kPauseAfter = 5;  // failures in a row
constexpr std::int64_t kJobsPerUser = 40;

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

}  // namespace

std::uint64_t JobLife::random(const DemoJob& job, std::uint64_t what) const {
  return mixed(mixed(seed_, hash_of_text(job.job.id)), static_cast<std::uint64_t>(job.life.runs) * 16 + what);
}

WallMs JobLife::sped_up(WallMs next, WallMs now) const {
  return next == kNoMore || next <= now ? next : now + (next - now) / speed_;
}

DemoJob JobLife::invent(std::int64_t number, std::int64_t jobs, WallMs now) const {
  DemoJob made = invent_at_speed_one(number, jobs, now);
  made.life.next = sped_up(made.life.next, now);
  return made;
}

DemoJob JobLife::invent_at_speed_one(std::int64_t number, std::int64_t jobs, WallMs now) const {
  DemoLife life;
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
  return {std::move(job), life};
}

void JobLife::advance(DemoJob& job, WallMs now) const {
  DemoLife& life = job.life;
  switch (job.job.status) {
    case Status::Completed:
    case Status::Failed:
    case Status::Paused:
      job.job.status = Status::Pending;
      life.next = now + (1 + below(random(job, 0), 25)) * kSecond;
      break;
    case Status::Pending:
      job.job.status = Status::Running;
      life.next = now + run_length(random(job, 1));
      break;
    case Status::Running:
    case Status::Other:
      end_run(job, now);
      break;
  }
  life.next = sped_up(life.next, now);
}

void JobLife::end_run(DemoJob& demo, WallMs now) const {
  Job& job = demo.job;
  DemoLife& life = demo.life;
  ++life.runs;
  const std::int64_t chance = life.trouble != 0 ? 850 : 3;  // of failing, in 1000
  // Trouble comes and goes.
  if (below(random(demo, 2), 1000) < (life.trouble != 0 ? 60 : 1)) life.trouble = 1 - life.trouble;
  job.last_sync_at = now;
  job.last_sync_job_id = demo_uuid(seed_, hash_of_text(job.id), static_cast<std::uint64_t>(life.runs));
  const std::int64_t interval = job.schedule_s * kSecond;
  if (below(random(demo, 3), 1000) >= chance) {
    job.status = Status::Completed;
    job.last_sync_error.clear();
    life.failures = 0;
    life.next = job.schedule_s > 0 ? now + interval - below(random(demo, 4), 20) * kSecond : kNoMore;
    return;
  }
  ++life.failures;
  job.last_sync_error = demo_error(job.type, mixed(seed_, hash_of_text(job.id)));
  job.status = life.failures > kPauseAfter ? Status::Paused : Status::Failed;
  const std::int64_t retry = 5 * kMinute + below(random(demo, 5), 20) * kMinute;
  life.next = now + (job.status == Status::Paused ? 6 * kHour + below(random(demo, 6), 2 * kDay) : retry);
}

void JobLife::catch_up(DemoJob& demo, WallMs now) const {
  Job& job = demo.job;
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
  demo.life.next = sped_up(next, now);
}

}  // namespace syncwall
