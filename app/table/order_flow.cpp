#include "table/order_flow.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace syncwall {

namespace {
constexpr std::int64_t kListSettlesMs = 5'000;

template <class Kept>
bool lives(const Snapshot& snapshot, const Kept& kept) {
  return snapshot.is(kept.row, kept.job) && snapshot.alive(kept.row);
}

template <class KeptRows>
std::vector<CacheRow> ascending(const KeptRows& kept) {
  std::vector<CacheRow> rows;
  rows.reserve(kept.size());
  for (const auto& k : kept) rows.push_back(k.row);
  std::ranges::sort(rows);
  return rows;
}
}  // namespace

std::size_t RowOrder::size() const {
  std::size_t jobs = 0;
  for (const Part& part : parts) jobs += part.jobs.size();
  return jobs;
}

std::vector<OriginIds> RowOrder::ids() const {
  std::vector<OriginIds> written;
  UuidText buffer;
  for (const Part& part : parts) {
    OriginIds& to = written.emplace_back(OriginIds{part.origin, {}});
    to.ids.reserve(part.jobs.size());
    for (const PackedId job : part.jobs) to.ids.emplace_back(dictionary.id_text(job, buffer));
  }
  return written;
}

bool OrderFlow::may_confirm(std::string_view typed) const {
  if (count() == 0) return false;
  if (!must_type()) return true;
  std::string digits;
  for (const char c : typed) {
    if (c != ',' && c != ' ' && c != '.') digits += c;
  }
  return digits == std::to_string(count());
}

bool OrderFlow::touches(CacheRow row) const {
  return (state_ == State::Sending && std::ranges::binary_search(sent_rows_, row)) ||
         std::ranges::binary_search(lost_rows_, row);
}

const std::shared_ptr<const std::vector<CacheRow>>& OrderFlow::deleting_rows() {
  const DeletingKey key{request_id_, state_ == State::Sending ? rows_.size() : 0, unknown_rows_.size()};
  if (key == deleting_of_) return deleting_rows_;
  deleting_of_ = key;
  std::vector<CacheRow> rows;
  if (words(action_).removes) {
    rows = lost_rows_;
    if (key.sending > 0) rows.insert(rows.end(), sent_rows_.begin(), sent_rows_.end());
  }
  std::ranges::sort(rows);
  deleting_rows_ = rows.empty() ? nullptr : std::make_shared<const std::vector<CacheRow>>(std::move(rows));
  return deleting_rows_;
}

void OrderFlow::ask(const Snapshot& snapshot, RowAction action, std::vector<CacheRow> rows, std::int64_t hidden) {
  if (state_ == State::Sending) return;
  action_ = action;
  rows_.clear();
  for (const CacheRow row : rows) rows_.push_back({row, snapshot.id(row)});
  std::ranges::stable_sort(rows_, {}, [&](const Kept& kept) { return snapshot.origin(kept.row); });
  statuses_.clear();
  for (const Kept& kept : rows_) statuses_.push_back(snapshot.status(kept.row));
  hidden_ = hidden;
  gone_ = began_ = 0;
  said_of_runs_ = false;
  state_ = State::Asking;
  describe(snapshot);
}

void OrderFlow::describe(const Snapshot& snapshot) {
  named_.clear();
  by_status_.fill(0);
  Snapshot::IdBuffers ids;
  for (const auto& [row, job_id] : rows_) {
    const Status status = snapshot.status(row);
    ++by_status_[static_cast<std::size_t>(status)];
    if (named_.size() == kNamed) continue;
    const JobView job = snapshot.job(row, ids);
    named_.push_back({std::string(shown_collection(job)), std::string(shown_user(job)), status});
  }
}

