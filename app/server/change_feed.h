// ChangeFeed: the newest changes of a store, each read and encoded once however many follow them. A wall of dashboards
// that asks for the same changes costs one look at the database for a new change, and copying texts for the rest.
//
// It catches up with the database when it is asked, so that changes by other processes are reported too: one of those
// who ask reads and encodes for all, without keeping out who needs nothing newer than is known. Who has waited for that
// one for too long reads for itself. What lies before its memory is read from the store.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/guarded.h"
#include "store/job_store.h"

namespace syncwall {

class ChangeFeed {
 public:
  // Appends a job as it is to be sent. Any thread.
  using Encode = std::function<void(std::string& out, Job& job)>;
  // `store` must outlive it. `most_bytes`: of encoded changes kept.
  ChangeFeed(JobStore& store, Encode encode, std::size_t most_bytes = 32u << 20)
      : store_(store), encode_(std::move(encode)), most_bytes_(most_bytes) {}

  // The body of an answer: what JobStore::changes says, as JSON. Nothing: those changes are forgotten.
  // `epoch`: of `since`; empty: unknown.
  [[nodiscard]] Stored<std::optional<std::string>> answer(const Scope& scope, std::uint64_t since, std::int64_t limit,
                                                          const std::string& epoch = "");

 private:
  using Text = std::shared_ptr<const std::string>;
  struct Entry {
    std::uint64_t revision = 0;
    std::string id, user_id;
    Text text;  // the job, encoded; of a deletion its id
    bool deleted = false;
    bool moved = false;     // a deletion for the old owner only
    bool replaced = false;  // by a newer change of the same job
  };

  // Some changes, read and encoded; without the mutex.
  struct Batch {
    std::vector<Entry> entries;
    std::uint64_t revision = 0;
    bool forgotten = false;
  };
  [[nodiscard]] Stored<Batch> read_batch(std::uint64_t since) const;
  // Sees to it that everything up to `now` is known. False: somebody else has been at it for too long.
  [[nodiscard]] Stored<bool> catch_up(std::uint64_t now);
  void take(Batch batch, std::uint64_t now) SYNCWALL_REQUIRES(mutex_);
  void add(Entry entry) SYNCWALL_REQUIRES(mutex_);
  [[nodiscard]] bool is_back(const Entry& moved, std::uint64_t place) const SYNCWALL_REQUIRES(mutex_);
  void forget_oldest() SYNCWALL_REQUIRES(mutex_);
  // An answer's parts: picked under the lock, put together outside of it.
  struct Parts {
    std::vector<Text> jobs, deleted;
    std::uint64_t revision = 0;
    bool more = false;
    std::string epoch;
    [[nodiscard]] std::string body() const;
  };
  [[nodiscard]] Parts collect(const Scope& scope, std::uint64_t since, std::int64_t limit) const
      SYNCWALL_REQUIRES(mutex_);
  [[nodiscard]] Text encoded(StoredChange& change) const;
  [[nodiscard]] Stored<std::optional<std::string>> from_store(const Scope& scope, std::uint64_t since,
                                                              std::int64_t limit) const;

  JobStore& store_;
  const Encode encode_;
  const std::size_t most_bytes_;
  const Text nothing_ = std::make_shared<const std::string>();
  Mutex mutex_;
  bool reading_ SYNCWALL_GUARDED_BY(mutex_) = false;  // somebody catches up
  std::condition_variable_any read_;
  // Every change after `known_since_` up to `known_upto_`, by revision.
  std::deque<Entry> entries_ SYNCWALL_GUARDED_BY(mutex_);
  std::optional<std::uint64_t> known_since_ SYNCWALL_GUARDED_BY(mutex_);
  std::uint64_t known_upto_ SYNCWALL_GUARDED_BY(mutex_) = 0;
  std::uint64_t forgotten_ SYNCWALL_GUARDED_BY(mutex_) = 0;  // entries that were taken off the front so far
  std::unordered_map<std::string, std::uint64_t> newest_
      SYNCWALL_GUARDED_BY(mutex_);  // by job: its entry, counted from the first ever
  std::size_t bytes_ SYNCWALL_GUARDED_BY(mutex_) = 0;
};

}  // namespace syncwall
