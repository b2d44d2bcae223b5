#include "table/diagnostics.h"

#include <algorithm>
#include <string>

#include "base/time_text.h"
#include "table/action_words.h"

namespace syncwall {

namespace {

std::string n(std::int64_t number) { return std::string(grouped(number).view()); }

std::string connection_text(const Connection& c, TickMs ticks) {
  std::string text(link_word(c.link));
  if (c.since_wall != 0) text += " since " + utc_time_text(c.since_wall);
  const TickMs heard = std::max(c.heard, c.last_answer);
  text += heard == kNoTick ? ", no answer yet" : ", last answer " + duration_text(ticks - heard) + " ago";
  if (c.last_answer != kNoTick && heard != c.last_answer)
    text += ", rows of " + duration_text(ticks - c.last_answer) + " ago";
  if (c.attempt > 0) text += ", " + n(c.attempt) + " failed tries in a row";
  if (c.clock_ahead_ms != 0) text += ", its clock is " + n(c.clock_ahead_ms) + " ms ahead";
  return text;
}

std::string offers_text(const Capabilities& c) {
  std::string text;
  const auto add = [&](bool has, std::string_view what) {
    if (!has) return;
    if (!text.empty()) text += ", ";
    text += what;
  };
  for (const RowAction action : kRowActions) add(c.actions.has(action), words(action).noun);
  add(c.has_summary, "summary");
  add(c.has_changes, "changes");
  add(c.server_order, "sorted pages");
  return text.empty() ? "nothing but lists" : text;
}

void add_server(std::vector<Field>& fields, const std::string& name, const FetchStatus& s, TickMs ticks) {
  fields.push_back({"Server", name.empty() ? s.connection.server : name + ", " + s.connection.server});
  fields.push_back({"Connection", connection_text(s.connection, ticks)});
  if (!s.connection.problem.what.empty()) fields.push_back({"Problem", s.connection.problem.text()});
  if (s.account) fields.push_back({"Role", s.account->is_admin ? "administrator" : "user"});
  fields.push_back({"Offers", offers_text(s.capabilities)});
  std::string loaded = s.complete     ? "all jobs"
                       : s.over_limit ? "a part, more than the mirror limit"
                                      : n(s.walked) + " of " + (s.walk_total < 0 ? "?" : n(s.walk_total));
  if (s.skipped > 0) loaded += "; " + n(s.skipped) + " records skipped, the last: " + s.last_skipped;
  fields.push_back({"Loaded", loaded});
}

}  // namespace

std::string_view link_word(Link link) {
  switch (link) {
    case Link::Connecting:
      return "connecting";
    case Link::Live:
      return "live";
    case Link::Reconnecting:
      return "reconnecting";
    case Link::Unavailable:
      return "unavailable";
    case Link::Refused:
      return "key refused";
    case Link::Forbidden:
      return "key not allowed";
    case Link::Declined:
      return "request declined";
    case Link::Nonsense:
      return "answers nonsense";
    case Link::NoKey:
      return "no key to send";
  }
  return "";
}

std::vector<Field> diagnostics(const Desk::News& news, const ProgramFacts& facts, TickMs ticks) {
  std::vector<Field> fields;
  fields.push_back({"Program", "syncwall " + std::string(facts.version) + ", " + std::string(facts.graphics)});
  fields.push_back({"Screen", std::to_string(facts.width) + "x" + std::to_string(facts.height) + " px, scale " +
                                  std::to_string(facts.scale).substr(0, 4)});
  fields.push_back({"Frames", n(facts.frames) + " drawn, the last in " + n(facts.frame_us) + " µs"});
  if (news.several()) {
    for (const Desk::ServerNews& server : *news.servers) add_server(fields, server.name, *server.status, ticks);
  } else if (news.status) {
    add_server(fields, "", *news.status, ticks);
  }
  const Snapshot& snapshot = news.snapshot;
  std::string revisions;
  for (const OriginPart& part : snapshot.origins())
    revisions += (revisions.empty() ? "" : ", ") + std::to_string(part.revision);
  fields.push_back({"Cache", n(snapshot.live_rows()) + " jobs, revision " + revisions});
  if (news.view.view)
    fields.push_back({"View", n(static_cast<std::int64_t>(news.view.view->size())) + " rows, made in " +
                                  n(news.view.build_us) + " µs"});
  return fields;
}

std::string request_outcome(const RequestRecord& request) {
  if (!request.failure.empty()) return n(request.ms) + " ms · " + request.failure;
  return n(request.ms) + " ms · " + (request.bytes < 1024 ? n(request.bytes) + " B" : n(request.bytes / 1024) + " KiB");
}

std::string bug_report(const Desk::News& news, const ProgramFacts& facts, TickMs ticks) {
  std::string text;
  for (const Field& field : diagnostics(news, facts, ticks)) text += field.label + ": " + field.text + "\n";
  text += "Last requests, oldest first:\n";
  if (!news.requests) return text;
  for (const RequestRecord& r : *news.requests)
    text += to_rfc3339(r.at) + " " + r.method + " " + r.path + " · " + request_outcome(r) + "\n";
  return text;
}

}  // namespace syncwall
