// What a frame costs, counted. Times are in tests/bench.
#include <doctest/doctest.h>

#include "support/count_allocations.h"
#include "support/headless_desk.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("a frame in the steady state allocates nothing, also while scrolling, ticking away and with rows ticked") {
  HeadlessDesk desk;
  desk.quiet = true;
  std::vector<Job> jobs = some_jobs(3000);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    jobs[i].status = static_cast<Status>(i % kStatuses);
    jobs[i].collection_name = "A name of a collection that no small string holds " + std::to_string(i);
    jobs[i].user_name = "A user with a name of more than sixteen letters " + std::to_string(i % 7);
    jobs[i].schedule_s = 3 * 86400 + 2 * 3600 + static_cast<std::int64_t>(i % 3);
  }
  desk.put(jobs);
  desk.status.summary = JobSummary{1'048'576, {12'480, 3'907, 1'019'664, 8'314, 4'211}, 1};
  for (int i = 0; i < 61; ++i) desk.status.history.push_back({i * 60'000 - 2'600'000, *desk.status.summary});
  desk.step(10);
  desk.model.run({action::Toggle{(*desk.model.news().view.view)[ViewRow(3)]},
                  action::Toggle{(*desk.model.news().view.view)[ViewRow(5)]}});
  desk.driver.mouse_to({800, 600});
  const auto use = [&] {
    for (int i = 0; i < 60; ++i) desk.driver.wheel(-1), desk.tick(16);
    for (int i = 0; i < 60; ++i) desk.driver.wheel(1), desk.tick(16);
    for (int i = 0; i < 60; ++i) desk.tick(1000);
  };
  use();  // buffers grow to what they need
  const std::int64_t before = allocations();
  use();
  CHECK(allocations() - before == 0);
}
