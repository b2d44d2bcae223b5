#include "table/delete_flow.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace syncwall {

namespace {
std::string text_of(const Snapshot& snapshot, PackedId job) {
  UuidText buffer;
  return std::string(snapshot.dictionary().id_text(job, buffer));
}

template <class Kept>
bool lives(const Snapshot& snapshot, const Kept& kept) {
  return snapshot.is(kept.row, kept.job) && snapshot.alive(kept.row);
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

bool DeleteFlow::has(const KeptRows& kept, CacheRow row) {
  return std::ranges::binary_search(kept, row, {}, &Kept::row);
}

bool DeleteFlow::deleting(CacheRow row) const {
  return (state_ == State::Sending && has(rows_, row)) || has(unknown_rows_, row);
}

void DeleteFlow::ask(const Snapshot& snapshot, std::vector<CacheRow> rows, std::int64_t hidden) {
  if (state_ == State::Sending) return;
  rows_.clear();
  for (const CacheRow row : rows) rows_.push_back({row, snapshot.id(row)});
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
  for (const auto& [row, job_id] : rows_) {
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
  KeptRows left;
  gone_ = began_ = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!lives(snapshot, rows_[i])) {
      ++gone_;
      continue;
    }
    const Status status = snapshot.status(rows_[i].row);
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
  for (const Kept& kept : rows_) ids.push_back(text_of(snapshot, kept.job));
  return ids;
}

void DeleteFlow::update(const Snapshot& snapshot, std::shared_ptr<const DeleteProgress> progress) {
  if (snapshot.version() != looked_at_) {
    looked_at_ = snapshot.version();
    std::erase_if(unknown_rows_, [&](const Kept& kept) { return state_ != State::Outcome && !snapshot.is(kept.row, kept.job); });
  }
  if (!progress) return;
  if (progress->checking == 0 && state_ != State::Outcome) unknown_rows_.clear();
  const bool may_change = state_ == State::Sending || (state_ == State::Outcome && !unknown_rows_.empty());
  if (!may_change || progress->request_id != request_id_ || progress == progress_) return;
  progress_ = std::move(progress);
  if (progress_->finished) finish(snapshot);
}

void DeleteFlow::finish(const Snapshot& snapshot) {
  std::unordered_map<std::string, Kept> row_of;
  for (const Kept& kept : rows_) row_of.emplace(text_of(snapshot, kept.job), kept);
  deleted_ = already_gone_ = unclear_ = 0;
  failures_.clear();
  failed_rows_.clear();
  unknown_rows_.clear();
  const auto fail = [&](const std::string& id, const Kept& kept, const std::string& reason) {
    Snapshot::IdBuffers ids;
    const JobView job = snapshot.is(kept.row, kept.job) ? snapshot.job(kept.row, ids) : JobView{};
    failures_.push_back({id, std::string(shown_collection(job)), std::string(shown_user(job)), reason});
    failed_rows_.push_back(kept);
  };
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
      fail(result.id, found->second, result.message);
    }
  }
  // A cancelled deletion has no result for what was never sent.
  for (const DeleteResult& result : progress_->results) row_of.erase(result.id);
  for (const auto& [id, kept] : row_of) fail(id, kept, "not deleted: cancelled");
  std::ranges::sort(failed_rows_, {}, &Kept::row);
  std::ranges::sort(unknown_rows_, {}, &Kept::row);
  state_ = State::Outcome;
}

void DeleteFlow::retry(const Snapshot& snapshot) {
  if (state_ != State::Outcome) return;
  std::vector<CacheRow> rows;
  for (const Kept& kept : std::exchange(failed_rows_, {})) {
    if (lives(snapshot, kept)) rows.push_back(kept.row);
  }
  if (rows.empty()) return close();
  ask(snapshot, std::move(rows), 0);
}

void DeleteFlow::close() {
  if (state_ == State::Sending) return;
  state_ = State::Closed;
  rows_.clear();
}

}  // namespace syncwall