RowOrder OrderFlow::confirm(const Snapshot& snapshot, std::uint64_t request_id, Runs runs) {
  if (state_ != State::Asking && state_ != State::Rechecked) return {};
  KeptRows left;
  std::vector<Status> statuses;
  gone_ = began_ = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!lives(snapshot, rows_[i])) {
      ++gone_;
      continue;
    }
    const Status status = snapshot.status(rows_[i].row);
    const bool began = words(action_).warns_of_runs && status == Status::Running && statuses_[i] != Status::Running;
    if (began && runs == Runs::LeftOut) continue;
    began_ += began ? 1 : 0;
    left.push_back(rows_[i]);
    statuses.push_back(statuses_[i]);
  }
  rows_ = std::move(left);
  statuses_ = std::move(statuses);
  if (gone_ > 0 || (began_ > 0 && !said_of_runs_) || rows_.empty()) {
    said_of_runs_ = said_of_runs_ || began_ > 0;
    describe(snapshot);
    state_ = State::Rechecked;
    return {};
  }
  request_id_ = request_id;
  progress_ = std::make_shared<OrderProgress>();
  state_ = State::Sending;
  kept_.clear();
  unclear_ = listed_done_ = 0;
  unsure_seen_ = 0;
  unclear_since_ = kNoTick;
  list_later_ = false;
  RowOrder order{action_, snapshot.dictionary(), {}};
  for (const Kept& kept : rows_) {
    const Origin origin = snapshot.origin(kept.row);
    if (order.parts.empty() || order.parts.back().origin != origin) order.parts.push_back({origin, {}});
    order.parts.back().jobs.push_back(kept.job);
  }
  sent_rows_ = ascending(rows_);
  return order;
}

void OrderFlow::update(const Snapshot& snapshot, std::shared_ptr<const OrderProgress> progress,
                       const Connection* connection) {
  const bool changed = snapshot.version() != std::exchange(looked_at_, snapshot.version());
  const auto another = [&](const Kept& kept) { return !snapshot.is(kept.row, kept.job); };
  if (changed && state_ != State::Outcome && std::erase_if(unknown_rows_, another) > 0)
    lost_rows_ = ascending(unknown_rows_);
  if (!progress) return;
  const bool asking = state_ == State::Asking || state_ == State::Rechecked;  // rows_ are already those of another one
  if (progress->request_id != request_id_ || asking) {
    if (progress->checking == 0 && state_ != State::Sending) unknown_rows_.clear(), lost_rows_.clear();
    return;
  }
  const bool unsure = unclear_ > 0 || !unknown_rows_.empty();
  if (state_ != State::Sending && !unsure) return;
  if (const std::size_t unsure_now = progress->results.unsure().size();
      unsure_now > unsure_seen_) {  // another one: no list is newer yet
    unsure_seen_ = unsure_now;
    list_later_ = false;
    unclear_since_ = kNoTick;
  }
  // The list is newer once an answer has come that was asked for after it had become unclear.
  if (connection != nullptr && unclear_ > 0 && !list_later_) {
    if (unclear_since_ == kNoTick) unclear_since_ = connection->heard;
    list_later_ = unclear_since_ != kNoTick &&
                  connection->last_answer >
                      unclear_since_ + 2 * std::min<std::int64_t>(connection->poll_interval_ms, kListSettlesMs);
  }
  if (progress == progress_ && !changed && !list_later_) return;
  progress_ = std::move(progress);
  if (!progress_->finished) return;
  if (state_ == State::Sending) state_ = State::Outcome;
  look_at_unsure(snapshot);
  if (state_ == State::Outcome) describe_failures(snapshot);
}

// A job that has left the cache for lack of room says nothing, and that one was started is seen from nothing for sure.
OrderFlow::Shown OrderFlow::shown_by(const Snapshot& snapshot, const Kept& kept) const {
  const bool there = lives(snapshot, kept);
  if (!there && snapshot.is(kept.row, kept.job) && snapshot.left(kept.row)) return Shown::Nothing;
  const bool paused = there && snapshot.status(kept.row) == Status::Paused;
  bool done = false;
  switch (action_) {
    case RowAction::Delete:
      done = !there;
      break;
    case RowAction::SyncNow:
      return Shown::Nothing;
    case RowAction::Pause:
      done = paused;
      break;
    case RowAction::Resume:
      done = there && !paused;
      break;
  }
  return done ? Shown::Done : Shown::NotDone;
}

