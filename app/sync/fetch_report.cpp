#include "sync/fetch_report.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <utility>

namespace syncwall {

namespace {

Link link_of(RequestError::Kind kind) {
  using Kind = RequestError::Kind;
  switch (kind) {
    case Kind::Refused:
      return Link::Refused;
    case Kind::Forbidden:
      return Link::Forbidden;
    case Kind::NoKey:
      return Link::NoKey;
    case Kind::BadRequest:
    case Kind::Gone:
      return Link::Declined;
    case Kind::Nonsense:
    case Kind::TooLarge:
      return Link::Nonsense;
    case Kind::ServerError:
      return Link::Unavailable;
    case Kind::Unreachable:
    case Kind::Cancelled:
      break;
  }
  return Link::Reconnecting;
}

}  // namespace

FetchReport::FetchReport(const Clock& clock, std::string server, std::int64_t poll_interval_ms) : clock_(clock) {
  status_.connection.server = std::move(server);
  status_.connection.poll_interval_ms = poll_interval_ms;
  status_.connection.since_wall = clock.wall_ms();
}

void FetchReport::set_link(Link link) {
  Connection& c = status_.connection;
  if (c.link != link) c.since_wall = clock_.wall_ms();
  c.link = link;
}

void FetchReport::answered(bool polled, const std::optional<Problem>& doubt) {
  Connection& c = status_.connection;
  set_link(doubt ? Link::Nonsense : Link::Live);
  keep_pace();
  c.heard = clock_.ticks_ms();
  if (polled) {
    c.last_answer = c.heard;
    c.last_answer_wall = clock_.wall_ms();
  }
  c.request_since = c.next_try = kNoTick;
  c.attempt = 0;
  c.problem = doubt.value_or(Problem{});
}

void FetchReport::walked_since(TickMs ticks, WallMs wall, std::int64_t interval_ms) {
  Connection& c = status_.connection;
  c.last_answer = ticks;
  c.last_answer_wall = wall;
  c.poll_interval_ms = interval_ms;
}

void FetchReport::request_begins() {
  status_.connection.request_since = clock_.ticks_ms();
  if (begun_ == kNoTick) begun_ = status_.connection.request_since;
}

// Of the last answers the second slowest one: a quick one among slow ones changes nothing on the screen, and one that
// came after a standstill doesn't make the server slow.
void FetchReport::keep_pace() {
  constexpr std::int64_t kLongest = 30'000;  // more is an outage, whoever ends it
  const TickMs begun = std::exchange(begun_, kNoTick);
  const std::int64_t took = begun == kNoTick ? 0 : clock_.ticks_ms() - begun;
  took_[next_took_++ % took_.size()] = std::min(took, kLongest);
  auto slowest = took_;
  std::ranges::nth_element(slowest, slowest.begin() + 1, std::ranges::greater());
  status_.connection.pace_ms = slowest[1];
}

void FetchReport::failed(const RequestError& error, std::int64_t delay_ms, int attempt) {
  Connection& c = status_.connection;
  set_link(link_of(error.kind));
  c.request_since = begun_ = kNoTick;
  c.next_try = clock_.ticks_ms() + delay_ms;
  c.attempt = attempt;
  c.problem = error.problem;
}

bool FetchReport::summarize(const JobSummary& summary) {
  constexpr TickMs kMinute = 60'000;
  constexpr std::size_t kPoints = 61;
  status_.summary = summary;
  auto& history = status_.history;
  const TickMs now = clock_.ticks_ms();
  if (!history.empty() && now - history.back().at < kMinute) return false;
  if (history.size() == kPoints) history.erase(history.begin());
  history.push_back({now, summary});
  return true;
}

void FetchReport::clock_ahead(std::int64_t ms) {
  constexpr std::int64_t kSame = 10'000;
  std::int64_t& known = status_.connection.clock_ahead_ms;
  if (std::abs(ms) < kSame) {
    known = 0;
  } else if (std::abs(ms - known) >= kSame / 4) {
    known = ms;
  }
}

void FetchReport::skipped(std::int64_t records, const std::string& why) {
  status_.skipped = records;
  if (!why.empty()) status_.last_skipped = why;
}

void FetchReport::forget() {
  status_.summary.reset();
  status_.history.clear();
  status_.complete = status_.over_limit = false;
  status_.query_rows = status_.walked = status_.skipped = 0;
  status_.walk_total = status_.collections = -1;
  status_.collections_done = status_.unread_collections = 0;
  status_.connection.last_answer = kNoTick;
  status_.last_skipped.clear();
  status_.unread_why.clear();
  status_.missing_why.clear();
}

}  // namespace syncwall
