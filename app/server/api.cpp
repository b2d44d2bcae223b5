#include "server/api.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/clock.h"
#include "base/json_text.h"
#include "jobs/audit.h"
#include "jobs/job_json.h"
#include "server/change_feed.h"
#include "server/cursor_seal.h"
#include "server/deletion_body.h"
#include "server/request_values.h"
#include "server/store_failed.h"
#include "wire/config_mask.h"

namespace syncwall {

namespace {

constexpr const char* kBase = "/api/v1";

HttpAnswer as_answer(std::string body) {
  HttpAnswer answer;
  answer.body = std::move(body);
  return answer;
}

// Pages and changes are many and large, and written by hand; all else is a tree. Members stay in their order.
using Json = nlohmann::ordered_json;
HttpAnswer json(const Json& body) { return as_answer(body.dump(-1, ' ', false, Json::error_handler_t::replace)); }

HttpAnswer bad_request(const Problem& problem) {
  return http_error(400, problem.todo.empty() ? problem.what : problem.what + " (" + problem.todo + ")");
}

std::string member(std::string_view key, std::int64_t value) { return json_quoted(key) + ":" + std::to_string(value); }

// What leaves the server is without secrets, whoever asks.
void append_masked_job(std::string& out, Job& job) {
  ConfigMask().mask(job);
  append_job_json(out, view_of(job));
}

std::string items(std::vector<Job>& jobs) {
  std::string out = "\"items\":[";
  for (Job& job : jobs) {
    if (out.back() != '[') out += ',';
    append_masked_job(out, job);
  }
  return out += ']';
}

std::string_view word(OrderResult::Kind kind) {
  switch (kind) {
    case OrderResult::Kind::Done:
      return "deleted";
    case OrderResult::Kind::AlreadySo:
      return "not_found";
    case OrderResult::Kind::Refused:
      return "forbidden";
    case OrderResult::Kind::Failed:
      return "error";
    case OrderResult::Kind::Unknown:
    case OrderResult::Kind::Unclear:
      break;  // kinds of clients
  }
  return "error";
}

// The outcome of each of a deletion's ids.
HttpAnswer outcome(const Removal& removal) {
  Json results = Json::array();
  std::int64_t deleted = 0;
  for (const OrderResult& r : removal.results) {
    results.push_back({{"id", r.id}, {"status", word(r.kind)}, {"message", r.message}});
    deleted += r.kind == OrderResult::Kind::Done ? 1 : 0;
  }
  return json({{"status", "ok"}, {"count", deleted}, {"results", std::move(results)}, {"revision", removal.revision}});
}

HttpAnswer list(JobStore& store, const CursorSeal& seal, const HttpRequest& request, const Scope& scope) {
  Parameters query = request.query;
  if (const auto cursor = query.find("cursor"); cursor != query.end() && !seal.open(scope, cursor->second))
    cursor->second.clear();
  auto wanted = parse_page_request(query);
  if (!wanted.ok()) return bad_request(wanted.problem());
  wanted.value().now = SystemClock().wall_ms();
  auto page = store.page(scope, wanted.value());
  if (!page.ok()) return store_failed(page.problem());
  StoredPage& p = page.value();
  std::string body = "{" + items(p.jobs) + "," + member("total", p.total) + "," +
                     member("revision", static_cast<std::int64_t>(p.revision));
  body += ",\"epoch\":" + json_quoted(p.epoch);
  if (p.next) body += ",\"next_cursor\":" + json_quoted(seal.close(scope, to_text(*p.next)));
  return as_answer(body + "}");
}

HttpAnswer summary(JobStore& store, const Scope& scope) {
  const auto summary = store.summary(scope);
  if (!summary.ok()) return store_failed(summary.problem());
  const JobSummary& s = summary.value();
  return json({{"total_jobs", s.total},
               {"pending_jobs", s.of(Status::Pending)},
               {"running_jobs", s.of(Status::Running)},
               {"completed_jobs", s.of(Status::Completed)},
               {"failed_jobs", s.of(Status::Failed)},
               {"paused_jobs", s.of(Status::Paused)},
               {"revision", s.revision}});
}

HttpAnswer changes(ChangeFeed& feed, const HttpRequest& request, const Scope& scope) {
  const auto wanted = parse_changes_request(request.query);
  if (!wanted.ok()) return bad_request(wanted.problem());
  auto changes = feed.answer(scope, wanted.value().since, wanted.value().limit, wanted.value().epoch);
  if (!changes.ok()) return store_failed(changes.problem());
  if (!changes.value()) return http_error(410, "changes since that revision are no longer known: read the list afresh");
  return as_answer(std::move(*std::move(changes).value()));
}

HttpAnswer remove(JobStore& store, const HttpRequest& request, const Scope& scope, const Account& account) {
  const auto wanted = parse_deletion(request.body);
  if (!wanted.ok()) return bad_request(wanted.problem());
  const Requester by{account.username, account.id, request.address, SystemClock().wall_ms()};
  const auto removed = store.remove(scope, wanted.value().ids, by, wanted.value().request_id);
  if (!removed.ok()) return store_failed(removed.problem());
  return outcome(removed.value());
}

HttpAnswer settle(JobStore& store, const HttpRequest& request, const Scope& scope) {
  const auto wanted = parse_deletion(request.body);
  if (!wanted.ok()) return bad_request(wanted.problem());
  if (wanted.value().request_id.empty()) return http_error(400, "request_id: missing");
  const auto settled = store.settle(scope, wanted.value().ids, wanted.value().request_id);
  if (!settled.ok()) return store_failed(settled.problem());
  return outcome(settled.value());
}

HttpAnswer audit(JobStore& store, const HttpRequest& request) {
  const auto wanted = parse_audit_request(request.query);
  if (!wanted.ok()) return bad_request(wanted.problem());
  const auto page = store.audit(wanted.value());
  if (!page.ok()) return store_failed(page.problem());
  std::string body = "{\"items\":[";
  for (const AuditRecord& record : page.value().records) {
    if (body.back() != '[') body += ',';
    append_audit_json(body, record);
  }
  body += ']';
  if (page.value().next > 0) body += ",\"next_cursor\":" + json_quoted(std::to_string(page.value().next));
  return as_answer(body + "}");
}

HttpAnswer current_user(const Account& a) {
  return json({{"id", a.id}, {"username", a.username}, {"email", a.email}, {"is_admin", a.is_admin}});
}

HttpAnswer capabilities() {
  return json(
      {{"can_delete", true},
       {"has_summary", true},
       {"has_changes", true},
       {"has_audit", true},
       {"sort_columns", {"user_name", "collection_name", "type", "created_at", "last_sync_at", "status", "schedule"}},
       {"filters", {"user_filter", "collection_filter", "type_filter", "status_filter", "q"}}});
}

void add_lists(Api& api, JobStore& store, const std::shared_ptr<ChangeFeed>& feed, const CursorSeal& seal,
               const std::string& path, Operation::Access access) {
  const auto scope = [all = access == Operation::Access::Admin](const Account& a) { return Scope{all, a.id}; };
  using Work = Operation::Work;
  api.add({"GET", path, access, Work::Read, 0,
           [=, &store](const HttpRequest& q, const Account& a) { return list(store, seal, q, scope(a)); }});
  api.add({"GET", path + "/summary", access, Work::Read, 0,
           [=, &store](const HttpRequest&, const Account& a) { return summary(store, scope(a)); }});
  api.add({"GET", path + "/changes", access, Work::Read, 0,
           [=](const HttpRequest& q, const Account& a) { return changes(*feed, q, scope(a)); }});
  api.add({"POST", path + "/batch_delete", access, Work::Write, kDeletionBytes,
           [=, &store](const HttpRequest& q, const Account& a) { return remove(store, q, scope(a), a); }});
  api.add({"POST", path + "/batch_delete/outcome", access, Work::Write, kDeletionBytes,
           [=, &store](const HttpRequest& q, const Account& a) { return settle(store, q, scope(a)); }});
}

}  // namespace

Result<Api> Api::make(JobStore& store) {
  const auto secret = store.cursor_secret();
  if (!secret.ok()) return secret.problem();
  const CursorSeal seal(secret.value());
  Api api;
  const std::string base = kBase;
  const auto feed = std::make_shared<ChangeFeed>(store, append_masked_job);
  add_lists(api, store, feed, seal, base + "/admin/scheduled_connectors", Operation::Access::Admin);
  add_lists(api, store, feed, seal, base + "/scheduled_connectors", Operation::Access::User);
  using Access = Operation::Access;
  using Work = Operation::Work;
  api.add({"GET", base + "/admin/audit", Access::Admin, Work::Read, 0,
           [&store](const HttpRequest& q, const Account&) { return audit(store, q); }});
  api.add({"GET", base + "/users/current", Access::User, Work::None, 0,
           [](const HttpRequest&, const Account& a) { return current_user(a); }});
  api.add({"GET", base + "/capabilities", Access::User, Work::None, 0,
           [](const HttpRequest&, const Account&) { return capabilities(); }});
  return api;
}

const Operation* Api::find(std::string_view method, std::string_view path) const {
  const auto found =
      std::ranges::find_if(operations_, [&](const Operation& o) { return o.method == method && o.path == path; });
  return found == operations_.end() ? nullptr : &*found;
}

}  // namespace syncwall
