// What the fetch thread knows beside the rows. Pure values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "jobs/account.h"
#include "jobs/connection.h"
#include "jobs/summary.h"

namespace syncwall {

// One point a minute over the last hour, oldest first, for the sparklines.
struct SummaryPoint {
  TickMs at = 0;
  JobSummary summary;
};

// All that the fetch thread reports, published as one immutable value whenever a part of it changes.
struct FetchStatus {
  Connection connection;
  std::optional<Account> account;
  Capabilities capabilities;
  std::optional<JobSummary> summary;
  std::vector<SummaryPoint> history;  // at most 61
  bool complete = false;              // every job is cached
  bool walking = false;               // pages are being asked for
  std::int64_t walked = 0;            // jobs brought by the walk over all jobs so far
  std::int64_t walk_total = -1;       // of so many; -1: unknown
  // Of a source that asks collection by collection: how many there are (-1: not known yet), and how many were asked in
  // this walk (listed, while that isn't known). How many of the last whole walk could not be read, and why the first.
  std::int64_t collections = -1, collections_done = 0, unread_collections = 0;
  std::string unread_why;
  std::string missing_why;   // why some jobs may be missing although the server answered; empty: nothing says so
  std::int64_t skipped = 0;  // records of the list left out, because they have no usable id; of those in
                             // changes as many as came at once, since the same one may have changed again
  std::string last_skipped;  // what the newest of them lacked, and where
  bool over_limit = false;   // there are more jobs than --mirror-limit: the cache stays partial
  std::int64_t mirror_limit = 0;
  std::int64_t query_rows = 0;  // jobs brought by the walk of the current query; FetchThread::want_rows asks
                                // for more of them while not `complete`
};

}  // namespace syncwall
