// A JobSource without a network: a small server in memory that is told how to misbehave. What it answers follows
// the contract through the one order and the one filter of jobs/, the slow, obvious way.
//
// One thread asks; cancel() from any. A test that shares it with a FetchThread sets it up first, or uses the
// functions marked "any thread".
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "jobs/order.h"
#include "sources/source.h"
#include "support/job_list.h"

namespace syncwall::test {

class FakeServer {
 public:
  // Any thread.
  void put(Job job) {
    std::lock_guard lock(mutex_);
    const std::string id = job.id;
    jobs_[id] = {std::move(job), ++revision_};
    gone_.erase(id);
  }
  bool remove(const std::string& id) {
    std::lock_guard lock(mutex_);
    if (jobs_.erase(id) == 0) return false;
    gone_[id] = ++revision_;
    return true;
  }
  // Pausing a job that isn't there fails; other actions than these two are refused.
  OrderAnswer carry_out(const Order& order) {
    using Kind = OrderResult::Kind;
    OrderAnswer answer;
    std::set<std::string> done;
    for (const std::string& id : order.ids) {
      Kind kind = Kind::Refused;
      if (order.action == RowAction::Delete) kind = remove(id) ? Kind::Done : Kind::AlreadySo;
      if (order.action == RowAction::Pause) kind = pause(id);
      if (kind == Kind::Done) done.insert(id);
      answer.results.push_back({id, kind, kind == Kind::Done || kind == Kind::AlreadySo ? "" : "not here"});
    }
    std::lock_guard lock(mutex_);
    done_[order.request_id] = std::move(done);
    return answer;
  }
  OrderResult::Kind pause(const std::string& id) {
    using Kind = OrderResult::Kind;
    std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return Kind::Failed;
    if (found->second.job.status == Status::Paused) return Kind::AlreadySo;
    found->second.job.status = Status::Paused;
    found->second.revision = ++revision_;
    return Kind::Done;
  }
  OrderAnswer outcome(const Order& order) {
    using Kind = OrderResult::Kind;
    std::lock_guard lock(mutex_);
    OrderAnswer answer;
    for (const std::string& id : order.ids) {
      const bool ours = done_[order.request_id].contains(id);
      answer.results.push_back({id, ours ? Kind::Done : jobs_.contains(id) ? Kind::Failed : Kind::AlreadySo, ""});
    }
    return answer;
  }
  [[nodiscard]] std::vector<Job> jobs() const {
    std::lock_guard lock(mutex_);
    std::vector<Job> all;
    for (const auto& [id, stored] : jobs_) all.push_back(stored.job);
    return all;
  }
  [[nodiscard]] std::uint64_t revision() const {
    std::lock_guard lock(mutex_);
    return revision_;
  }
  void forget_changes_before(std::uint64_t revision) {
    std::lock_guard lock(mutex_);
    known_since_ = revision;
  }
  // Another database: the same address, other jobs, revisions from the start.
  void reset() {
    std::lock_guard lock(mutex_);
    jobs_.clear();
    gone_.clear();
    revision_ = known_since_ = 0;
  }

  [[nodiscard]] JobPage page(const Query& query, const std::string& cursor, int limit) const {
    std::lock_guard lock(mutex_);
    std::vector<Job> found;
    for (const auto& [id, stored] : jobs_) {
      if (matches(view_of(stored.job), query.filter, 0)) found.push_back(stored.job);
    }
    const auto before = [&](const Job& a, const Job& b) {
      return compare_jobs(view_of(a), view_of(b), query.sort) < 0;
    };
    std::sort(found.begin(), found.end(), before);
    JobPage page;
    page.total = static_cast<std::int64_t>(found.size());
    page.revision = revision_;
    auto from = found.begin();
    if (!cursor.empty()) from = std::upper_bound(found.begin(), found.end(), cursors_.at(cursor), before);
    const auto to = from + std::min<std::ptrdiff_t>(limit, found.end() - from);
    if (to != found.end()) {
      page.next_cursor = "after " + std::prev(to)->id + " " + std::to_string(revision_);
      cursors_[page.next_cursor] = *std::prev(to);
    }
    page.list = to_list(std::vector<Job>(from, to));
    return page;
  }
  // False: those are forgotten.
  [[nodiscard]] bool changes(std::uint64_t since, std::size_t limit, JobChanges& changes) const {
    std::lock_guard lock(mutex_);
    if (since < known_since_) return false;
    std::map<std::uint64_t, const Job*> changed;
    std::map<std::uint64_t, std::string> deleted;
    for (const auto& [id, stored] : jobs_) {
      if (stored.revision > since) changed[stored.revision] = &stored.job;
    }
    for (const auto& [id, revision] : gone_) {
      if (revision > since) deleted[revision] = id;
    }
    std::vector<Job> jobs;
    changes.revision = since;
    for (std::uint64_t r = since + 1; r <= revision_; ++r) {
      if (jobs.size() + changes.deleted_ids.size() == limit) {
        changes.more = true;
        break;
      }
      changes.revision = r;
      if (const auto job = changed.find(r); job != changed.end()) jobs.push_back(*job->second);
      if (const auto id = deleted.find(r); id != deleted.end()) changes.deleted_ids.push_back(id->second);
    }
    if (since > revision_) changes.revision = revision_;
    changes.list = to_list(std::move(jobs));
    return true;
  }
  [[nodiscard]] JobSummary summary() const {
    std::lock_guard lock(mutex_);
    JobSummary summary;
    summary.total = static_cast<std::int64_t>(jobs_.size());
    summary.revision = revision_;
    for (const auto& [id, stored] : jobs_) {
      if (stored.job.status != Status::Other) ++summary.by_status[static_cast<std::size_t>(stored.job.status)];
    }
    return summary;
  }

