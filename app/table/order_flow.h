// OrderFlow: what is done to jobs, from the question to its outcome, as a state machine. Its words and rules are those
// of the action (table/action_words.h). Knows no ImGui and no network: the dialog draws it, Desk turns its decisions
// into requests. UI thread only.
//
//   Closed → Asking → (Rechecked → ) Sending → Outcome → Closed, or again Asking for a retry
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cache/snapshot.h"
#include "jobs/connection.h"
#include "jobs/order_result.h"
#include "table/action_words.h"

namespace syncwall {

// The jobs of an order, as the list has them. Cheap to make; writing out the ids isn't, where they are many.
struct RowOrder {
  RowAction action = RowAction::Delete;
  Dictionary::View dictionary;  // and not the snapshot: rows of what is deleted may then be used again
  struct Part {
    Origin origin{};
    std::vector<PackedId> jobs;
  };
  std::vector<Part> parts;  // of each server that has any

  [[nodiscard]] bool empty() const { return parts.empty(); }
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::vector<OriginIds> ids() const;
};

class OrderFlow {
 public:
  enum class State : std::uint8_t { Closed, Asking, Rechecked, Sending, Outcome };
  // What becomes of jobs that have begun to run since they were asked about.
  enum class Runs : std::uint8_t { Included, LeftOut };

  // One named job of the list, as the dialog shows it.
  struct Named {
    std::string collection, user;
    Status status = Status::Other;
  };
  struct Failure {
    std::string id, collection, user, reason;
  };
  static constexpr std::size_t kNamed = 10;

  [[nodiscard]] RowAction action() const { return action_; }
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool open() const { return state_ != State::Closed; }
  [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(rows_.size()); }
  [[nodiscard]] std::int64_t hidden() const { return hidden_; }  // ticked, but not shown under the filter
  [[nodiscard]] const std::vector<Named>& named() const { return named_; }
  [[nodiscard]] std::int64_t with_status(Status s) const { return by_status_[static_cast<std::size_t>(s)]; }
  // The number must be typed, with or without separators.
  [[nodiscard]] bool must_type() const { return count() > words(action_).type_above; }
  [[nodiscard]] bool may_confirm(std::string_view typed) const;
  // Rechecked: what is gone since the button was pressed before, and what began to run since the dialog opened.
  [[nodiscard]] std::int64_t gone() const { return gone_; }
  [[nodiscard]] std::int64_t began() const { return began_; }
  // Sending and Outcome.
  [[nodiscard]] const OrderProgress& progress() const { return *progress_; }
  // Done, as the server said, or as the list shows where its answer got lost.
  [[nodiscard]] std::int64_t done() const { return progress_->results.count(OrderResult::Kind::Done) + listed_done_; }
  [[nodiscard]] std::int64_t listed_done() const { return listed_done_; }
  [[nodiscard]] std::int64_t listed_not_done() const { return static_cast<std::int64_t>(kept_.size()); }
  [[nodiscard]] std::int64_t already_so() const { return progress_->results.count(OrderResult::Kind::AlreadySo); }
  // Those for which it was not done, why, and the first of them by name.
  [[nodiscard]] std::int64_t failed() const { return failed_; }
  [[nodiscard]] const std::vector<OrderResults::Reason>& reasons() const { return reasons_; }
  [[nodiscard]] const std::vector<Failure>& failures() const { return failures_; }
  // Outcome: jobs whose answer got lost and about which the server is being asked; and what stands in the way.
  [[nodiscard]] std::int64_t unknown() const { return static_cast<std::int64_t>(unknown_rows_.size()); }
  [[nodiscard]] const std::string& unknown_why() const { return unknown_why_; }
  // About which the server can't tell: the list will show, when it is newer than they are.
  [[nodiscard]] std::int64_t unclear() const { return unclear_; }
  [[nodiscard]] const std::string& unclear_why() const { return unclear_why_; }
  // It is being done just now, or may have been: drawn dimmed.
  [[nodiscard]] bool touches(CacheRow row) const;
  // Rows that are being deleted just now, or maybe deleted already, ascending; null: none. The same until they are
  // others.
  [[nodiscard]] const std::shared_ptr<const std::vector<CacheRow>>& deleting_rows();

  void ask(const Snapshot& snapshot, RowAction action, std::vector<CacheRow> rows, std::int64_t hidden);
  // The button was pressed: what to send, or nothing where the list had changed and the change must be seen first
  // (then Rechecked): each time where jobs are gone, once where jobs began to run, since on a living server some do in
  // every second.
  [[nodiscard]] RowOrder confirm(const Snapshot& snapshot, std::uint64_t request_id, Runs runs = Runs::Included);
  // Also with progress of another order, which is then ignored. What was unknown or unclear becomes known, by the
  // server or by the list: `connection` tells how new that is.
  void update(const Snapshot& snapshot, std::shared_ptr<const OrderProgress> progress,
              const Connection* connection = nullptr);
  // Asks again for what failed; never for what is unknown.
  void retry(const Snapshot& snapshot);
  // Nothing while Sending: only its end, or cancelling it, ends that. What is unknown goes on being checked.
  void close();

 private:
  // A row with whose it was: rows of dead jobs are given to others (cache/row_reuse.h).
  struct Kept {
    CacheRow row;
    PackedId job;
    friend bool operator==(const Kept&, const Kept&) = default;
  };
  using KeptRows = std::vector<Kept>;

  void describe(const Snapshot& snapshot);
  void look_at_unsure(const Snapshot& snapshot);
  void describe_failures(const Snapshot& snapshot);
  [[nodiscard]] bool was_not_done(std::size_t place) const;

  enum class Shown : std::uint8_t { Done, NotDone, Nothing };
  [[nodiscard]] Shown shown_by(const Snapshot& snapshot, const Kept& kept) const;
  [[nodiscard]] std::string still_not() const;
  [[nodiscard]] std::string not_sent() const;

  State state_ = State::Closed;
  RowAction action_ = RowAction::Delete;
  KeptRows rows_;                                // by server, then ascending; results are in their order
  std::vector<CacheRow> sent_rows_, lost_rows_;  // those of rows_ and of unknown_rows_, ascending
  std::vector<Status> statuses_;                 // of rows_, when they were asked about
  bool said_of_runs_ = false;                    // that some began to run since
  std::int64_t hidden_ = 0, gone_ = 0, began_ = 0, failed_ = 0, unclear_ = 0, listed_done_ = 0;
  std::vector<Named> named_;
  std::array<std::int64_t, kStatuses + 1> by_status_{};
  std::uint64_t request_id_ = 0;
  std::shared_ptr<const OrderProgress> progress_ = std::make_shared<OrderProgress>();
  std::vector<Failure> failures_;
  std::vector<OrderResults::Reason> reasons_;
  KeptRows unknown_rows_;
  std::vector<std::uint32_t> kept_;  // places of unclear ones that a later list still has; ascending
  std::string unknown_why_, unclear_why_;
  std::uint64_t looked_at_ = 0;     // the snapshot's version
  std::size_t unsure_seen_ = 0;     // results in doubt so far
  TickMs unclear_since_ = kNoTick;  // when the server had last answered, as it became so
  bool list_later_ = false;         // the list is newer than that

  struct DeletingKey {
    std::uint64_t request_id = 0;
    std::size_t sending = 0, unknown = 0;
    friend bool operator==(const DeletingKey&, const DeletingKey&) = default;
  };
  DeletingKey deleting_of_;
  std::shared_ptr<const std::vector<CacheRow>> deleting_rows_;
};

}  // namespace syncwall
