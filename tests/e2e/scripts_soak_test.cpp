// A wall at 3840x2160 over names and errors in scripts from all over the world that never stop changing: far more
// characters than any atlas holds. It must stay live and within its memory, at the end as at the beginning.
// SYNCWALL_SOAK_MINUTES says for how long (1.5); tests/e2e/soak MINUTES scripts sets it.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "base/paths.h"
#include "e2e/desktop.h"
#include "e2e/process_samples.h"
#include "support/many_scripts.h"
#include "support/running_server.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr std::size_t kJobs = 400;
constexpr long kMostKib = 400 * 1024;

double minutes_wanted() {
  const char* text = std::getenv("SYNCWALL_SOAK_MINUTES");
  return std::clamp(text != nullptr ? std::strtod(text, nullptr) : 1.5, 1.0, 24.0 * 60);
}

// Each one failed, so that the wall shows them page by page.
Job failed_job(ManyScripts& scripts, std::size_t number) {
  Job job;
  job.id = "job-" + std::to_string(number);
  job.user_id = "u";
  job.user_name = scripts.text(8);
  job.collection_id = "c" + std::to_string(number);
  job.collection_name = scripts.text(4 + scripts.below(20));
  job.type = ConnectorType::S3;
  job.status = Status::Failed;
  job.created_at = SystemClock().wall_ms() - 86'400'000;
  job.last_sync_at = SystemClock().wall_ms() - static_cast<WallMs>(scripts.below(3'000'000));
  job.last_sync_error = scripts.text(60);
  return job;
}

}  // namespace

TEST_CASE("a wall at 4K over names in many scripts stays within its memory") {
  const double minutes = minutes_wanted();
  ManyScripts scripts(11);
  RunningServer server(0);
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < kJobs; ++i) jobs.push_back(failed_job(scripts, i));
  REQUIRE(server.store().put(jobs).ok());
  Desktop desktop(3840, 2160);
  REQUIRE(write_file_atomically(desktop.folder() + "/key", kServerKey).ok());
  desktop.open_program({"--url", server.url(), "--api-key-file", desktop.folder() + "/key", "--wall"});
  const auto begun = std::chrono::steady_clock::now();
  const auto now_s = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count(); };
  std::vector<ProcessSample> samples;
  int not_live = 0;
  // A fortieth of the jobs each second: the page that shows changes at once and again before it is turned.
  for (double next_s = 1; next_s < minutes * 60; next_s += 1) {
    std::vector<Job> changed;
    for (std::size_t i = 0; i < kJobs / 40; ++i) changed.push_back(failed_job(scripts, scripts.below(kJobs)));
    REQUIRE(server.store().put(changed).ok());
    while (now_s() < next_s) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const auto sample = sample_process(desktop.window_pid(), now_s());
    REQUIRE(sample);
    samples.push_back(*sample);
    if (!desktop.shows("connection", "Live")) ++not_live;
  }
  write_csv("soak-scripts.csv", samples);
  REQUIRE(samples.size() > 40);
  const std::span<const ProcessSample> all(samples), late = all.subspan(all.size() / 2);
  const double slope = rss_slope(late), span_s = late.back().at_s - late.front().at_s;
  std::printf(
      "soak: 4K, many scripts, %.1f min; RSS %ld KiB after %.0f s, %ld KiB at half time, %ld KiB at the end, at most "
      "%ld KiB, slope %+.1f KiB/min over the second half; "
      "%ld threads, %ld handles, %.1f %% of a core\n",
      minutes, samples[10].rss_kib, samples[10].at_s, late.front().rss_kib, late.back().rss_kib,
      most(all, &ProcessSample::rss_kib), slope, late.back().threads, late.back().handles,
      100 * (late.back().cpu_s - late.front().cpu_s) / span_s);
  std::fflush(stdout);
  CHECK(not_live <= static_cast<int>(samples.size()) / 20);
  CHECK(most(all, &ProcessSample::rss_kib) <= kMostKib);
  // The atlas fills up in the first minutes.
  if (span_s > 280) CHECK(slope < 512);
  desktop.close_window();
}