 private:
  struct Stored {
    Job job;
    std::uint64_t revision = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Stored> jobs_;
  std::map<std::string, std::uint64_t> gone_;
  std::map<std::string, std::set<std::string>> done_;  // by request
  std::uint64_t revision_ = 0, known_since_ = 0;
  mutable std::map<std::string, Job> cursors_;
};

class FakeSource final : public JobSource {
 public:
  explicit FakeSource(FakeServer& server) : server_(server) {}

  // Set up before use.
  Account who{"u-1", "ada", "ada@example.com", true};
  Capabilities offered{{RowAction::Delete}, true, true, true};
  std::size_t changes_limit = 1000;
  std::optional<std::int64_t> ahead;  // of its clock, ms
  [[nodiscard]] std::optional<std::int64_t> clock_ahead_ms() const override { return ahead; }
  std::size_t most_ids = 1000;  // of an order
  [[nodiscard]] std::size_t order_size() const override { return most_ids; }
  // Called with "page", "changes", … before each request is worked on; on the asking thread.
  std::function<void(const std::string&)> before;
  // Called when the answer stands but before it is handed over: what happens now, the answer doesn't know.
  std::function<void(const std::string&)> after;

  // Any thread. The next requests of that name ("" any) fail so, one after another.
  void fail_next(const std::string& name, RequestError error) {
    std::lock_guard lock(mutex_);
    failures_.push_back({name, std::move(error)});
  }
  // Any thread. Requests wait until release(), or until cancelled.
  void hold(bool held) {
    {
      std::lock_guard lock(mutex_);
      held_ = held;
    }
    changed_.notify_all();
  }
  [[nodiscard]] std::vector<std::string> asked() const {
    std::lock_guard lock(mutex_);
    return asked_;
  }
  [[nodiscard]] std::size_t times(const std::string& name) const {
    std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count(asked_.begin(), asked_.end(), name));
  }

  Answer<Account> account() override {
    return answer<Account>("account", [&] { return who; });
  }
  Answer<Capabilities> capabilities() override {
    return answer<Capabilities>("capabilities", [&] { return offered; });
  }
  Answer<JobPage> page(const Query& query, const std::string& cursor, int limit) override {
    Query asked = query;
    if (!offered.server_order) asked = Query{};
    return answer<JobPage>(
        query.filter.all() && query.sort[0] == SortKey{SortColumn::Created, true} ? "mirror" : "page",
        [&] { return server_.page(asked, cursor, limit); });
  }
  Answer<JobSummary> summary() override {
    return answer<JobSummary>("summary", [&] { return server_.summary(); });
  }
  Answer<JobChanges> changes(const Revision& since) override {
    return answer<JobChanges>("changes", [&]() -> Answer<JobChanges> {
      JobChanges changes;
      if (!server_.changes(since.number, changes_limit, changes))
        return RequestError{RequestError::Kind::Gone, {"too old", "", ""}};
      return changes;
    });
  }
  Answer<OrderAnswer> carry_out(const Order& order) override {
    return answer<OrderAnswer>("carry_out", [&] { return server_.carry_out(order); });
  }
  Answer<OrderAnswer> outcome(const Order& order) override {
    return answer<OrderAnswer>("outcome", [&] { return server_.outcome(order); });
  }
  Answer<AuditAnswer> audit(const std::string&, int) override {
    return RequestError{RequestError::Kind::BadRequest, {"this server keeps no audit", "", ""}};
  }
  std::string server() const override { return "fake://server"; }
  void cancel() override {
    {
      std::lock_guard lock(mutex_);
      cancelled_ = true;
    }
    changed_.notify_all();
  }

 private:
  template <class T, class Work>
  Answer<T> answer(const std::string& name, Work work) {
    if (before) before(name);
    {
      std::unique_lock lock(mutex_);
      asked_.push_back(name);
      changed_.wait(lock, [this] { return !held_ || cancelled_; });
      if (cancelled_) return RequestError{RequestError::Kind::Cancelled, {"cancelled", "", ""}};
      const auto failure = std::find_if(failures_.begin(), failures_.end(),
                                        [&](const auto& f) { return f.first.empty() || f.first == name; });
      if (failure != failures_.end()) {
        RequestError error = std::move(failure->second);
        failures_.erase(failure);
        return error;
      }
    }
    Answer<T> made = work();
    if (after) after(name);
    return made;
  }

  FakeServer& server_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<std::string, RequestError>> failures_;
  std::vector<std::string> asked_;
  bool held_ = false, cancelled_ = false;
};

}  // namespace syncwall::test
