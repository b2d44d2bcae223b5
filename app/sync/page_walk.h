// PageWalk: the pages of one query, from the first to the last, and what no honest server does on the way. Without it
// a cursor that loops would be followed for ever, and a page too few would take jobs off the screen that are there.
//
// What is held against the server is only what it can't explain: by the contract its revision grows with each job
// that comes, goes or moves, so a walk brings `total` jobs, give or take as many as the revision grew by. A server
// without revisions or totals is held to its cursors alone. Pure; one owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/result.h"
#include "jobs/job.h"
#include "jobs/query.h"
#include "wire/job_decode.h"

namespace syncwall {

struct PageWalk {
  Query query;
  bool begun = false, done = false;
  std::string cursor;          // of the next page
  std::int64_t rows = 0;       // brought so far, unreadable ones too
  std::int64_t skipped = 0;    // of those, the unreadable ones
  std::int64_t total = -1;     // as the first page said
  bool lenient = false;        // totals that can't be true are noted, and what comes is taken: nothing better will come
  std::optional<Problem> off;  // the first of them
  std::optional<Job> last;     // the last job brought whose place in the order can be read

  // Back before the first page.
  void restart() {
    Query same = std::move(query);
    *this = PageWalk{};
    query = std::move(same);
  }

  // The next page. `ordered`: the server sorts, so no page but the last is empty. A problem: the walk is at an end, and
  // nothing was taken.
  [[nodiscard]] Result<Done> take(const JobPage& page, bool ordered);

  // Whether the finished walk brought all it should have, where so many of its jobs are different ones; of a lenient
  // one also what was noted on its way.
  [[nodiscard]] Result<Done> held_to(std::int64_t different_jobs) const;
  // Whether a job may have been missed by it because others came, went or moved meanwhile: where pages are cut by
  // offset, one that goes takes another one's place on a page that was read already.
  [[nodiscard]] bool may_have_missed(std::int64_t different_jobs) const {
    return revision_ != first_revision_ || rows - skipped != different_jobs || different_jobs + skipped < total;
  }

 private:
  // None: what came, went or moved meanwhile is unknown.
  [[nodiscard]] std::optional<std::int64_t> moved(std::uint64_t revision) const;

  std::uint64_t first_revision_ = 0, revision_ = 0;
  std::unordered_set<std::size_t> cursors_;  // hashes of all so far: a cycle comes back to one of them
};

}  // namespace syncwall
