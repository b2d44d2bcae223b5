// FetchReport: the FetchStatus in the making. Turns outcomes of requests into the state of the connection, and
// summaries into an hour's history. One owner, one thread; copies go out as immutable values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "jobs/fetch_status.h"
#include "sources/source.h"

namespace syncwall {

class FetchReport {
 public:
  FetchReport(const Clock& clock, std::string server, std::int64_t poll_interval_ms);

  [[nodiscard]] const FetchStatus& status() const { return status_; }
  [[nodiscard]] FetchStatus& edit() { return status_; }

  void request_begins();
  // `polled`: rows and counts are true of this moment now. `doubt`: why what the server lists can't be relied on,
  // though it answers.
  void answered(bool polled = true, const std::optional<Problem>& doubt = std::nullopt);
  // A whole walk that began then: what is shown is true of that moment. The next one should be known within so long,
  // ms.
  void walked_since(TickMs ticks, WallMs wall, std::int64_t interval_ms);
  // `delay_ms`: until the next try.
  void failed(const RequestError& error, std::int64_t delay_ms, int attempt);

  // Keeps one point a minute, and at most an hour of them. True where it kept this one.
  bool summarize(const JobSummary& summary);
  // What was kept of an earlier run; before the first summary.
  void restore(std::vector<SummaryPoint> history) { status_.history = std::move(history); }
  // Clocks that agree to some seconds are the same clock: the header tells whole ones, and answers take their time.
  void clock_ahead(std::int64_t ms);
  // So many are left out now. `why`: of the newest; empty: as before.
  void skipped(std::int64_t records, const std::string& why);
  // Another user's numbers are not ours.
  void forget();

 private:
  void set_link(Link link);
  void keep_pace();

  const Clock& clock_;
  FetchStatus status_;
  TickMs begun_ = kNoTick;              // of the first request since the last answer
  std::array<std::int64_t, 8> took_{};  // the last answers, ms
  std::size_t next_took_ = 0;
};

}  // namespace syncwall
