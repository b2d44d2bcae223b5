#include "demo/simulator.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "demo/demo_names.h"
#include "store/types.h"

namespace syncwall {

namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond;
constexpr std::int64_t kAtOnce = 2000;  // jobs of the future, in one transaction

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

// What was stopped is no fault of the store.
Result<Done> unless_stopped(Result<Done> done, const std::stop_token& stop) {
  if (!done.ok() && stop.stop_requested()) return Problem{"the demonstration was not made", "it was stopped", ""};
  return done;
}

// From the clock's time to the simulation's.
WallMs ahead_by(WallMs at, std::int64_t ahead) { return at == kNoMore ? at : at + ahead; }

// Of jobs that ran, or were made, after `now`, at most `most`: as if it had been now. True: there may be more.
bool correct_future(DemoChanges& changes, WallMs now, std::int64_t most) {
  std::vector<Job> later = changes.later_than(now, most);
  for (Job& job : later) {
    job.created_at = std::min(job.created_at, now);
    if (job.last_sync_at != kNever) job.last_sync_at = std::min(job.last_sync_at, now);
    changes.put(job);
  }
  return static_cast<std::int64_t>(later.size()) >= most;
}

}  // namespace

WallMs Simulator::own_time(DemoChanges& changes, WallMs now) {
  constexpr std::int64_t kJump = kMinute;  // forward: a clock that was corrected, or a time of sleep
  const DemoClock before = changes.clock();
  std::int64_t ahead = before.ahead;
  if (now < before.at) {
    ahead = std::min(before.ahead + (before.at - now), kNewestWritten);
  } else if (now - before.at > kJump) {
    ahead = std::max<std::int64_t>(0, before.ahead - (now - before.at));
  }
  if (ahead != before.ahead || now < before.at || now - saved_ >= kSecond || now < saved_) {
    changes.save_clock({now, ahead});
    saved_ = now;
  }
  return now + ahead;
}

Result<Done> Simulator::populate(std::int64_t jobs, WallMs now, const std::function<void(std::int64_t made)>& progress,
                                 const std::stop_token& stop) {
  const auto there = jobs_.summary({true, ""});
  if (!there.ok()) return there.problem();
  // Revisions only grow: where there is one, there were jobs, and what was deleted stays deleted.
  if (there.value().total > 0 || there.value().revision > 0) return Done{};
  const auto numbers = numbers_by_id(seed_, jobs, stop);
  std::int64_t made = 0;
  const auto next = [&]() -> std::optional<DemoJob> {
    if (made == std::ssize(numbers)) return std::nullopt;
    if (progress && made % 1000 == 0) progress(made);
    return life_.invent(numbers[static_cast<std::size_t>(made++)].second, jobs, now);
  };
  return unless_stopped(demo_.fill_demo({now, 0}, next, stop), stop);
}

Result<Done> Simulator::catch_up(WallMs now, const std::stop_token& stop) {
  for (bool more = true; more && !stop.stop_requested();) {
    const auto corrected = demo_.change([&](DemoChanges& changes) { more = correct_future(changes, now, kAtOnce); });
    if (!corrected.ok()) return corrected.problem();
  }
  return unless_stopped(
      demo_.change(
          [&](DemoChanges& changes) {
            const WallMs own = own_time(changes, now);
            for (DemoJob& job : changes.due(own - kMinute - 1, std::numeric_limits<std::int64_t>::max())) {
              life_.catch_up(job, now);
              job.life.next = ahead_by(job.life.next, own - now);
              changes.put(job);
            }
          },
          stop),
      stop);
}

Result<std::int64_t> Simulator::tick(WallMs now, std::int64_t most) {
  std::int64_t done = 0;
  const auto written = demo_.change([&](DemoChanges& changes) {
    const WallMs own = own_time(changes, now);
    if (own != now) static_cast<void>(correct_future(changes, now, most));
    for (DemoJob& job : changes.due(own, most)) {
      life_.advance(job, now);
      job.life.next = ahead_by(job.life.next, own - now);
      changes.put(job);
      ++done;
    }
  });
  if (!written.ok()) return written.problem();
  return done;
}

}  // namespace syncwall
