// OrderThread: carries orders (jobs/row_action.h) to their servers, on sources (and so connections) of its own, so that
// none waits behind a page; to one server after the other. Jobs that an order has removed leave the cache here; what
// else it changes comes with the server's changes.
//
// What became of each job is reported as it is, never guessed. Where the answer to a request got lost, its jobs are
// Unknown, and the server is asked (JobSource::outcome) until it says: at once, then with a growing pause, for as long
// as this lives, or until it has refused to answer three times, which leaves them Unclear (once may be the word of a
// proxy before a server that restarts). Asking does nothing. Nothing is kept over the program's end: whoever starts
// anew reads the list.
//
// Thread safety: every function may be called from any thread and none waits for the network, except the
// destructor, which cancels the request under way and joins. `wake` is called from the order thread, without a
// lock, after each batch.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/guarded.h"
#include "base/published.h"
#include "cache/job_cache.h"
#include "jobs/order_result.h"
#include "sources/source.h"
#include "sync/backoff.h"

namespace syncwall {

class OrderThread {
 public:
  static constexpr std::size_t kBatch = 500;  // ids a request, or fewer where the source takes fewer

  using Sources = std::vector<std::unique_ptr<JobSource>>;  // by origin
  // `cache` must outlive this.
  OrderThread(Sources sources, JobCache& cache, std::function<void()> wake);
  // Of one server.
  OrderThread(std::unique_ptr<JobSource> source, JobCache& cache, std::function<void()> wake);
  ~OrderThread();
  OrderThread(const OrderThread&) = delete;
  OrderThread& operator=(const OrderThread&) = delete;

  // After orders that were started before; checks don't hold it up. No id is lost: each gets a
  // result, unless the order is cancelled before its batch is sent. A batch that fails as a whole fails each of its
  // ids (or leaves them Unknown), and all of that server's that were not sent yet fail with them, with the reason.
  // Repeated ids are sent once.
  // `ids` is called once, on the order thread: many take their time to be written out.
  using Ids = std::function<std::vector<OriginIds>()>;
  void start(std::uint64_t request_id, RowAction action, Ids ids);
  // At the first server.
  void start(std::uint64_t request_id, RowAction action, std::vector<std::string> ids) {
    start(request_id, action, [ids = std::move(ids)] { return std::vector{OriginIds{Origin{}, ids}}; });
  }

  // The order under way ends after the batch under way; what was sent stays done. Those waiting behind it are not
  // cancelled.
  void cancel();

  // Of the order that began last; never null. What it reports as deleted has left the cache by then.
  [[nodiscard]] std::shared_ptr<const OrderProgress> progress() const { return progress_.get(); }

 private:
  struct Queued {
    std::uint64_t request_id = 0;
    RowAction action = RowAction::Delete;
    Ids ids;
  };

  // Jobs of one request, of which the answer got lost.
  struct LostAnswer {
    std::uint64_t order = 0;  // OrderProgress::request_id
    RowAction action = RowAction::Delete;
    Origin origin{};
    std::string request_id;  // as it was sent
    std::vector<std::string> ids;
    std::vector<std::uint32_t> places;  // of ids in the results of that order; ascending
    int refused = 0;                    // times that the server refused to answer
  };
  static constexpr int kRefusals = 3;

  void run(const std::stop_token& stop);
  // Waits for it; none: a check is due, or it is time to stop.
  [[nodiscard]] std::optional<Queued> next_order(const std::stop_token& stop);
  void carry_out(const Queued& queued, const std::stop_token& stop);
  [[nodiscard]] JobSource& source_of(Origin origin) const { return *sources_[index_of(origin)]; }
  // False: cancelled, or told to stop.
  [[nodiscard]] bool send_part(const OriginIds& part, const std::stop_token& stop, OrderProgress& progress);
  // True: the server answered. False: the failure of all that is left is in `progress`.
  [[nodiscard]] bool send_batch(Origin origin, std::span<const std::string> ids, std::span<const std::string> unsent,
                                OrderProgress& progress);
  [[nodiscard]] Answer<OrderAnswer> guarded(Origin origin, const Order& order);
  void take_answer(const OrderAnswer& answer, Origin origin, std::span<const std::string> ids,
                   const std::string& request_id, OrderProgress& progress);
  void keep_lost_answer(Origin origin, std::string request_id, std::vector<std::string> ids,
                        std::vector<std::uint32_t> places, OrderProgress& progress);
  void check();
  void settle(const LostAnswer& lost, const OrderAnswer& answer);
  void still_unknown(const RequestError& error);
  void give_up_checking(const RequestError& error);
  void remove_from_cache(RowAction action, Origin origin, const std::vector<std::string>& done, std::uint64_t revision);
  void publish(const OrderProgress& progress);

  const Sources sources_;
  JobCache& cache_;
  const std::function<void()> wake_;

  std::deque<LostAnswer> lost_answers_;  // only the thread's own, like the next two
  std::chrono::steady_clock::time_point next_check_;
  Backoff backoff_{1};

  Mutex mutex_;
  std::condition_variable_any ordered_;
  std::deque<Queued> orders_ SYNCWALL_GUARDED_BY(mutex_);
  std::uint64_t running_ SYNCWALL_GUARDED_BY(mutex_) = 0;  // counts orders begun
  std::uint64_t cancel_ SYNCWALL_GUARDED_BY(mutex_) = 0;   // the one to be cancelled, by that count
  Published<OrderProgress> progress_;                      // set by the thread only
  std::jthread thread_;                                    // last: ends before what it uses
};

}  // namespace syncwall
