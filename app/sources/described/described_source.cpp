#include "sources/described/described_source.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/json_text.h"
#include "base/utf8.h"
#include "wire/json_fields.h"

namespace syncwall::described {

using Kind = RequestError::Kind;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds kPage{250};  // as long as a page takes whose rows need requests of their own
constexpr int kMostRestarts = 3;                 // of one list whose cursor ended in the middle
constexpr std::size_t kMostRows = 5'000'000;
constexpr int kTries = 4;  // of an action that the server can't do just now
constexpr std::int64_t kMostWaitMs = 30'000;

RequestError not_offered(std::string what) {
  return {Kind::BadRequest, {std::move(what), "the server's description has no operation for it", ""}};
}

bool among(const std::vector<int>& codes, int status) { return std::ranges::find(codes, status) != codes.end(); }

}  // namespace

DescribedSource::DescribedSource(std::shared_ptr<const Server> server, std::unique_ptr<HttpPort> port)
    : server_(std::move(server)), session_(server_, std::move(port)) {}

Answer<Account> DescribedSource::account() {
  Account account;
  account.is_admin = true;  // whatever this key is shown is shown
  return account;
}

Answer<Capabilities> DescribedSource::capabilities() {
  Capabilities offered;
  for (const ActionSpec& action : d().actions) offered.actions.add(action.action);
  return offered;
}

void DescribedSource::begin_walk() {
  joined_.assign(d().joins.size(), {});
  at_join_ = 0;
  walk_.reset();
  parents_read_ = !d().each;
  parents_.clear();
  waiting_.clear();
  at_parent_ = 0;
  main_read_ = false;
  ids_.clear();
  unread_.clear();
  unread_why_.clear();
  doubt_.clear();
  restarts_ = 0;
  server_->memory->begin_walk();
  next_list();
}

// The list that is read next begins.
void DescribedSource::next_list() {
  restarts_ = 0;
  while (at_join_ < d().joins.size() && !d().joins[at_join_].list) ++at_join_;
  const ListSpec* list = &d().list;
  if (at_join_ < d().joins.size()) {
    list = &*d().joins[at_join_].list;
  } else if (!parents_read_) {
    list = &d().each->list;
  }
  walk_.emplace(list->paginator, list->max_pages);
}

Answer<JobPage> DescribedSource::page(const Query&, const std::string& cursor, int) {
  if (cursor.empty()) begin_walk();
  JobPage page;
  jobs_ = std::make_shared<std::deque<Job>>();
  if (const auto done = step(page); !done.ok()) return done.problem();
  page.list.storage = jobs_;
  server_->memory->keep(std::exchange(kept_, {}));
  page.next_cursor = "step " + std::to_string(++step_);
  if (d().each) {
    page.collections = parents_read_ ? static_cast<std::int64_t>(parents_.size()) : -1;
    page.collections_done = static_cast<std::int64_t>(parents_read_ ? at_parent_ : parents_.size());
  }
  if (main_read_ && waiting_.empty()) end_walk(page);
  return page;
}

Answer<Done> DescribedSource::step(JobPage& page) {
  if (!waiting_.empty()) return finish_rows(page);
  if (at_join_ < d().joins.size()) return join_page();
  if (!parents_read_) return parent_page();
  if (!main_read_) {
    if (const auto done = main_page(); !done.ok()) return done.problem();
  }
  return finish_rows(page);
}

Answer<std::vector<Row>> DescribedSource::list_page(const ListSpec& list, ListWalk& walk, const Scope& scope,
                                                    std::unordered_set<std::string>* ids) {
  ClientAnswer raw;
  const auto json = session_.read(list.request, scope, walk.params(), &raw);
  if (!json.ok()) {
    // A cursor that ended in the middle: from the beginning, and what came stays.
    if (json.problem().kind == Kind::Gone && ++restarts_ <= kMostRestarts) {
      walk.restart();
      return std::vector<Row>();
    }
    return json.problem();
  }
  std::vector<Row> rows;
  if (!find_rows(json.value(), list.records.value_or(Pointer{}), list.entries, rows))
    return RequestError{
        Kind::Nonsense,
        {"the answer is not as its description says",
         std::string("there is no ") + (list.entries ? "map" : "list") + " where the records are to be", ""}};
  const std::size_t records = rows.size();
  std::size_t fresh = records;
  std::erase_if(rows, [&](const Row& row) {
    Scope of_row = session_.scope();
    of_row.row = &row;
    const auto id = ids == nullptr ? std::nullopt : evaluate(d().fields.id, of_row).text();
    if (id && !ids->insert(*id).second) return --fresh, true;
    return list.keep && !holds(*list.keep, of_row);
  });
  const std::string address = session_.address();
  const auto taken = walk.take({json.value()->root, records, fresh, raw.body, raw.link, address});
  if (!taken.ok()) return RequestError{Kind::Nonsense, taken.problem()};
  if (doubt_.empty()) doubt_ = walk.doubt();
  return rows;
}

