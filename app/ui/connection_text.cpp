#include "ui/connection_text.h"

#include <algorithm>

#include "jobs/time_text.h"

namespace syncwall {

namespace {

std::string_view reason(const Problem& p) { return p.why.empty() ? p.what : p.why; }

TextBuffer<48> next_try(const Connection& c, TickMs now) {
  TextBuffer<48> text;
  if (c.next_try == kNoTick || c.next_try <= now) return text << "trying now";
  return text << "next in " << (c.next_try - now + 999) / 1000 << " s";
}

}  // namespace

ConnectionLine connection_line(const Connection& c, TickMs now) {
  ConnectionLine line;
  const std::int64_t age = c.last_answer == kNoTick ? 0 : now - c.last_answer;
  line.changes_in = 1000 - age % 1000;
  const std::string since = clock_text(c.since_wall, false);
  switch (c.link) {
    case Link::Connecting:
      line.text << "Connecting to " << c.server << "…";
      break;
    case Link::Live:
      line.mood = Mood::Good;
      if (c.last_answer == kNoTick) {
        line.text << "Loading the jobs…";
      } else if (c.stale(now)) {
        line.mood = Mood::Trouble;
        line.text << (c.slow(now) ? "Slow: no answer yet · stale for " : "Stale for ") << duration_text(age);
      } else {
        line.text << "Live · updated " << age / 1000 << " s ago";
      }
      break;
    case Link::Reconnecting:
      line.text << "Reconnecting, attempt " << std::int64_t{c.attempt} << ", " << next_try(c, now) << ": " << reason(c.problem);
      break;
    case Link::Refused:
      line.mood = Mood::Trouble;
      line.text << "Key refused (401) since " << since << ", " << next_try(c, now);
      break;
    case Link::Forbidden:
      line.mood = Mood::Trouble;
      line.text << "Not allowed (403) since " << since << ", " << next_try(c, now);
      break;
    case Link::Nonsense:
      line.mood = Mood::Trouble;
      line.text << "The server answers nonsense: " << reason(c.problem);
      break;
  }
  if (c.stale(now)) line.banner << "Not live: numbers of " << clock_text(c.last_answer_wall, false) << ", " << duration_text(age) << " ago";
  return line;
}

LoadingLine loading_line(const FetchStatus& status, std::int64_t rows_cached) {
  LoadingLine line;
  if (status.complete) return line;
  const auto part_of = [&](std::string_view what, std::int64_t done, std::int64_t all, std::string_view things) {
    line.text << what << grouped(done).view() << " of " << grouped(all).view() << things;
    line.part = all > 0 ? std::min(1.0f, static_cast<float>(done) / static_cast<float>(all)) : 1.0f;
  };
  if (status.over_limit) {
    part_of("Loaded as you scroll: ", rows_cached, std::max(status.walk_total, rows_cached), "");
  } else if (status.collections >= 0) {
    part_of("Loading: ", status.collections_done, status.collections, " collections");
  } else if (status.collections_done > 0) {
    line.text << "Listing collections: " << grouped(status.collections_done).view() << " so far";
  } else if (status.walk_total > 0) {
    part_of("Loading the rest: ", status.walked, status.walk_total, "");
  }
  return line;
}

}  // namespace syncwall
