#include "sync/merged_status.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace syncwall {

namespace {

using Statuses = std::span<const std::shared_ptr<const FetchStatus>>;

bool is_live(const std::shared_ptr<const FetchStatus>& s) { return s->connection.link == Link::Live; }

Connection merged_connection(Statuses servers) {
  const auto any = std::ranges::find_if(servers, is_live);
  Connection all = any == servers.end() ? servers.front()->connection : (*any)->connection;
  all.server = std::to_string(servers.size()) + " servers";
  if (any == servers.end()) return all;
  for (const auto& s : servers) {
    const Connection& c = s->connection;
    if (c.link != Link::Live) continue;
    if (c.last_answer < all.last_answer) all.last_answer = c.last_answer, all.last_answer_wall = c.last_answer_wall;
    all.heard = std::min(all.heard, c.heard);
    all.poll_interval_ms = std::max(all.poll_interval_ms, c.poll_interval_ms);
    all.pace_ms = std::max(all.pace_ms, c.pace_ms);
    if (c.request_since != kNoTick && (all.request_since == kNoTick || c.request_since < all.request_since))
      all.request_since = c.request_since;
  }
  return all;
}

std::optional<Account> merged_account(Statuses servers) {
  std::optional<Account> all;
  for (const auto& s : servers) {
    if (!s->account) continue;
    if (!all) {
      all = s->account;
      continue;
    }
    const bool admin = all->is_admin || s->account->is_admin;
    if (all->email != s->account->email || all->username != s->account->username) all = Account{};
    all->is_admin = admin;
  }
  return all;
}

Capabilities merged_capabilities(Statuses servers) {
  Capabilities all = servers.front()->capabilities;
  for (const auto& s : servers) {
    const Capabilities& c = s->capabilities;
    for (const RowAction action : kRowActions) {
      if (c.actions.has(action)) all.actions.add(action);
    }
    all.has_summary = all.has_summary && c.has_summary;
    all.has_changes = all.has_changes && c.has_changes;
    all.server_order = all.server_order && c.server_order;
    all.has_audit = all.has_audit || c.has_audit;
    all.filters = static_cast<FilterKinds>(all.filters & c.filters);
  }
  return all;
}

std::optional<JobSummary> merged_summary(Statuses servers) {
  std::optional<JobSummary> all;
  for (const auto& s : servers) {
    if (!s->summary) continue;
    if (!all) all.emplace();
    all->add(*s->summary);
  }
  return all;
}

// What a server counted last counts until it counts again.
std::vector<SummaryPoint> merged_history(Statuses servers) {
  const auto longest = std::ranges::max_element(servers, {}, [](const auto& s) { return s->history.size(); });
  std::vector<SummaryPoint> all;
  for (const SummaryPoint& point : (*longest)->history) {
    SummaryPoint sum{point.at, {}};
    bool known = true;
    for (const auto& s : servers) {
      if (s->history.empty()) continue;
      const auto next = std::ranges::upper_bound(s->history, point.at, {}, &SummaryPoint::at);
      known = known && next != s->history.begin();
      if (known) sum.summary.add(std::prev(next)->summary);
    }
    if (known) all.push_back(sum);
  }
  return all;
}

// -1 is not known, and makes the sum so.
void add_known(std::int64_t& sum, std::int64_t more) { sum = sum < 0 || more < 0 ? -1 : sum + more; }

void add_progress(FetchStatus& all, const FetchStatus& s) {
  all.complete = all.complete && s.complete;
  all.walking = all.walking || s.walking;
  all.over_limit = all.over_limit || s.over_limit;
  all.mirror_limit += s.mirror_limit;
  all.walked += s.walked;
  add_known(all.walk_total, s.walk_total);
  if (s.collections >= 0) all.collections = std::max<std::int64_t>(all.collections, 0) + s.collections;
  all.collections_done += s.collections_done;
  all.unread_collections += s.unread_collections;
  if (all.unread_why.empty()) all.unread_why = s.unread_why;
  if (all.missing_why.empty()) all.missing_why = s.missing_why;
  all.skipped += s.skipped;
  if (all.last_skipped.empty()) all.last_skipped = s.last_skipped;
  // Whose walk has come least far ends the list.
  if (!s.complete) all.query_rows = all.query_rows < 0 ? s.query_rows : std::min(all.query_rows, s.query_rows);
}

}  // namespace

std::shared_ptr<const FetchStatus> merged_status(Statuses servers) {
  if (servers.size() == 1) return servers.front();
  auto all = std::make_shared<FetchStatus>();
  all->connection = merged_connection(servers);
  all->account = merged_account(servers);
  all->capabilities = merged_capabilities(servers);
  all->summary = merged_summary(servers);
  all->history = merged_history(servers);
  all->complete = true;
  all->walk_total = 0;
  all->query_rows = -1;
  for (const auto& s : servers) add_progress(*all, *s);
  all->query_rows = std::max<std::int64_t>(all->query_rows, 0);
  return all;
}

}  // namespace syncwall
