// FetchThread: keeps a JobCache filled from a JobSource. What it asks, and when, is Fetcher's.
//
// Thread safety: every function may be called from any thread and none waits for the network, except the
// destructor, which cancels the request under way and joins. `wake` is called from the fetch thread, without a
// lock, whenever status() has news; the cache has a wake-up of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/mailbox.h"
#include "base/published.h"
#include "cache/job_cache.h"
#include "sources/source.h"
#include "sync/fetcher.h"

namespace syncwall {

class FetchThread {
 public:
  // Starts at once with `query`. `cache` and `clock` must outlive this.
  FetchThread(std::unique_ptr<JobSource> source, OriginCache cache, const Clock& clock, FetchOptions options,
              Query query, std::function<void()> wake);
  ~FetchThread();
  FetchThread(const FetchThread&) = delete;
  FetchThread& operator=(const FetchThread&) = delete;

  // The query on the screen. While not every job is cached its first page is asked for next; rows wanted of the
  // former query are no longer wanted. A request under way is not broken off, its answer is of use too.
  void set_query(Query query);

  // So many rows of the current query's walk are wanted (FetchStatus::query_rows tells how many came). No matter
  // once every job is cached. A query with lateness in it shows fewer rows than were walked: then ask for
  // query_rows plus a screen.
  void want_rows(std::int64_t rows);

  // Polls now; ends a back-off.
  void refresh_now();

  // The newest state; never null. Whether a request is slow depends on the clock: Connection::slow().
  [[nodiscard]] std::shared_ptr<const FetchStatus> status() const { return status_.get(); }

 private:
  void run(const std::stop_token& stop, Query query);
  void publish(const FetchStatus& status, bool news);

  const std::unique_ptr<JobSource> source_;
  OriginCache cache_;
  const Clock& clock_;
  const FetchOptions options_;
  const std::function<void()> wake_;

  Mutex mutex_;
  FetchWishes wishes_ SYNCWALL_GUARDED_BY(mutex_);
  Published<FetchStatus> status_;
  Mailbox<FetchWishes> mailbox_{1};  // each value is all that is wanted: the newest is enough
  std::jthread thread_;              // last: ends before what it uses
};

}  // namespace syncwall