std::string OrderFlow::still_not() const {
  return std::string("the answer got lost, and it is ").append(words(action_).contrary);
}
std::string OrderFlow::not_sent() const { return std::string("not ").append(words(action_).done) + ": cancelled"; }

// What nobody tells, the list does: at once where it shows that it was done, later where it doesn't.
void OrderFlow::look_at_unsure(const Snapshot& snapshot) {
  unknown_rows_.clear();
  unclear_ = listed_done_ = 0;
  kept_.clear();
  for (const std::uint32_t place : progress_->results.unsure()) {
    if (place >= rows_.size()) continue;
    const Kept& job = rows_[place];
    const OrderResult& result = progress_->results[place];
    const bool unclear = result.kind == OrderResult::Kind::Unclear;
    const Shown shown = shown_by(snapshot, job);
    if (shown == Shown::Done) {
      ++listed_done_;
    } else if (!unclear) {
      unknown_rows_.push_back(job);
      unknown_why_ = result.message;
    } else if (shown == Shown::NotDone && list_later_) {
      kept_.push_back(place);
    } else {
      ++unclear_;
      unclear_why_ = result.message;
    }
  }
  lost_rows_ = ascending(unknown_rows_);
}

void OrderFlow::describe_failures(const Snapshot& snapshot) {
  const OrderResults& results = progress_->results;
  // A cancelled order has no result for what was never sent.
  const auto unsent = static_cast<std::int64_t>(rows_.size()) - static_cast<std::int64_t>(results.size());
  failed_ = results.not_done() + static_cast<std::int64_t>(kept_.size()) + std::max<std::int64_t>(unsent, 0);
  reasons_.assign(results.reasons().begin(), results.reasons().end());
  if (!kept_.empty()) reasons_.push_back({still_not(), static_cast<std::int64_t>(kept_.size())});
  if (unsent > 0) reasons_.push_back({not_sent(), unsent});
  failures_.clear();
  const auto name = [&](std::size_t place, const std::string& reason) {
    if (place >= rows_.size() || failures_.size() >= OrderResults::kNamed) return;
    Snapshot::IdBuffers ids;
    UuidText id;
    const Kept& kept = rows_[place];
    const JobView job = snapshot.is(kept.row, kept.job) ? snapshot.job(kept.row, ids) : JobView{};
    failures_.push_back({std::string(snapshot.dictionary().id_text(kept.job, id)), std::string(shown_collection(job)),
                         std::string(shown_user(job)), reason});
  };
  for (const std::uint32_t place : results.named()) name(place, results[place].message);
  for (const std::uint32_t place : kept_) name(place, still_not());
  for (std::size_t place = results.size(); place < rows_.size() && failures_.size() < OrderResults::kNamed; ++place)
    name(place, not_sent());
}

bool OrderFlow::was_not_done(std::size_t place) const {
  if (place >= progress_->results.size()) return true;
  const OrderResult::Kind kind = progress_->results[place].kind;
  if (kind == OrderResult::Kind::Unclear) return std::ranges::binary_search(kept_, static_cast<std::uint32_t>(place));
  return kind == OrderResult::Kind::Failed || kind == OrderResult::Kind::Refused;
}

void OrderFlow::retry(const Snapshot& snapshot) {
  if (state_ != State::Outcome) return;
  std::vector<CacheRow> rows;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (was_not_done(i) && lives(snapshot, rows_[i])) rows.push_back(rows_[i].row);
  }
  if (rows.empty()) return close();
  ask(snapshot, action_, std::move(rows), 0);
}

// The rows stay, as long as it isn't known what became of some of them.
void OrderFlow::close() {
  if (state_ == State::Sending) return;
  const bool asking = state_ == State::Asking || state_ == State::Rechecked;
  state_ = State::Closed;
  if (asking || (unclear_ == 0 && unknown_rows_.empty())) rows_.clear();
}

}  // namespace syncwall
