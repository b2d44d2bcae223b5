// A deletion as it is told while it goes on: what became of each job. Pure values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace syncwall {

// What became of one job of a deletion.
struct DeleteResult {
  // Unknown: it was sent, the answer got lost, and the server is being asked what became of it. Unclear: it was asked,
  // and is one that can't tell; only the list shows whether the job is still there.
  enum class Kind : std::uint8_t { Deleted, AlreadyGone, Forbidden, Failed, Unknown, Unclear };
  std::string id;
  Kind kind = Kind::Failed;
  std::string message;  // why, for all but Deleted and AlreadyGone
  friend bool operator==(const DeleteResult&, const DeleteResult&) = default;
};

// Results in the order of the ids they belong to, with what is counted about them. A copy shares them: adding to one
// of 400,000 costs what is added.
class DeleteResults {
 public:
  using Kind = DeleteResult::Kind;
  // One reason of jobs that were not deleted.
  struct Reason {
    std::string text;
    std::int64_t jobs = 0;
  };
  static constexpr std::size_t kReasons = 20, kNamed = 200;

  DeleteResults() = default;
  DeleteResults(std::vector<DeleteResult> all) { add(std::move(all)); }  // NOLINT: implicit by design

  void add(std::vector<DeleteResult> more);
  // Others for those at these places, ascending.
  void replace(std::vector<std::pair<std::uint32_t, DeleteResult>> others);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] const DeleteResult& operator[](std::size_t i) const;
  [[nodiscard]] std::int64_t count(Kind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] std::int64_t gone() const { return count(Kind::Deleted) + count(Kind::AlreadyGone); }
  [[nodiscard]] std::int64_t not_deleted() const { return count(Kind::Forbidden) + count(Kind::Failed); }
  // Why those weren't, the first reason first; those beyond kReasons are counted under the last one.
  [[nodiscard]] std::span<const Reason> reasons() const { return reasons_; }
  // Places, ascending: the first kNamed that were not deleted; all that are Unknown or Unclear.
  [[nodiscard]] std::span<const std::uint32_t> named() const { return named_; }
  [[nodiscard]] std::span<const std::uint32_t> unsure() const { return unsure_; }

  friend bool operator==(const DeleteResults& a, const std::vector<DeleteResult>& b);

 private:
  using Chunk = std::vector<DeleteResult>;

  [[nodiscard]] std::size_t chunk_of(std::size_t i) const;
  void note(std::uint32_t place, const DeleteResult& result);
  void forget(std::uint32_t place, const DeleteResult& result);
  void count_reason(const std::string& text, std::int64_t jobs);

  std::vector<std::shared_ptr<const Chunk>> chunks_;
  std::vector<std::size_t> starts_;  // of each chunk
  std::size_t size_ = 0;
  std::array<std::int64_t, 6> counts_{};
  std::vector<Reason> reasons_;
  std::vector<std::uint32_t> named_, unsure_;
};

// A deletion under way, published as one immutable value after each batch, and again when what was Unknown is known.
struct DeleteProgress {
  std::uint64_t request_id = 0;
  std::int64_t total = 0;  // ids asked for
  bool finished = false;   // nothing more is sent: every id has its result, Unknown ones too
  bool cancelled = false;  // the ids after the last batch sent were not deleted, by request
  DeleteResults results;   // results[i] is that of the i-th id, as far as they are answered for
  // Of every deletion so far, since the start: ids that are being checked now, and how those were that have been.
  std::int64_t checking = 0, checked_gone = 0, checked_kept = 0, checked_unclear = 0;
};

}  // namespace syncwall
