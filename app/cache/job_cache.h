// JobCache: every job known so far, of every server. One fetch thread for each server fills it, any thread reads it.
//
// Thread safety: all functions may be called from any thread. writers_ is held by whoever changes the cache, for as
// long as the change takes, and never by a reader: snapshot() takes no lock, so that the UI thread never waits.
// Invariants: 1. a published snapshot never changes; 2. a row belongs to one job for as long as anybody holds a
// snapshot in which that job is alive, and is then used again (row_reuse.h): there are never more rows than jobs were
// alive, or held on to, at one time; it stays with its server; 3. a job that was removed does not come back from a page
// that was already under way; 4. what one server says changes only its own jobs.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/guarded.h"
#include "base/published.h"
#include "cache/origin.h"
#include "cache/snapshot.h"
#include "jobs/job.h"

namespace syncwall {

struct CacheWriter;

class JobCache {
 public:
  // `wake` is called after each publication, outside the locks, from the thread that published. `origins`: how many
  // servers there are, at most kMostOrigins.
  explicit JobCache(std::function<void()> wake, std::size_t origins = 1);
  ~JobCache();

  // What is known now. Never waits.
  [[nodiscard]] Snapshot snapshot() const;

 private:
  friend class OriginCache;
  // Changes and publishes under the lock, then wakes.
  template <class Change>
  void write(Change change);
  void publish(CacheWriter& writer) SYNCWALL_REQUIRES(writers_);

  const std::function<void()> wake_;
  mutable Mutex writers_;
  std::unique_ptr<CacheWriter> writer_ SYNCWALL_GUARDED_BY(writers_);
  Published<Snapshot> published_;  // set under writers_
};

// The part of one server in a cache, which must outlive it: what its threads fill. A small value.
class OriginCache {
 public:
  OriginCache(JobCache& cache, Origin origin = Origin{})
      : cache_(&cache), origin_(origin) {}  // NOLINT: of the only one

  [[nodiscard]] Origin origin() const { return origin_; }
  [[nodiscard]] Snapshot snapshot() const { return cache_->snapshot(); }

  // One answer of the server, applied and published as a whole. Answers are applied in the order in which they
  // were asked for, so that a later one is never older.
  struct Batch {
    std::span<const JobView> jobs;               // new or changed; the last one wins where an id repeats
    std::span<const std::string> deleted_ids;    // unknown ids are fine
    std::uint64_t revision = 0;                  // the server's, at the time of this answer
    std::shared_ptr<const Frontier> frontier;    // null: as before
    std::span<const std::string> left_ids = {};  // they leave for lack of room only; unknown ids are fine
  };
  void apply(const Batch& batch);

  // Jobs that the server has confirmed as deleted, at that revision of the server. They disappear at once, and
  // answers of an earlier revision can't bring them back. 0: the server told no revision; then they stay away
  // until forget_tombstones().
  void remove(std::span<const std::string> ids, std::uint64_t revision);

  // Every request that was under way when the deletions up to that revision were confirmed has been answered.
  // The largest value forgets those without a revision too.
  void forget_tombstones(std::uint64_t up_to_revision);

  // Around a walk over all jobs: what no answer since begin_walk() has brought is gone on the server, and dies
  // with end_walk(). Where the list may have moved while it was walked, it dies only if the walk before missed it too.
  void begin_walk();
  // The walk can't tell about these collections: their jobs live on as if it had brought them.
  void keep_collections(std::span<const std::string> collection_ids);
  // How many different jobs answers have brought since begin_walk(), those that were removed meanwhile among them.
  [[nodiscard]] std::int64_t met_in_walk() const;
  void end_walk(bool may_have_moved = false);

 private:
  JobCache* cache_;  // never null; a pointer, so that this can be copied
  Origin origin_;
};

}  // namespace syncwall
