// DescribedSource: a server that a description says how to ask (description.h). It interprets; there is no code for
// any one system.
//
// A walk reads the joined lists first, then the parents, then the list itself, one request a page() (more where rows
// need one each), and hands on what came. What can't be read of a joined row leaves the fields unknown that need it.
// An order goes out one job at a time, in the words of rows that the walk has met (row_memory.h).
// Thread safety: JobSource's.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/guarded.h"
#include "sources/described/field_map.h"
#include "sources/described/list_walk.h"
#include "sources/described/session.h"
#include "sources/source.h"

namespace syncwall::described {

class DescribedSource final : public JobSource {
 public:
  static constexpr std::size_t kOrderSize = 10;  // ids: an order goes on for as many requests

  DescribedSource(std::shared_ptr<const Server> server, std::unique_ptr<HttpPort> port);

  // Nobody's name: no system tells it in a way that descriptions could say.
  [[nodiscard]] Answer<Account> account() override;
  [[nodiscard]] Answer<Capabilities> capabilities() override;
  [[nodiscard]] Answer<JobPage> page(const Query& query, const std::string& cursor, int limit) override;
  [[nodiscard]] Answer<JobSummary> summary() override;
  [[nodiscard]] Answer<JobChanges> changes(const Revision& since) override;
  [[nodiscard]] std::size_t order_size() const override { return kOrderSize; }
  [[nodiscard]] Answer<OrderAnswer> carry_out(const Order& order) override;
  // Nobody can tell: Unclear, of each.
  [[nodiscard]] Answer<OrderAnswer> outcome(const Order& order) override;
  [[nodiscard]] Answer<AuditAnswer> audit(const std::string& cursor, int limit) override;
  [[nodiscard]] std::string server() const override { return session_.address(); }
  [[nodiscard]] std::optional<std::int64_t> clock_ahead_ms() const override { return session_.clock_ahead_ms(); }
  void cancel() override;

 private:
  // A joined list, by its key.
  struct Joined {
    std::unordered_map<std::string, std::optional<Row>> rows;
    bool cut = false;
  };
  struct Waiting {
    Row row;
    std::optional<Row> parent;
  };

  void begin_walk();
  [[nodiscard]] Answer<Done> step(JobPage& page);
  // One page of that list; its rows that are to be kept.
  [[nodiscard]] Answer<std::vector<Row>> list_page(const ListSpec& list, ListWalk& walk, const Scope& scope,
                                                   std::unordered_set<std::string>* ids = nullptr);
  void next_list();
  [[nodiscard]] Answer<Done> join_page();
  [[nodiscard]] Answer<Done> parent_page();
  [[nodiscard]] Answer<Done> main_page();
  [[nodiscard]] bool parent_is_unread(const RequestError& error);
  void take_partner(const JoinSpec& join, Joined& joined, Row row) const;
  void keep_better(const JoinSpec& join, std::optional<Row>& kept, Row row) const;
  // The waiting rows, as far as their own requests go within a moment.
  [[nodiscard]] Answer<Done> finish_rows(JobPage& page);
  [[nodiscard]] Answer<std::vector<Partner>> partners_of(const Waiting& waiting);
  [[nodiscard]] Answer<Partner> ask_partner(const JoinSpec& join, const Scope& scope);
  void hand_on(const Waiting& waiting, std::span<const Partner> partners, JobPage& page);
  void end_walk(JobPage& page);
  [[nodiscard]] std::string memory_of(const Scope& scope) const;

  [[nodiscard]] OrderResult do_one(const ActionSpec& action, const std::string& id, bool& reachable);
  [[nodiscard]] OrderResult result_of(const ActionSpec& action, const std::string& id, const ClientAnswer& answer,
                                      const Scope& scope) const;
  // False: it was cancelled.
  [[nodiscard]] bool wait(std::int64_t ms);
  [[nodiscard]] const Description& d() const { return *server_->description; }
  [[nodiscard]] const ActionSpec* action(RowAction action) const;

  const std::shared_ptr<const Server> server_;
  Session session_;

  // Of the walk under way.
  std::uint64_t step_ = 0;
  std::vector<Joined> joined_;
  std::size_t at_join_ = 0;       // that is read; all: the joins are done
  std::optional<ListWalk> walk_;  // of the list that is read
  bool parents_read_ = false;
  std::deque<Row> parents_;
  std::deque<Waiting> waiting_;
  std::size_t at_parent_ = 0;
  bool main_read_ = false;
  std::unordered_set<std::string> ids_;
  std::vector<std::string> unread_;
  std::string unread_why_, doubt_;
  int restarts_ = 0;
  std::vector<RowMemory::Kept> kept_;
  std::shared_ptr<std::deque<Job>> jobs_;  // of the page that is made

  Mutex mutex_;
  std::condition_variable_any cancelled_now_;
  bool cancelled_ SYNCWALL_GUARDED_BY(mutex_) = false;
};

}  // namespace syncwall::described
