#include "server/change_feed.h"

#include <algorithm>
#include <chrono>

#include "base/json_text.h"

namespace syncwall {

namespace {

void append(std::string& out, const std::vector<std::shared_ptr<const std::string>>& texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ',';
    out += *texts[i];
  }
}

constexpr std::int64_t kPage = 1000;          // changes read at once
constexpr std::chrono::seconds kPatience{1};  // with another one who reads

}  // namespace

std::string ChangeFeed::Parts::body() const {
  std::size_t size = 100;
  for (const auto* texts : {&jobs, &deleted}) {
    for (const Text& text : *texts) size += text->size() + 1;
  }
  std::string out;
  out.reserve(size);
  out += "{\"items\":[";
  append(out, jobs);
  out += "],\"deleted_ids\":[";
  append(out, deleted);
  out.append("],\"revision\":").append(std::to_string(revision)).append(",\"epoch\":");
  append_json(out, epoch);
  out.append(",\"more\":").append(more ? "true" : "false");
  return out += '}';
}

ChangeFeed::Text ChangeFeed::encoded(StoredChange& change) const {
  std::string text;
  if (change.deleted) {
    append_json(text, change.job.id);
  } else {
    encode_(text, change.job);
  }
  return std::make_shared<const std::string>(std::move(text));
}

Stored<std::optional<std::string>> ChangeFeed::answer(const Scope& scope, std::uint64_t since, std::int64_t limit,
                                                      const std::string& epoch) {
  const auto now = store_.check_revision(since, epoch);
  if (!now.ok()) return now.problem();
  if (!now.value().known) return std::optional<std::string>();
  const auto caught_up = catch_up(now.value().revision);
  if (!caught_up.ok()) return caught_up.problem();
  std::optional<Parts> parts;
  if (caught_up.value()) {
    Lock lock(mutex_);
    if (since >= *known_since_) parts = collect(scope, since, limit);
  }
  if (parts) {
    parts->epoch = now.value().epoch;
    return std::optional<std::string>(parts->body());
  }
  return from_store(scope, since, limit);
}

Stored<ChangeFeed::Batch> ChangeFeed::read_batch(std::uint64_t since) const {
  auto read = store_.changes({true, ""}, since, kPage, "", true);
  if (!read.ok()) return read.problem();
  Batch batch{{}, read.value().revision, read.value().forgotten};
  for (StoredChange& change : read.value().changes) {
    Text text = encoded(change);
    batch.entries.push_back({change.revision, std::move(change.job.id), std::move(change.job.user_id), std::move(text),
                             change.deleted || change.moved, change.moved, false});
  }
  return batch;
}

Stored<bool> ChangeFeed::catch_up(std::uint64_t now) {
  // However the reading ends, the next one may begin.
  struct Ends {
    ChangeFeed* feed = nullptr;
    ~Ends() {
      if (feed == nullptr) return;
      {
        Lock lock(feed->mutex_);
        feed->reading_ = false;
      }
      feed->read_.notify_all();
    }
  } ends;
  std::uint64_t from = 0;
  {
    Lock lock(mutex_);
    if (!known_since_) known_since_ = known_upto_ = now;
    const auto free = [&]() SYNCWALL_TS(no_thread_safety_analysis) { return known_upto_ >= now || !reading_; };
    if (!read_.wait_for(lock, kPatience, free)) return false;
    if (known_upto_ >= now) return true;
    reading_ = true;
    ends.feed = this;
    from = known_upto_;
  }
  while (from < now) {
    auto batch = read_batch(from);
    if (!batch.ok()) return batch.problem();
    Lock lock(mutex_);
    take(std::move(batch).value(), now);
    from = known_upto_;
  }
  return true;
}

void ChangeFeed::take(Batch batch, std::uint64_t now) {
  if (batch.forgotten) {  // more was deleted at once than the database keeps: what is kept here has a gap
    entries_.clear();
    newest_.clear();
    bytes_ = 0;
    known_since_ = known_upto_ = now;
    return;
  }
  for (Entry& entry : batch.entries) add(std::move(entry));
  known_upto_ = batch.revision;
  while (bytes_ > most_bytes_) forget_oldest();
}

void ChangeFeed::add(Entry entry) {
  const std::uint64_t place = forgotten_ + entries_.size();
  if (entry.moved) {  // stays beside what comes after it, which is for others
    bytes_ += entry.text->size() + entry.id.size() + entry.user_id.size() + sizeof(Entry);
    entries_.push_back(std::move(entry));
    return;
  }
  const auto [known, fresh] = newest_.try_emplace(entry.id, place);
  if (!fresh) {
    Entry& old = entries_[static_cast<std::size_t>(known->second - forgotten_)];
    bytes_ -= old.text->size();
    old.replaced = true;
    old.text = nothing_;
    known->second = place;
  }
  bytes_ += entry.text->size() + entry.id.size() + entry.user_id.size() + sizeof(Entry);
  entries_.push_back(std::move(entry));
}

void ChangeFeed::forget_oldest() {
  const Entry& oldest = entries_.front();
  bytes_ -= oldest.text->size() + oldest.id.size() + oldest.user_id.size() + sizeof(Entry);
  known_since_ = oldest.revision;
  const auto found = newest_.find(oldest.id);
  if (found != newest_.end() && found->second == forgotten_) newest_.erase(found);
  entries_.pop_front();
  ++forgotten_;
}

// Superseded for its old owner by a newer change: it is theirs again, or deleted.
bool ChangeFeed::is_back(const Entry& moved, std::uint64_t place) const {
  const auto newest = newest_.find(moved.id);
  return newest != newest_.end() && newest->second > place &&
         entries_[static_cast<std::size_t>(newest->second - forgotten_)].user_id == moved.user_id;
}

ChangeFeed::Parts ChangeFeed::collect(const Scope& scope, std::uint64_t since, std::int64_t limit) const {
  Parts parts;
  std::int64_t left = limit;
  parts.revision = known_upto_;
  const auto after = [](std::uint64_t s, const Entry& e) { return s < e.revision; };
  for (auto e = std::upper_bound(entries_.begin(), entries_.end(), since, after); e != entries_.end(); ++e) {
    if (e->replaced || (scope.all ? e->moved : e->user_id != scope.user_id)) continue;
    if (e->moved && is_back(*e, forgotten_ + static_cast<std::uint64_t>(e - entries_.begin()))) continue;
    if (left-- == 0) {
      parts.revision = e->revision - 1;
      parts.more = true;
      break;
    }
    (e->deleted ? parts.deleted : parts.jobs).push_back(e->text);
  }
  return parts;
}

Stored<std::optional<std::string>> ChangeFeed::from_store(const Scope& scope, std::uint64_t since,
                                                          std::int64_t limit) const {
  auto read = store_.changes(scope, since, limit);
  if (!read.ok()) return read.problem();
  if (read.value().forgotten) return std::optional<std::string>();
  Parts parts{{}, {}, read.value().revision, read.value().more, read.value().epoch};
  for (StoredChange& change : read.value().changes)
    (change.deleted ? parts.deleted : parts.jobs).push_back(encoded(change));
  return std::optional<std::string>(parts.body());
}

}  // namespace syncwall