void DescribedSource::take_partner(const JoinSpec& join, Joined& joined, Row row) const {
  Scope scope = session_.scope();
  scope.row = &row;
  const auto key = evaluate(join.key, scope).text();
  if (key && !key->empty()) keep_better(join, joined.rows.try_emplace(*key).first->second, std::move(row));
}

// The first one stays, unless it is the latest that counts.
void DescribedSource::keep_better(const JoinSpec& join, std::optional<Row>& kept, Row row) const {
  if (kept && join.pick != JoinSpec::Pick::Latest) return;
  if (!kept) return static_cast<void>(kept = std::move(row));
  Scope scope = session_.scope();
  scope.row = &row;
  const TimeValue ours = time_of(join.by, scope);
  scope.row = &*kept;
  const TimeValue theirs = time_of(join.by, scope);
  if (ours.kind == TimeValue::Kind::Time && (theirs.kind != TimeValue::Kind::Time || ours.at > theirs.at))
    kept = std::move(row);
}

Answer<Done> DescribedSource::join_page() {
  const JoinSpec& join = d().joins[at_join_];
  Joined& joined = joined_[at_join_];
  auto rows = list_page(*join.list, *walk_, session_.scope());
  if (!rows.ok()) return rows.problem();
  for (Row& row : rows.value()) take_partner(join, joined, std::move(row));
  if (!walk_->done()) return Done{};
  joined.cut = walk_->cut();
  ++at_join_;
  next_list();
  return Done{};
}

Answer<Done> DescribedSource::parent_page() {
  auto rows = list_page(d().each->list, *walk_, session_.scope());
  if (!rows.ok()) return rows.problem();
  std::ranges::move(rows.value(), std::back_inserter(parents_));
  if (!walk_->done()) return Done{};
  parents_read_ = true;
  main_read_ = parents_.empty();
  next_list();
  return Done{};
}

// A parent that has gone, or may not be read, holds up no other.
bool DescribedSource::parent_is_unread(const RequestError& error) {
  if (!d().each) return false;
  const bool skipped = among(d().each->skip_codes, error.status);
  const bool its_own = error.kind == Kind::Forbidden || error.kind == Kind::BadRequest || error.kind == Kind::Nonsense;
  if (!skipped && !its_own) return false;
  if (skipped) return true;
  if (unread_.empty()) unread_why_ = error.text();
  Scope scope = session_.scope();
  scope.row = &parents_[at_parent_];
  unread_.push_back(evaluate(d().each->collection_id, scope).text().value_or(""));
  return true;
}

Answer<Done> DescribedSource::main_page() {
  std::vector<Partner> partners(d().joins.size() + 1);
  Scope scope = session_.scope();
  if (d().each) partners.back().row = parents_[at_parent_];
  scope.partners = partners;
  auto rows = list_page(d().list, *walk_, scope, &ids_);
  const bool skipped = !rows.ok() && parent_is_unread(rows.problem());
  if (!rows.ok() && !skipped) return rows.problem();
  if (rows.ok()) {
    for (Row& row : rows.value()) waiting_.push_back({std::move(row), partners.back().row});
  }
  if (ids_.size() > kMostRows)
    return RequestError{Kind::TooLarge, {"the list is too long", "a list without an end", ""}};
  if (!skipped && !walk_->done()) return Done{};
  if (walk_->cut()) doubt_ = "its list was read only as far as its description says (max_pages)";
  ++at_parent_;
  main_read_ = !d().each || at_parent_ >= parents_.size();
  if (!main_read_) next_list();
  return Done{};
}

