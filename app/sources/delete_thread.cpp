#include "sources/delete_thread.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <stop_token>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace syncwall {

using Kind = DeleteResult::Kind;

namespace {

const char* const kNotTold = "the server didn't say what became of it";

// Never the same twice, on any machine.
std::string fresh_id() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 4; ++i) {
    std::array<char, 9> part{};
    std::snprintf(part.data(), part.size(), "%08x", random());
    id += part.data();
  }
  return id;
}

bool is_gone(const DeleteResult& result) { return result.kind == Kind::Deleted || result.kind == Kind::AlreadyGone; }

// The first word about each counts.
std::unordered_map<std::string_view, const DeleteResult*> by_id(const DeleteAnswer& answer) {
  std::unordered_map<std::string_view, const DeleteResult*> told;
  for (const DeleteResult& result : answer.results) told.emplace(result.id, &result);
  return told;
}

}  // namespace

DeleteThread::DeleteThread(std::unique_ptr<JobSource> source, JobCache& cache, std::function<void()> wake)
    : source_(std::move(source)), cache_(cache), wake_(std::move(wake)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

DeleteThread::~DeleteThread() = default;

void DeleteThread::start(std::uint64_t request_id, const std::vector<std::string>& ids) {
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

std::optional<DeleteThread::Order> DeleteThread::next_order(const std::stop_token& stop) {
  Lock lock(mutex_);
  const auto ordered = [this]() SYNCWALL_TS(no_thread_safety_analysis) { return !orders_.empty(); };
  if (doubts_.empty()) {
    ordered_.wait(lock, stop, ordered);
  } else {
    ordered_.wait_until(lock, stop, next_check_, ordered);
  }
  if (orders_.empty()) return std::nullopt;
  Order order = std::move(orders_.front());
  orders_.pop_front();
  ++running_;
  DeleteProgress begun;
  begun.request_id = order.request_id;
  begun.total = static_cast<std::int64_t>(order.ids.size());
  begun.checking = progress_->checking;
  begun.checked_gone = progress_->checked_gone;
  begun.checked_kept = progress_->checked_kept;
  begun.checked_unclear = progress_->checked_unclear;
  progress_ = std::make_shared<const DeleteProgress>(std::move(begun));
  return order;
}

void DeleteThread::run(const std::stop_token& stop) {
  const std::stop_callback cancel_request(stop, [this] { source_->cancel(); });
  while (!stop.stop_requested()) {
    if (const auto order = next_order(stop)) {
      carry_out(*order, stop);
    } else if (!stop.stop_requested()) {
      check();
    }
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
  const std::string request_id = fresh_id();
  const Answer<DeleteAnswer> answer = source_->remove(ids, request_id);
  if (!answer.ok()) {
    const bool forbidden = answer.problem().kind == SourceError::Kind::Forbidden;
    const std::string why = answer.problem().text();
    if (answer.problem().maybe_done) {
      doubt(request_id, {ids.begin(), ids.end()}, why, progress);
    } else {
      for (const std::string& id : ids) {
        progress.results.push_back({id, forbidden ? Kind::Forbidden : Kind::Failed, why});
      }
    }
    for (const std::string& id : unsent) progress.results.push_back({id, Kind::Failed, "not sent: " + why});
    return false;
  }
  const auto told = by_id(answer.value());
  std::vector<std::string> gone, left_out;
  for (const std::string& id : ids) {
    const auto found = told.find(id);
    if (found == told.end()) {
      left_out.push_back(id);
      continue;
    }
    if (is_gone(*found->second)) gone.push_back(id);
    progress.results.push_back(*found->second);
  }
  if (!left_out.empty()) doubt(request_id, std::move(left_out), kNotTold, progress);
  if (!gone.empty()) cache_.bury(gone, answer.value().revision);
  return true;
}

void DeleteThread::doubt(std::string request_id, std::vector<std::string> ids, const std::string& why,
                         DeleteProgress& progress) {
  for (const std::string& id : ids) progress.results.push_back({id, Kind::Unknown, why});
  progress.checking += static_cast<std::int64_t>(ids.size());
  next_check_ = std::chrono::steady_clock::now();
  doubts_.push_back({progress.request_id, std::move(request_id), std::move(ids)});
}

// Asks what became of the oldest; the others take their turn.
void DeleteThread::check() {
  const Doubt& oldest = doubts_.front();
  const Answer<DeleteAnswer> answer = source_->outcome(oldest.ids, oldest.request_id);
  if (!answer.ok()) return still_unknown(answer.problem());
  const auto told = by_id(answer.value());
  const bool whole = std::ranges::all_of(oldest.ids, [&](const std::string& id) { return told.contains(id); });
  if (!whole) return still_unknown({SourceError::Kind::Nonsense, {kNotTold, "", ""}});
  backoff_.succeeded();
  const Doubt doubt = std::move(doubts_.front());
  doubts_.pop_front();
  settle(doubt, answer.value());
}

void DeleteThread::settle(const Doubt& doubt, const DeleteAnswer& answer) {
  const auto told = by_id(answer);
  DeleteProgress progress = *this->progress();
  std::vector<std::string> gone;
  for (const std::string& id : doubt.ids) {
    const DeleteResult& result = *told.at(id);
    if (is_gone(result)) gone.push_back(id);
    --progress.checking;
    ++(is_gone(result) ? progress.checked_gone : result.kind == Kind::Unclear ? progress.checked_unclear : progress.checked_kept);
  }
  if (!gone.empty()) cache_.bury(gone, answer.revision);
  if (progress.request_id == doubt.order) {
    const std::unordered_set<std::string_view> checked(doubt.ids.begin(), doubt.ids.end());
    for (DeleteResult& result : progress.results) {
      if (checked.contains(result.id)) result = *told.at(result.id);
    }
  }
  publish(progress);
}

// A server from before this operation, or one of another make: asking again brings nothing.
void DeleteThread::give_up_checking(const SourceError& error) {
  const Doubt doubt = std::move(doubts_.front());
  doubts_.pop_front();
  backoff_.succeeded();
  DeleteAnswer answer;
  for (const std::string& id : doubt.ids) answer.results.push_back({id, Kind::Unclear, error.text()});
  settle(doubt, answer);
}

void DeleteThread::still_unknown(const SourceError& error) {
  if (error.kind == SourceError::Kind::BadRequest && ++doubts_.front().refused == kRefusals) return give_up_checking(error);
  const std::int64_t pause = std::max(backoff_.failed(), error.retry_after_ms.value_or(0));
  next_check_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(pause);
  DeleteProgress progress = *this->progress();
  for (DeleteResult& result : progress.results) {
    if (result.kind == Kind::Unknown) result.message = error.text();
  }
  doubts_.push_back(std::move(doubts_.front()));
  doubts_.pop_front();
  publish(progress);
}

}  // namespace syncwall
