#include "sources/delete_thread.h"

#include <algorithm>
#include <stop_token>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace syncwall {

using Kind = DeleteResult::Kind;

DeleteThread::DeleteThread(std::unique_ptr<JobSource> source, JobCache& cache, std::function<void()> wake)
    : source_(std::move(source)), cache_(cache), wake_(std::move(wake)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

DeleteThread::~DeleteThread() = default;

void DeleteThread::start(std::uint64_t request_id, std::vector<std::string> ids) {
  std::unordered_set<std::string_view> seen;
  std::vector<std::string> once;
  once.reserve(ids.size());
  for (const std::string& id : ids) {
    if (seen.insert(id).second) once.push_back(id);
  }
  {
    Lock lock(mutex_);
    orders_.push_back({request_id, std::move(once)});
  }
  ordered_.notify_all();
}

void DeleteThread::cancel() {
  Lock lock(mutex_);
  // Asked for before it began, when nothing runs: it is meant for the one about to begin.
  cancel_ = progress_->finished || running_ == 0 ? running_ + 1 : running_;
  if (cancel_ > running_ && orders_.empty()) cancel_ = 0;
}

std::shared_ptr<const DeleteProgress> DeleteThread::progress() const {
  Lock lock(mutex_);
  return progress_;
}

void DeleteThread::publish(const DeleteProgress& progress) {
  auto next = std::make_shared<const DeleteProgress>(progress);
  {
    Lock lock(mutex_);
    std::swap(progress_, next);
  }
  wake_();
}

void DeleteThread::run(const std::stop_token& stop) {
  const std::stop_callback cancel_request(stop, [this] { source_->cancel(); });
  while (!stop.stop_requested()) {
    Order order;
    {
      Lock lock(mutex_);
      ordered_.wait(lock, stop, [this]() SYNCWALL_TS(no_thread_safety_analysis) { return !orders_.empty(); });
      if (orders_.empty()) return;
      order = std::move(orders_.front());
      orders_.pop_front();
      ++running_;
      DeleteProgress begun;
      begun.request_id = order.request_id;
      begun.total = static_cast<std::int64_t>(order.ids.size());
      progress_ = std::make_shared<const DeleteProgress>(std::move(begun));
    }
    carry_out(order, stop);
  }
}

void DeleteThread::carry_out(const Order& order, const std::stop_token& stop) {
  DeleteProgress progress = *this->progress();
  progress.results.reserve(order.ids.size());
  const std::span<const std::string> ids = order.ids;
  for (std::size_t at = 0; at < ids.size(); at += kBatch) {
    {
      Lock lock(mutex_);
      progress.cancelled = cancel_ == running_ || stop.stop_requested();
    }
    if (progress.cancelled) break;
    const auto batch = ids.subspan(at, std::min(kBatch, ids.size() - at));
    if (!send_batch(batch, ids.subspan(at + batch.size()), progress)) break;
    progress.finished = progress.results.size() == ids.size();
    publish(progress);
  }
  if (progress.finished) return;
  progress.finished = true;
  publish(progress);
}

bool DeleteThread::send_batch(std::span<const std::string> ids, std::span<const std::string> unsent,
                              DeleteProgress& progress) {
  const Answer<DeleteAnswer> answer = source_->remove(ids);
  if (!answer.ok()) {
    const bool forbidden = answer.problem().kind == SourceError::Kind::Forbidden;
    const std::string why = answer.problem().text();
    for (const std::string& id : ids) progress.results.push_back({id, forbidden ? Kind::Forbidden : Kind::Failed, why});
    for (const std::string& id : unsent) progress.results.push_back({id, Kind::Failed, "not sent: " + why});
    return false;
  }
  std::unordered_map<std::string_view, const DeleteResult*> told;
  for (const DeleteResult& result : answer.value().results) told.emplace(result.id, &result);
  std::vector<std::string> gone;
  for (const std::string& id : ids) {
    const auto found = told.find(id);
    DeleteResult result{id, Kind::Failed, "the server didn't say what became of it"};
    if (found != told.end()) result = *found->second;
    if (result.kind == Kind::Deleted || result.kind == Kind::AlreadyGone) gone.push_back(id);
    progress.results.push_back(std::move(result));
  }
  if (!gone.empty()) cache_.bury(gone, answer.value().revision);
  return true;
}

}  // namespace syncwall