Answer<Partner> DescribedSource::ask_partner(const JoinSpec& join, const Scope& scope) {
  const auto json = session_.read(join.row->request, scope);
  if (!json.ok()) {
    const RequestError& error = json.problem();
    if (among(join.skip_codes, error.status)) return Partner{};
    const bool its_own =
        error.kind == Kind::Forbidden || error.kind == Kind::BadRequest || error.kind == Kind::Nonsense;
    if (its_own) return Partner{std::nullopt, true};
    return error;
  }
  if (!join.row->records) return Partner{Row{json.value(), json.value()->root, std::nullopt}};
  std::vector<Row> rows;
  if (!find_rows(json.value(), *join.row->records, join.row->entries, rows)) return Partner{std::nullopt, true};
  Partner partner;
  for (Row& row : rows) keep_better(join, partner.row, std::move(row));
  return partner;
}

Answer<std::vector<Partner>> DescribedSource::partners_of(const Waiting& waiting) {
  std::vector<Partner> partners(d().joins.size() + 1);
  partners.back().row = waiting.parent;
  Scope scope = session_.scope();
  scope.row = &waiting.row;
  scope.partners = partners;
  for (std::size_t i = 0; i < d().joins.size(); ++i) {
    const JoinSpec& join = d().joins[i];
    if (join.list) {
      const auto key = evaluate(join.on, scope).text();
      const auto found = key ? joined_[i].rows.find(*key) : joined_[i].rows.end();
      if (found != joined_[i].rows.end()) partners[i].row = found->second;
      partners[i].unsure = !partners[i].row && joined_[i].cut;
    }
    if (partners[i].row || !join.row || (join.list && !joined_[i].cut)) continue;
    auto asked = ask_partner(join, scope);
    if (!asked.ok()) return asked.problem();
    partners[i] = std::move(asked).value();
  }
  return partners;
}

Answer<Done> DescribedSource::finish_rows(JobPage& page) {
  const auto until = Clock::now() + kPage;
  while (!waiting_.empty() && Clock::now() < until) {
    auto partners = partners_of(waiting_.front());
    // What has come is handed on first; this row is asked for again with the next page.
    if (!partners.ok() && page.list.jobs.empty()) return partners.problem();
    if (!partners.ok()) break;
    hand_on(waiting_.front(), partners.value(), page);
    waiting_.pop_front();
  }
  return Done{};
}

void DescribedSource::hand_on(const Waiting& waiting, std::span<const Partner> partners, JobPage& page) {
  Scope scope = session_.scope();
  scope.row = &waiting.row;
  scope.partners = partners;
  MappedRow mapped = map_row(d(), scope);
  if (!mapped.fault.empty()) {
    if (page.list.skipped++ == 0) page.list.skipped_why = "a record of the list: " + mapped.fault;
    return;
  }
  if (!mapped.unreadable.empty() && page.list.unreadable++ == 0)
    page.list.unreadable_why = mapped.job.id + ": " + mapped.unreadable;
  if (!d().actions.empty()) kept_.push_back({mapped.job.id, memory_of(scope)});
  jobs_->push_back(std::move(mapped.job));
  page.list.jobs.push_back(view_of(jobs_->back()));
}

std::string DescribedSource::memory_of(const Scope& scope) const {
  std::string values = "[";
  for (const Reference& place : d().action_places) {
    if (values.size() > 1) values += ',';
    const Value value = find(place, scope);
    if (value.made) append_json(values, *value.made);
    if (!value.made) values += value.element ? std::string(simdjson::minify(*value.element)) : "null";
  }
  return values + "]";
}

void DescribedSource::end_walk(JobPage& page) {
  page.next_cursor.clear();
  page.unread_collections = std::exchange(unread_, {});
  page.unread_why = std::exchange(unread_why_, {});
  page.missing_why = doubt_;
  if (page.unread_collections.empty() && doubt_.empty()) server_->memory->end_walk();
}

const ActionSpec* DescribedSource::action(RowAction wanted) const {
  const auto found = std::ranges::find(d().actions, wanted, &ActionSpec::action);
  return found == d().actions.end() ? nullptr : &*found;
}

Answer<OrderAnswer> DescribedSource::carry_out(const Order& order) {
  const ActionSpec* const spec = action(order.action);
  if (spec == nullptr) return not_offered("this can't be done here");
  OrderAnswer answer;
  bool reachable = true;
  for (const std::string& id : order.ids) {
    if (reachable) {
      answer.results.push_back(do_one(*spec, id, reachable));
    } else {
      answer.results.push_back({id, OrderResult::Kind::Failed, "not sent: " + answer.results.back().message});
    }
    if (answer.results.back().message.starts_with("not sent: not sent: ")) answer.results.back().message.erase(0, 10);
  }
  return answer;
}

