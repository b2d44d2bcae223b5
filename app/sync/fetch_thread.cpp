#include "sync/fetch_thread.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <stop_token>
#include <utility>

namespace syncwall {

FetchThread::FetchThread(std::unique_ptr<JobSource> source, OriginCache cache, const Clock& clock, FetchOptions options,
                         Query query, std::function<void()> wake)
    : source_(std::move(source)), cache_(cache), clock_(clock), options_(std::move(options)), wake_(std::move(wake)) {
  wishes_.query = query;
  FetchReport first(clock_, source_->server(), options_.poll_interval_ms);
  status_.set(std::make_shared<const FetchStatus>(first.status()));
  thread_ = std::jthread([this, query = std::move(query)](const std::stop_token& stop) { run(stop, query); });
}

// The source is cancelled by run()'s stop callback, on this thread.
FetchThread::~FetchThread() = default;

// Put while locked: two callers' wishes must not overtake one another. The mailbox's lock is held by no one who
// waits for ours.
void FetchThread::set_query(Query query) {
  Lock lock(mutex_);
  wishes_.query = std::move(query);
  wishes_.rows = 0;
  mailbox_.put(wishes_);
}

void FetchThread::want_rows(std::int64_t rows) {
  Lock lock(mutex_);
  if (rows == wishes_.rows) return;
  wishes_.rows = rows;
  mailbox_.put(wishes_);
}

void FetchThread::refresh_now() {
  Lock lock(mutex_);
  ++wishes_.refreshes;
  mailbox_.put(wishes_);
}

void FetchThread::publish(const FetchStatus& status, bool news) {
  status_.set(std::make_shared<const FetchStatus>(status));
  if (news) wake_();
}

void FetchThread::run(const std::stop_token& stop, Query query) {
  const std::stop_callback cancel(stop, [this] { source_->cancel(); });
  Fetcher fetcher(*source_, cache_, clock_, options_, std::move(query),
                  [this](const FetchStatus& status, bool news) { publish(status, news); });
  while (!stop.stop_requested()) {
    TickMs due = clock_.ticks_ms() + options_.max_wait_ms;
    try {
      due = fetcher.step();
    } catch (const std::exception&) {
      // Out of memory outside of a request, which step() answers for itself: tried again, as nothing leaves a thread.
    }
    const std::int64_t wait = std::clamp<std::int64_t>(due - clock_.ticks_ms(), 0, options_.max_wait_ms);
    const auto wishes = wait == 0 ? mailbox_.take() : mailbox_.wait(stop, std::chrono::milliseconds(wait));
    for (const FetchWishes& newest : wishes) fetcher.wish(newest);
  }
}

}  // namespace syncwall
