#include "ui/connection_text.h"

#include <algorithm>

#include "base/time_text.h"
#include "base/utf8.h"

namespace syncwall {

namespace {

std::string cause(const Connection& c) {
  constexpr std::size_t kMostBytes =
      160;  // leaves room for what follows; all of it stands in the empty state and diagnostics
  const Problem& p = c.problem;
  // That the server wasn't reached is said by the state; what it answered, or what is amiss here, only by the problem.
  const bool both = !p.what.empty() && !p.why.empty() && (c.link == Link::Unavailable || c.link == Link::NoKey);
  const std::string text = both ? p.what + ": " + p.why : p.why.empty() ? p.what : p.why;
  const std::string_view fits = cut_utf8(text, kMostBytes);
  return fits.size() == text.size() ? text : std::string(fits) + "…";
}

TextBuffer<48> next_try(const Connection& c, TickMs now) {
  TextBuffer<48> text;
  if (c.next_try == kNoTick || c.next_try <= now) return text << "trying now";
  return text << "next in " << (c.next_try - now + 999) / 1000 << " s";
}

}  // namespace

LineText unreadable_text(const FetchStatus& status, std::int64_t unreadable_jobs) {
  LineText text;
  const auto add = [&text](std::int64_t n, std::string_view one, std::string_view many) {
    if (n == 0) return;
    if (!text.empty()) text << " · ";
    text << grouped(n).view() << " " << (n == 1 ? one : many);
  };
  add(status.unread_collections, "collection not readable", "collections not readable");
  add(status.skipped, "unreadable record left out", "unreadable records left out");
  add(unreadable_jobs, "job with unreadable fields", "jobs with unreadable fields");
  add(status.summary ? status.summary->others() : 0, "job of unknown status", "jobs of unknown status");
  if (!status.missing_why.empty()) text << (text.empty() ? "" : " · ") << "some jobs may be missing";
  return text;
}

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
      line.health = c.answers_slowly() ? Health::Waiting : Health::Good;
      if (c.last_answer == kNoTick) {
        line.text << "Loading the jobs…";
      } else if (c.stale(now)) {
        line.health = Health::Trouble;
        line.text << (c.slow(now) ? "Slow: no answer yet · stale for " : "Stale for ") << duration_text(age);
      } else {
        line.text << (c.answers_slowly() ? "Live, but slow · updated " : "Live · updated ") << age / 1000 << " s ago";
      }
      break;
    case Link::Reconnecting:
    case Link::Unavailable:
      // The cause first: the end of the line is what has no room.
      line.text << (c.link == Link::Unavailable ? "Unavailable: " : "Reconnecting: ") << cause(c);
      if (c.attempt > 0) line.text << " · attempt " << std::int64_t{c.attempt};
      line.text << " · " << next_try(c, now);
      break;
    case Link::Refused:
      line.health = Health::Trouble;
      line.text << "Key refused (401) since " << since << " · " << next_try(c, now);
      break;
    case Link::Forbidden:
      line.health = Health::Trouble;
      line.text << "Not allowed (403) since " << since << " · " << next_try(c, now);
      break;
    case Link::NoKey:
      line.health = Health::Trouble;
      line.text << "No key to send: " << cause(c) << " · " << next_try(c, now);
      break;
    case Link::Declined:
      line.health = Health::Trouble;
      line.text << "Request declined, " << next_try(c, now) << ": " << c.problem.what
                << (c.problem.why.empty() ? "" : ": ") << c.problem.why;
      break;
    case Link::Nonsense:
      line.health = Health::Trouble;
      line.text << "The server answers nonsense: " << cause(c);
      break;
  }
  if (c.stale(now))
    line.banner << "Not live: numbers of " << clock_text(c.last_answer_wall, false) << ", " << duration_text(age)
                << " ago";
  return line;
}

ConnectionLine connection_line(const Desk::News& news, TickMs now) {
  if (!news.several()) return connection_line(news.status->connection, now);
  ConnectionLine worst;
  const Desk::ServerNews* whose = nullptr;
  std::int64_t troubled = 0;
  for (const Desk::ServerNews& server : *news.servers) {
    ConnectionLine line = connection_line(server.status->connection, now);
    troubled += line.health == Health::Good ? 0 : 1;
    const bool older =
        whose == nullptr || server.status->connection.last_answer < whose->status->connection.last_answer;
    if (whose != nullptr && (line.health < worst.health || (line.health == worst.health && !older))) continue;
    worst = std::move(line);
    whose = &server;
  }
  LineText text;
  if (troubled == 0) {
    text << std::ssize(*news.servers) << " servers · ";
  } else {
    text << whose->name << ": ";
  }
  text << worst.text;
  if (troubled > 1) text << " · and " << troubled - 1 << (troubled == 2 ? " other" : " others");
  worst.text = text;
  if (!worst.banner.empty()) worst.banner = LineText(whose->name) << ": " << worst.banner;
  return worst;
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
    part_of(rows_cached > 0 ? "Loading the rest: " : "", status.walked, status.walk_total,
            rows_cached > 0 ? "" : " jobs");
  }
  return line;
}

}  // namespace syncwall
