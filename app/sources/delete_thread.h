// DeleteThread: carries deletions to the server, on a source (and so a connection) of its own, so that none waits
// behind a page.
//
// Thread safety: every function may be called from any thread and none waits for the network, except the
// destructor, which cancels the request under way and joins. `wake` is called from the delete thread, without a
// lock, after each batch.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/guarded.h"
#include "cache/job_cache.h"
#include "jobs/report.h"
#include "sources/source.h"

namespace syncwall {

class DeleteThread {
 public:
  static constexpr std::size_t kBatch = 500;  // ids a request

  // `cache` must outlive this.
  DeleteThread(std::unique_ptr<JobSource> source, JobCache& cache, std::function<void()> wake);
  ~DeleteThread();
  DeleteThread(const DeleteThread&) = delete;
  DeleteThread& operator=(const DeleteThread&) = delete;

  // Deletes these jobs, after deletions that were started before. No id is lost: each gets a result, unless the
  // deletion is cancelled before its batch is sent. A batch that fails as a whole fails each of its ids, and with
  // them all that were not sent yet, with the reason. Repeated ids are sent once.
  void start(std::uint64_t request_id, std::vector<std::string> ids);

  // The deletion under way ends after the batch under way; batches already sent stay deleted. Those waiting behind
  // it are not cancelled.
  void cancel();

  // Of the deletion that began last; never null. What it reports as deleted has left the cache by then.
  [[nodiscard]] std::shared_ptr<const DeleteProgress> progress() const;

 private:
  struct Order {
    std::uint64_t request_id = 0;
    std::vector<std::string> ids;
  };

  void run(const std::stop_token& stop);
  void carry_out(const Order& order, const std::stop_token& stop);
  // True: the server answered. False: the failure of all that is left is in `progress`.
  [[nodiscard]] bool send_batch(std::span<const std::string> ids, std::span<const std::string> unsent,
                                DeleteProgress& progress);
  void publish(const DeleteProgress& progress);

  const std::unique_ptr<JobSource> source_;
  JobCache& cache_;
  const std::function<void()> wake_;

  mutable Mutex mutex_;
  std::condition_variable_any ordered_;
  std::deque<Order> orders_ SYNCWALL_GUARDED_BY(mutex_);
  std::uint64_t running_ SYNCWALL_GUARDED_BY(mutex_) = 0;  // counts deletions begun
  std::uint64_t cancel_ SYNCWALL_GUARDED_BY(mutex_) = 0;   // the one to be cancelled, by that count
  std::shared_ptr<const DeleteProgress> progress_ SYNCWALL_GUARDED_BY(mutex_) = std::make_shared<DeleteProgress>();
  std::jthread thread_;  // last: ends before what it uses
};

}  // namespace syncwall
