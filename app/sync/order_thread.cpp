#include "sync/order_thread.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <new>
#include <numeric>
#include <random>
#include <stop_token>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace syncwall {

using Kind = OrderResult::Kind;

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

bool is_so(const OrderResult& result) { return result.kind == Kind::Done || result.kind == Kind::AlreadySo; }

std::vector<std::string> each_once(std::vector<std::string> ids) {
  std::unordered_set<std::string_view> seen;
  std::vector<std::string> once;
  once.reserve(ids.size());
  for (std::string& id : ids) {
    if (!seen.contains(id)) seen.insert(once.emplace_back(std::move(id)));
  }
  return once;
}

// The first word about each counts.
std::unordered_map<std::string_view, const OrderResult*> by_id(const OrderAnswer& answer) {
  std::unordered_map<std::string_view, const OrderResult*> by_job;
  for (const OrderResult& result : answer.results) by_job.emplace(result.id, &result);
  return by_job;
}

}  // namespace

OrderThread::OrderThread(Sources sources, JobCache& cache, std::function<void()> wake)
    : sources_(std::move(sources)), cache_(cache), wake_(std::move(wake)) {
  progress_.set(std::make_shared<OrderProgress>());
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

namespace {
OrderThread::Sources only(std::unique_ptr<JobSource> source) {
  OrderThread::Sources sources;
  sources.push_back(std::move(source));
  return sources;
}
}  // namespace

OrderThread::OrderThread(std::unique_ptr<JobSource> source, JobCache& cache, std::function<void()> wake)
    : OrderThread(only(std::move(source)), cache, std::move(wake)) {}

OrderThread::~OrderThread() = default;

void OrderThread::start(std::uint64_t request_id, RowAction action, Ids ids) {
  {
    Lock lock(mutex_);
    orders_.push_back({request_id, action, std::move(ids)});
  }
  ordered_.notify_all();
}

void OrderThread::cancel() {
  const bool finished = progress()->finished;
  Lock lock(mutex_);
  // Asked for before it began, when nothing runs: it is meant for the one about to begin.
  cancel_ = finished || running_ == 0 ? running_ + 1 : running_;
  if (cancel_ > running_ && orders_.empty()) cancel_ = 0;
}

void OrderThread::publish(const OrderProgress& progress) {
  progress_.set(std::make_shared<const OrderProgress>(progress));
  wake_();
}

std::optional<OrderThread::Queued> OrderThread::next_order(const std::stop_token& stop) {
  Lock lock(mutex_);
  const auto ordered = [this]() SYNCWALL_TS(no_thread_safety_analysis) { return !orders_.empty(); };
  if (lost_answers_.empty()) {
    ordered_.wait(lock, stop, ordered);
  } else {
    ordered_.wait_until(lock, stop, next_check_, ordered);
  }
  if (orders_.empty()) return std::nullopt;
  Queued order = std::move(orders_.front());
  orders_.pop_front();
  ++running_;
  // Under the lock: cancel() must not take the one before for the one that runs.
  OrderProgress begun = *progress();
  begun.request_id = order.request_id;
  begun.action = order.action;
  begun.finished = begun.cancelled = false;
  begun.total = 0;
  begun.results = {};
  progress_.set(std::make_shared<const OrderProgress>(std::move(begun)));
  return order;
}

// No exception leaves a thread: out of memory, an order ends as far as it came, and a check is made later.
void OrderThread::run(const std::stop_token& stop) {
  const std::stop_callback cancel_request(stop, [this] {
    for (const auto& source : sources_) source->cancel();
  });
  while (!stop.stop_requested()) {
    try {
      if (const auto order = next_order(stop)) {
        carry_out(*order, stop);
      } else if (!stop.stop_requested()) {
        check();
      }
    } catch (const std::exception&) {
      next_check_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(backoff_.failed());
    }
  }
}

void OrderThread::carry_out(const Queued& queued, const std::stop_token& stop) {
  OrderProgress progress = *this->progress();
  try {
    std::vector<OriginIds> parts = queued.ids();
    for (OriginIds& part : parts) {
      part.ids = each_once(std::move(part.ids));
      progress.total += std::ssize(part.ids);
    }
    for (const OriginIds& part : parts) {
      if (!send_part(part, stop, progress)) break;
    }
  } catch (const std::exception&) {
    progress.cancelled = true;  // what has no result was not sent
  }
  if (progress.finished) return;
  progress.finished = true;
  publish(progress);
}

bool OrderThread::send_part(const OriginIds& part, const std::stop_token& stop, OrderProgress& progress) {
  const std::span<const std::string> ids = part.ids;
  const std::size_t most = std::clamp<std::size_t>(source_of(part.origin).order_size(), 1, kBatch);
  for (std::size_t at = 0; at < ids.size(); at += most) {
    {
      Lock lock(mutex_);
      progress.cancelled = cancel_ == running_ || stop.stop_requested();
    }
    if (progress.cancelled) return false;
    const auto batch = ids.subspan(at, std::min(most, ids.size() - at));
    if (!send_batch(part.origin, batch, ids.subspan(at + batch.size()), progress)) return true;
    progress.finished = std::ssize(progress.results) == progress.total;
    publish(progress);
  }
  return true;
}

// Whatever goes wrong here may have gone wrong after the server did it.
Answer<OrderAnswer> OrderThread::guarded(Origin origin, const Order& order) {
  try {
    return source_of(origin).carry_out(order);
  } catch (const std::exception& e) {
    RequestError error{RequestError::Kind::TooLarge, {"the answer could not be kept", e.what(), ""}};
    error.maybe_done = true;
    return error;
  }
}

bool OrderThread::send_batch(Origin origin, std::span<const std::string> ids, std::span<const std::string> unsent,
                             OrderProgress& progress) {
  const std::string request_id = fresh_id();
  const Answer<OrderAnswer> answer = guarded(origin, {progress.action, ids, request_id});
  if (answer.ok()) {
    take_answer(answer.value(), origin, ids, request_id, progress);
    return true;
  }
  const RequestError& error = answer.problem();
  const std::string why = error.text();
  const auto first = static_cast<std::uint32_t>(progress.results.size());
  const Kind kind = error.maybe_done                              ? Kind::Unknown
                    : error.kind == RequestError::Kind::Forbidden ? Kind::Refused
                                                                  : Kind::Failed;
  std::vector<OrderResult> results;
  for (const std::string& id : ids) results.push_back({id, kind, why});
  for (const std::string& id : unsent) results.push_back({id, Kind::Failed, "not sent: " + why});
  progress.results.add(std::move(results));
  if (error.maybe_done) {
    std::vector<std::uint32_t> places(ids.size());
    std::iota(places.begin(), places.end(), first);
    keep_lost_answer(origin, request_id, {ids.begin(), ids.end()}, std::move(places), progress);
  }
  return false;
}

void OrderThread::take_answer(const OrderAnswer& answer, Origin origin, std::span<const std::string> ids,
                              const std::string& request_id, OrderProgress& progress) {
  const auto by_job = by_id(answer);
  std::vector<OrderResult> results;
  std::vector<std::string> gone, left_out;
  std::vector<std::uint32_t> places;
  for (const std::string& id : ids) {
    const auto found = by_job.find(id);
    if (found == by_job.end()) {
      left_out.push_back(id);
      places.push_back(static_cast<std::uint32_t>(progress.results.size() + results.size()));
      results.push_back({id, Kind::Unknown, kNotTold});
      continue;
    }
    if (is_so(*found->second)) gone.push_back(id);
    results.push_back(*found->second);
  }
  progress.results.add(std::move(results));
  if (!left_out.empty()) keep_lost_answer(origin, request_id, std::move(left_out), std::move(places), progress);
  remove_from_cache(progress.action, origin, gone, answer.revision);
}

// A cache that can't take them out now learns of it by the changes.
void OrderThread::remove_from_cache(RowAction action, Origin origin, const std::vector<std::string>& done,
                                    std::uint64_t revision) {
  if (done.empty() || action != RowAction::Delete) return;
  try {
    OriginCache(cache_, origin).remove(done, revision);
  } catch (const std::bad_alloc&) {
  }
}

void OrderThread::keep_lost_answer(Origin origin, std::string request_id, std::vector<std::string> ids,
                                   std::vector<std::uint32_t> places, OrderProgress& progress) {
  progress.checking += static_cast<std::int64_t>(ids.size());
  next_check_ = std::chrono::steady_clock::now();
  lost_answers_.push_back(
      {progress.request_id, progress.action, origin, std::move(request_id), std::move(ids), std::move(places)});
}

// Asks what became of the oldest; the others take their turn.
void OrderThread::check() {
  const LostAnswer& oldest = lost_answers_.front();
  const Answer<OrderAnswer> answer = source_of(oldest.origin).outcome({oldest.action, oldest.ids, oldest.request_id});
  if (!answer.ok()) return still_unknown(answer.problem());
  const auto by_job = by_id(answer.value());
  const bool whole = std::ranges::all_of(oldest.ids, [&](const std::string& id) { return by_job.contains(id); });
  if (!whole) return still_unknown({RequestError::Kind::Nonsense, {kNotTold, "", ""}});
  backoff_.succeeded();
  const LostAnswer lost = std::move(lost_answers_.front());
  lost_answers_.pop_front();
  settle(lost, answer.value());
}

void OrderThread::settle(const LostAnswer& lost, const OrderAnswer& answer) {
  const auto by_job = by_id(answer);
  OrderProgress progress = *this->progress();
  OrderProgress::Checked& checked = progress.checked_of(lost.action);
  const bool shown = progress.request_id == lost.order;
  std::vector<std::string> gone;
  std::vector<std::pair<std::uint32_t, OrderResult>> settled;
  for (std::size_t i = 0; i < lost.ids.size(); ++i) {
    const OrderResult& result = *by_job.at(lost.ids[i]);
    if (is_so(result)) gone.push_back(lost.ids[i]);
    --progress.checking;
    ++(is_so(result) ? checked.done : result.kind == Kind::Unclear ? checked.unclear : checked.not_done);
    if (shown) settled.emplace_back(lost.places[i], result);
  }
  remove_from_cache(lost.action, lost.origin, gone, answer.revision);
  progress.results.replace(std::move(settled));
  publish(progress);
}

// A server from before this operation, or one of another make: asking again brings nothing.
void OrderThread::give_up_checking(const RequestError& error) {
  const LostAnswer lost = std::move(lost_answers_.front());
  lost_answers_.pop_front();
  backoff_.succeeded();
  OrderAnswer answer;
  for (const std::string& id : lost.ids) answer.results.push_back({id, Kind::Unclear, error.text()});
  settle(lost, answer);
}

void OrderThread::still_unknown(const RequestError& error) {
  if (error.kind == RequestError::Kind::BadRequest && ++lost_answers_.front().refused == kRefusals)
    return give_up_checking(error);
  const std::int64_t pause = std::max(backoff_.failed(), error.retry_after_ms.value_or(0));
  next_check_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(pause);
  OrderProgress progress = *this->progress();
  std::vector<std::pair<std::uint32_t, OrderResult>> others;
  for (const std::uint32_t place : progress.results.unsure()) {
    const OrderResult& result = progress.results[place];
    if (result.kind == Kind::Unknown && result.message != error.text())
      others.emplace_back(place, OrderResult{result.id, Kind::Unknown, error.text()});
  }
  progress.results.replace(std::move(others));
  lost_answers_.push_back(std::move(lost_answers_.front()));
  lost_answers_.pop_front();
  publish(progress);
}

}  // namespace syncwall