OrderResult DescribedSource::do_one(const ActionSpec& action, const std::string& id, bool& reachable) {
  using Outcome = OrderResult::Kind;
  const auto kept = server_->memory->values_of(id);
  if (!kept) return {id, Outcome::Failed, "this job hasn't been read yet, or isn't in the list any more"};
  const auto values = parse_json(*kept);
  if (!values.ok()) return {id, Outcome::Failed, values.problem().text()};
  const Recalled recalled{d().action_places, values.value()->root};
  Scope scope = session_.scope();
  scope.recalled = &recalled;
  if (action.when && !holds(*action.when, scope)) return {id, Outcome::Refused, action.otherwise};
  for (int attempt = 1;; ++attempt) {
    const auto answer = session_.send(action.request, scope, {}, action.harmless);
    if (!answer.ok()) {
      const RequestError& error = answer.problem();
      const bool again = action.harmless && error.kind == Kind::Unreachable && attempt < 2;
      if (again) continue;
      reachable = error.kind != Kind::Unreachable && error.kind != Kind::Cancelled && error.kind != Kind::NoKey &&
                  error.kind != Kind::Refused;
      return {id, error.maybe_done ? Outcome::Unclear : Outcome::Failed, error.text()};
    }
    const int status = answer.value().status;
    const bool later =
        status == 429 || (status == 503 && answer.value().retry_after_ms) || among(action.retry_codes, status);
    if (!later || attempt == kTries) return result_of(action, id, answer.value(), scope);
    const std::int64_t wait_ms = answer.value().retry_after_ms.value_or(std::int64_t{500} << (attempt - 1));
    if (wait_ms > kMostWaitMs) return result_of(action, id, answer.value(), scope);
    if (!wait(wait_ms)) return {id, Outcome::Failed, "cancelled before it was done"};
  }
}

OrderResult DescribedSource::result_of(const ActionSpec& action, const std::string& id, const ClientAnswer& answer,
                                       const Scope& scope) const {
  using Outcome = OrderResult::Kind;
  if (Session::succeeded(action.request, answer.status)) {
    const auto json = action.request.ok ? session_.good_json(action.request, answer)
                                        : Answer<std::shared_ptr<JsonDocument>>(std::shared_ptr<JsonDocument>());
    if (json.ok()) return {id, Outcome::Done, ""};
    return {id, Outcome::Failed, json.problem().text()};
  }
  if (among(action.already_codes, answer.status)) return {id, Outcome::AlreadySo, ""};
  const RequestError error = session_.error_of(answer, filled(action.request.path, scope).value_or(""));
  if (answer.status == 403 || among(action.refused_codes, answer.status)) {
    const std::string reason = session_.reason_in(answer);
    return {id, Outcome::Refused, reason.empty() ? error.text() : reason};
  }
  return {id, error.maybe_done && !action.harmless && answer.status != 429 ? Outcome::Unclear : Outcome::Failed,
          error.text()};
}

bool DescribedSource::wait(std::int64_t ms) {
  Lock lock(mutex_);
  return !cancelled_now_.wait_for(lock, std::chrono::milliseconds(ms),
                                  [this]() SYNCWALL_TS(no_thread_safety_analysis) { return cancelled_; });
}

void DescribedSource::cancel() {
  {
    Lock lock(mutex_);
    cancelled_ = true;
  }
  cancelled_now_.notify_all();
  session_.cancel();
}

Answer<OrderAnswer> DescribedSource::outcome(const Order& order) {
  OrderAnswer answer;
  for (const std::string& id : order.ids)
    answer.results.push_back({id, OrderResult::Kind::Unclear, "this server can't tell what became of a request"});
  return answer;
}

Answer<JobSummary> DescribedSource::summary() { return not_offered("counts are not available"); }
Answer<JobChanges> DescribedSource::changes(const Revision&) { return not_offered("changes are not available"); }
Answer<AuditAnswer> DescribedSource::audit(const std::string&, int) {
  return not_offered("who deleted what is not told here");
}

}  // namespace syncwall::described
