// All the jobs of a query, straight from their sources, for the commands. One thread.
//
// While they are read, jobs come, go and move. So that none comes twice and none is missed, they are read in an order
// that no run changes, into a JobCache, and where the server tells changes, those since the first page are followed up
// to now: what is handed on is what the server had at one revision.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "jobs/filter/filter_match.h"
#include "jobs/query.h"
#include "sources/source.h"

namespace syncwall {

struct Walked {
  std::int64_t jobs = 0;                // handed to `each`
  std::int64_t total = 0;               // that match, with those beyond the limit; -1: unknown
  std::int64_t skipped = 0;             // records that could not be read
  std::string skipped_why;              // the first of them
  std::int64_t unreadable = 0;          // of those handed on: jobs with a field that can't be read
  std::string unreadable_why;           // the first of them
  std::int64_t unread_collections = 0;  // their jobs could not be asked for
  std::string unread_why;
  std::int64_t unclear = 0;  // jobs that may be late, as the filter asks, or not: their times or schedules are unknown
  std::int64_t status_unreadable = 0;  // counted jobs whose status can't be read: they may be of any
  std::vector<std::string> unasked;    // of several servers those that could not be asked: name and why
  std::string missing_why;  // why some jobs may be missing, although the server answered; empty: there is no reason

  // Not all is there that should be.
  [[nodiscard]] bool incomplete() const {
    return skipped > 0 || unread_collections > 0 || unclear > 0 || status_unreadable > 0 || !unasked.empty() ||
           !missing_why.empty();
  }
};

// What another walk left out, of the server of that name (empty: it needs none), is left out of `all` too.
void add_left_out(Walked& all, const Walked& more, const std::string& name);

// A server that is asked, and what it is called.
struct NamedSource {
  JobSource& source;
  std::string name;
};

// Hands the first `limit` jobs (-1: all) of all servers to `each`, in the query's order. `now`: this machine's. An
// error where none of them could be asked.
[[nodiscard]] Answer<Walked> walk_jobs(std::span<const NamedSource> servers, const Query& query, std::int64_t limit,
                                       WallMs now, const std::function<void(const JobView&)>& each);

}  // namespace syncwall
