// What became of each job of an order: what a store and a server answer, and what a client knows while the order
// goes on. Pure values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "jobs/row_action.h"

namespace syncwall {

// What became of one job of an order.
struct OrderResult {
  // AlreadySo: there was nothing left to do (it was gone, or paused already). Refused: the server won't.
  // Only clients have these two. Unknown: it was sent, the answer got lost, and the server is being asked what became
  // of it. Unclear: the server was asked and can't say; only the list may show it.
  enum class Kind : std::uint8_t { Done, AlreadySo, Refused, Failed, Unknown, Unclear };
  std::string id;
  Kind kind = Kind::Failed;
  std::string message;  // why, for all but Done and AlreadySo
  friend bool operator==(const OrderResult&, const OrderResult&) = default;
};

// Results in the order of the ids they belong to, with counts. A copy shares them: adding to one
// of 400,000 costs what is added.
class OrderResults {
 public:
  using Kind = OrderResult::Kind;
  // One reason of jobs for which it was not done.
  struct Reason {
    std::string text;
    std::int64_t jobs = 0;
  };
  static constexpr std::size_t kReasons = 20, kNamed = 200;

  OrderResults() = default;
  OrderResults(std::vector<OrderResult> all) { add(std::move(all)); }  // NOLINT: implicit by design

  void add(std::vector<OrderResult> more);
  // Others for those at these places, ascending.
  void replace(std::vector<std::pair<std::uint32_t, OrderResult>> others);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] const OrderResult& operator[](std::size_t i) const;
  [[nodiscard]] std::int64_t count(Kind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] std::int64_t so() const { return count(Kind::Done) + count(Kind::AlreadySo); }
  [[nodiscard]] std::int64_t not_done() const { return count(Kind::Refused) + count(Kind::Failed); }
  // Why it wasn't for those, the first reason first; those beyond kReasons are counted under the last one.
  [[nodiscard]] std::span<const Reason> reasons() const { return reasons_; }
  // Places, ascending: the first kNamed for which it was not done; all that are Unknown or Unclear.
  [[nodiscard]] std::span<const std::uint32_t> named() const { return named_; }
  [[nodiscard]] std::span<const std::uint32_t> unsure() const { return unsure_; }

  friend bool operator==(const OrderResults& a, const std::vector<OrderResult>& b);

 private:
  using Chunk = std::vector<OrderResult>;

  [[nodiscard]] std::size_t chunk_of(std::size_t i) const;
  void note(std::uint32_t place, const OrderResult& result);
  void forget(std::uint32_t place, const OrderResult& result);
  void count_reason(const std::string& text, std::int64_t jobs);

  std::vector<std::shared_ptr<const Chunk>> chunks_;
  std::vector<std::size_t> starts_;  // of each chunk
  std::size_t size_ = 0;
  std::array<std::int64_t, 6> counts_{};
  std::vector<Reason> reasons_;
  std::vector<std::uint32_t> named_, unsure_;
};

// An order under way, published as one immutable value after each batch, and again when what was Unknown is known.
struct OrderProgress {
  // Of every order of one action so far, since the start: how those jobs were that had been Unknown.
  struct Checked {
    std::int64_t done = 0, not_done = 0, unclear = 0;
  };
  std::uint64_t request_id = 0;
  RowAction action = RowAction::Delete;
  std::int64_t total = 0;     // ids asked for
  bool finished = false;      // nothing more is sent: every id has its result, Unknown ones too
  bool cancelled = false;     // nothing was done for the ids after the last batch sent, by request
  OrderResults results;       // results[i] is that of the i-th id, as far as they are answered for
  std::int64_t checking = 0;  // ids that are being checked now, of every order
  std::array<Checked, kRowActions.size()> checked{};
  [[nodiscard]] Checked& checked_of(RowAction a) { return checked[static_cast<std::size_t>(a)]; }
  [[nodiscard]] const Checked& checked_of(RowAction a) const { return checked[static_cast<std::size_t>(a)]; }
};

}  // namespace syncwall
