// DeleteFlow: a deletion from the question to its outcome, as a state machine. Knows no ImGui and no network:
// the dialog draws it, Page turns its decisions into requests. UI thread only.
//
//   Closed → Asking → (Rechecked → ) Sending → Outcome → Closed, or again Asking for a retry
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cache/snapshot.h"
#include "jobs/report.h"

namespace syncwall {

class DeleteFlow {
 public:
  enum class State : std::uint8_t { Closed, Asking, Rechecked, Sending, Outcome };

  // One named job of the list, as the dialog shows it.
  struct Named {
    std::string collection, user;
    Status status = Status::Other;
  };
  struct Failure {
    std::string id, collection, user, reason;
  };
  static constexpr std::size_t kNamed = 10;
  // Above so many jobs the number must be typed (product.md).
  static constexpr std::int64_t kTypeAbove = 50;

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool open() const { return state_ != State::Closed; }
  [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(rows_.size()); }
  [[nodiscard]] std::int64_t hidden() const { return hidden_; }  // ticked, but not shown under the filter
  [[nodiscard]] const std::vector<Named>& named() const { return named_; }
  [[nodiscard]] std::int64_t with_status(Status s) const { return by_status_[static_cast<std::size_t>(s)]; }
  // The number must be typed, with or without separators.
  [[nodiscard]] bool must_type() const { return count() > kTypeAbove; }
  [[nodiscard]] bool may_confirm(std::string_view typed) const;
  // Rechecked: what has changed since the dialog opened.
  [[nodiscard]] std::int64_t gone() const { return gone_; }
  [[nodiscard]] std::int64_t began() const { return began_; }
  // Sending and Outcome.
  [[nodiscard]] const DeleteProgress& progress() const { return *progress_; }
  [[nodiscard]] std::int64_t deleted() const { return deleted_; }
  [[nodiscard]] std::int64_t already_gone() const { return already_gone_; }
  [[nodiscard]] const std::vector<Failure>& failures() const { return failures_; }
  // Outcome: jobs whose answer got lost and about which the server is being asked; and what stands in the way.
  [[nodiscard]] std::int64_t unknown() const { return static_cast<std::int64_t>(unknown_rows_.size()); }
  [[nodiscard]] const std::string& unknown_why() const { return unknown_why_; }
  // Of which nobody can tell: the list shows whether they are still there.
  [[nodiscard]] std::int64_t unclear() const { return unclear_; }
  [[nodiscard]] const std::string& unclear_why() const { return unclear_why_; }
  // Being deleted just now, or maybe deleted already: drawn dimmed.
  [[nodiscard]] bool deleting(CacheRow row) const;

  void ask(const Snapshot& snapshot, std::vector<CacheRow> rows, std::int64_t hidden);
  // "Delete" was pressed: the ids to send, or none where the list had changed and the change must be seen first
  // (then Rechecked), or where nothing is left (then Outcome).
  [[nodiscard]] std::vector<std::string> confirm(const Snapshot& snapshot, std::uint64_t request_id);
  // Also with progress of another deletion, which is then ignored. In Outcome what was unknown becomes known.
  void update(const Snapshot& snapshot, std::shared_ptr<const DeleteProgress> progress);
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
  using KeptRows = std::vector<Kept>;  // ascending by row

  void describe(const Snapshot& snapshot);
  void finish(const Snapshot& snapshot);
  [[nodiscard]] static bool has(const KeptRows& kept, CacheRow row);

  State state_ = State::Closed;
  KeptRows rows_;
  std::vector<Status> statuses_;  // of rows_, when they were asked about
  std::int64_t hidden_ = 0, gone_ = 0, began_ = 0, deleted_ = 0, already_gone_ = 0, unclear_ = 0;
  std::vector<Named> named_;
  std::array<std::int64_t, kStatuses + 1> by_status_{};
  std::uint64_t request_id_ = 0;
  std::shared_ptr<const DeleteProgress> progress_ = std::make_shared<DeleteProgress>();
  std::vector<Failure> failures_;
  KeptRows failed_rows_, unknown_rows_;
  std::uint64_t looked_at_ = 0;  // the snapshot's version
  std::string unknown_why_, unclear_why_;
};

}  // namespace syncwall
