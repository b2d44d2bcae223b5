#include "sources/syncwall_client.h"

#include <utility>

#include "base/json_text.h"
#include "jobs/filter/filter_grammar.h"
#include "jobs/plain_filter.h"

namespace syncwall {

namespace {

// More than this at once makes neither side faster.
constexpr int kChangesLimit = 1000;

// Decodes an answer; a body that isn't what was agreed is Nonsense.
template <class T>
Answer<T> decoded(Answer<std::string> body, Result<T> (*decode)(std::string)) {
  if (!body.ok()) return body.problem();
  Result<T> value = decode(std::move(body).value());
  if (!value.ok()) return RequestError{RequestError::Kind::Nonsense, value.problem(), std::nullopt, true};
  return std::move(value).value();
}

void add(std::string& path, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  path += path.find('?') == std::string::npos ? '?' : '&';
  path.append(name).append("=").append(url_encoded(value));
}

}  // namespace

Answer<std::string> SyncwallClient::route(const std::string& rest) {
  if (!is_admin_) {
    if (const Answer<Account> asked = account(); !asked.ok()) return asked.problem();
  }
  return (*is_admin_ ? "/admin/scheduled_connectors" : "/scheduled_connectors") + rest;
}

Answer<std::string> SyncwallClient::noted(Answer<std::string> body) {
  using Kind = RequestError::Kind;
  if (!body.ok() && (body.problem().kind == Kind::Refused || body.problem().kind == Kind::Forbidden)) is_admin_.reset();
  return body;
}

Answer<Account> SyncwallClient::account() {
  Answer<Account> account = decoded(noted(http_->get("/users/current")), decode_account);
  if (account.ok()) is_admin_ = account.value().is_admin;
  return account;
}

Answer<Capabilities> SyncwallClient::capabilities() {
  return decoded(http_->get("/capabilities"), decode_capabilities);
}

Answer<JobPage> SyncwallClient::page(const Query& query, const std::string& cursor, int limit) {
  std::string rest;
  add(rest, "limit", std::to_string(limit));
  if (!query.sort.empty()) {
    add(rest, "sort_column", wire_name(query.sort[0].column));
    add(rest, "ascending", query.sort[0].ascending ? "true" : "false");
  }
  const PlainFilter plain = plain_part(query.filter);
  add(rest, "user_filter", plain.user);
  add(rest, "collection_filter", plain.collection);
  add(rest, "type_filter", type_list(plain.types));
  add(rest, "status_filter", status_list(plain.statuses));
  add(rest, "q", filter_text({other_terms(query.filter)}));
  add(rest, "cursor", cursor);
  const Answer<std::string> path = route(rest);
  if (!path.ok()) return path.problem();
  return decoded(noted(http_->get(path.value())), decode_page);
}

Answer<JobSummary> SyncwallClient::summary() {
  const Answer<std::string> path = route("/summary");
  if (!path.ok()) return path.problem();
  return decoded(noted(http_->get(path.value())), decode_summary);
}

Answer<JobChanges> SyncwallClient::changes(const Revision& since) {
  std::string rest = "/changes?since=" + std::to_string(since.number) + "&limit=" + std::to_string(kChangesLimit);
  add(rest, "epoch", since.epoch);
  const Answer<std::string> path = route(rest);
  if (!path.ok()) return path.problem();
  return decoded(noted(http_->get(path.value())), decode_changes);
}

Answer<AuditAnswer> SyncwallClient::audit(const std::string& cursor, int limit) {
  std::string path = "/admin/audit";
  add(path, "limit", std::to_string(limit));
  add(path, "cursor", cursor);
  return decoded(noted(http_->get(path)), decode_audit);
}

Answer<OrderAnswer> SyncwallClient::carry_out(const Order& order) { return post_deletion("/batch_delete", order); }

Answer<OrderAnswer> SyncwallClient::outcome(const Order& order) {
  return post_deletion("/batch_delete/outcome", order);
}

// The contract has an operation for deletions only.
Answer<OrderAnswer> SyncwallClient::post_deletion(const char* operation, const Order& order) {
  if (order.action != RowAction::Delete)
    return RequestError{RequestError::Kind::BadRequest, {"this server's API offers deletion only", "", ""}};
  const Answer<std::string> path = route(operation);
  if (!path.ok()) {
    RequestError error = path.problem();
    error.maybe_done = false;  // that was another request
    return error;
  }
  std::string body = R"({"connector_ids":)";
  char before = '[';
  for (const std::string& id : order.ids) {
    body += before;
    before = ',';
    append_json(body, id);
  }
  body += before == '[' ? "[]" : "]";
  if (!order.request_id.empty()) {
    body += R"(,"request_id":)";
    append_json(body, order.request_id);
  }
  body += '}';
  return decoded(noted(http_->post(path.value(), std::move(body))), decode_deletion);
}

}  // namespace syncwall
