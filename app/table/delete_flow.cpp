#include "table/delete_flow.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace syncwall {

namespace {
std::string id_of(const Snapshot& snapshot, CacheRow row) {
  UuidText buffer;
  return std::string(snapshot.dictionary().id_text(snapshot.id(row), buffer));
}
}  // namespace

bool DeleteFlow::may_confirm(std::string_view typed) const {
  if (count() == 0) return false;
  if (!must_type()) return true;
  std::string digits;
  for (const char c : typed) {
    if (c != ',' && c != ' ' && c != '.') digits += c;
  }
  return digits == std::to_string(count());
}

bool DeleteFlow::deleting(CacheRow row) const {
  return (state_ == State::Sending && std::binary_search(rows_.begin(), rows_.end(), row)) ||
         std::binary_search(unknown_rows_.begin(), unknown_rows_.end(), row);
}

void DeleteFlow::ask(const Snapshot& snapshot, std::vector<CacheRow> rows, std::int64_t hidden) {
  if (state_ == State::Sending) return;
  rows_ = std::move(rows);
  hidden_ = hidden;
  gone_ = began_ = 0;
  state_ = State::Asking;
  describe(snapshot);
}

void DeleteFlow::describe(const Snapshot& snapshot) {
  named_.clear();
  statuses_.clear();
  by_status_.fill(0);
  Snapshot::IdBuffers ids;
  for (const CacheRow row : rows_) {
    const Status status = snapshot.status(row);
    statuses_.push_back(status);
    ++by_status_[static_cast<std::size_t>(status)];
    if (named_.size() == kNamed) continue;
    const JobView job = snapshot.job(row, ids);
    named_.push_back({std::string(shown_collection(job)), std::string(shown_user(job)), status});
  }
}

std::vector<std::string> DeleteFlow::confirm(const Snapshot& snapshot, std::uint64_t request_id) {
  if (state_ != State::Asking && state_ != State::Rechecked) return {};
  std::vector<CacheRow> left;
  gone_ = began_ = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!snapshot.alive(rows_[i])) {
      ++gone_;
      continue;
    }
    const Status status = snapshot.status(rows_[i]);
    if (status == Status::Running && statuses_[i] != Status::Running) ++began_;
    left.push_back(rows_[i]);
  }
  if (gone_ > 0 || began_ > 0) {
    rows_ = std::move(left);
    describe(snapshot);
    state_ = State::Rechecked;
    return {};
  }
  request_id_ = request_id;
  progress_ = std::make_shared<DeleteProgress>();
  state_ = State::Sending;
  std::vector<std::string> ids;
  ids.reserve(rows_.size());
  for (const CacheRow row : rows_) ids.push_back(id_of(snapshot, row));
  return ids;
}

void DeleteFlow::update(const Snapshot& snapshot, std::shared_ptr<const DeleteProgress> progress) {
  if (!progress) return;
  if (progress->checking == 0 && state_ != State::Outcome) unknown_rows_.clear();
  const bool may_change = state_ == State::Sending || (state_ == State::Outcome && !unknown_rows_.empty());
  if (!may_change || progress->request_id != request_id_ || progress == progress_) return;
  progress_ = std::move(progress);
  if (progress_->finished) finish(snapshot);
}

void DeleteFlow::finish(const Snapshot& snapshot) {
  std::unordered_map<std::string, CacheRow> row_of;
  for (const CacheRow row : rows_) row_of.emplace(id_of(snapshot, row), row);
  deleted_ = already_gone_ = unclear_ = 0;
  failures_.clear();
  failed_rows_.clear();
  unknown_rows_.clear();
  Snapshot::IdBuffers ids;
  for (const DeleteResult& result : progress_->results) {
    if (result.kind == DeleteResult::Kind::Deleted) {
      ++deleted_;
    } else if (result.kind == DeleteResult::Kind::AlreadyGone) {
      ++already_gone_;
    } else if (result.kind == DeleteResult::Kind::Unclear) {
      ++unclear_;
      unclear_why_ = result.message;
    } else if (const auto unsure = row_of.find(result.id); result.kind == DeleteResult::Kind::Unknown && unsure != row_of.end()) {
      unknown_rows_.push_back(unsure->second);
      unknown_why_ = result.message;
    } else if (const auto found = row_of.find(result.id); found != row_of.end()) {
      const JobView job = snapshot.job(found->second, ids);
      failures_.push_back({result.id, std::string(shown_collection(job)), std::string(shown_user(job)), result.message});
      failed_rows_.push_back(found->second);
    }
  }
  // A cancelled deletion has no result for what was never sent.
  for (const DeleteResult& result : progress_->results) row_of.erase(result.id);
  for (const auto& [id, row] : row_of) {
    const JobView job = snapshot.job(row, ids);
    failures_.push_back({id, std::string(shown_collection(job)), std::string(shown_user(job)), "not deleted: cancelled"});
    failed_rows_.push_back(row);
  }
  std::sort(failed_rows_.begin(), failed_rows_.end());
  std::sort(unknown_rows_.begin(), unknown_rows_.end());
  state_ = State::Outcome;
}

void DeleteFlow::retry(const Snapshot& snapshot) {
  if (state_ != State::Outcome) return;
  std::vector<CacheRow> rows = std::exchange(failed_rows_, {});
  std::erase_if(rows, [&](CacheRow row) { return !snapshot.alive(row); });
  if (rows.empty()) return close();
  ask(snapshot, std::move(rows), 0);
}

void DeleteFlow::close() {
  if (state_ == State::Sending) return;
  state_ = State::Closed;
  rows_.clear();
}

}  // namespace syncwall
