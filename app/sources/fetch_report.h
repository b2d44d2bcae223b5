// FetchReport: the FetchStatus in the making. Turns outcomes of requests into the state of the connection, and
// summaries into an hour's history. One owner, one thread; copies go out as immutable values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "jobs/report.h"
#include "sources/source.h"

namespace syncwall {

class FetchReport {
 public:
  FetchReport(const Clock& clock, std::string server, std::int64_t poll_interval_ms);

  [[nodiscard]] const FetchStatus& status() const { return status_; }
  [[nodiscard]] FetchStatus& edit() { return status_; }

  void request_begins() { status_.connection.request_since = clock_.ticks_ms(); }
  // `polled`: rows and counts are true of this moment now. `doubt`: why what the server lists can't be relied on, though it answers.
  void answered(bool polled = true, const std::optional<Problem>& doubt = std::nullopt);
  // A whole walk that began then: what is shown is true of that moment. The next one should be known within so long, ms.
  void walked_since(TickMs ticks, WallMs wall, std::int64_t interval_ms);
  // `delay_ms`: until the next try.
  void failed(const SourceError& error, std::int64_t delay_ms, int attempt);

  // Keeps one point a minute, and at most an hour of them. True where it kept this one.
  bool summarize(const JobSummary& summary);
  // What was kept of an earlier run; before the first summary.
  void restore(std::vector<SummaryPoint> history) { status_.history = std::move(history); }
  // Clocks that agree to some seconds are the same clock: the header tells whole ones, and answers take their time.
  void clock_ahead(std::int64_t ms);
  void skipped(const JobList& list);
  // Another user's numbers are not ours.
  void forget();

 private:
  void set_link(Link link);

  const Clock& clock_;
  FetchStatus status_;
};

}  // namespace syncwall
