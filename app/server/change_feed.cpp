#include "server/change_feed.h"

#include <algorithm>

#include "base/json_text.h"

namespace syncwall {

namespace {

// One answer being written: jobs and deletions in the order in which they come.
class Body {
 public:
  void add(std::string_view text, bool deleted) {
    std::string& list = deleted ? deleted_ : items_;
    if (!list.empty()) list += ',';
    list += text;
  }
  [[nodiscard]] std::string finished(std::uint64_t revision, bool more) const {
    std::string out;
    out.reserve(items_.size() + deleted_.size() + 100);
    out.append("{\"items\":[").append(items_).append("],\"deleted_ids\":[").append(deleted_);
    out.append("],\"revision\":").append(std::to_string(revision)).append(",\"more\":").append(more ? "true" : "false");
    return out += '}';
  }

 private:
  std::string items_, deleted_;
};

constexpr std::int64_t kPage = 1000;  // changes read at once

}  // namespace

Result<std::optional<std::string>> ChangeFeed::answer(const Scope& scope, std::uint64_t since, std::int64_t limit) {
  const auto now = store_.revision();
  if (!now.ok()) return now.problem();
  if (since > now.value()) return std::optional<std::string>();
  {
    Lock lock(mutex_);
    if (const auto done = catch_up(now.value()); !done.ok()) return done.problem();
    if (since >= *known_since_) return std::optional<std::string>(told(scope, since, limit));
  }
  return from_store(scope, since, limit);
}

Result<Done> ChangeFeed::catch_up(std::uint64_t now) {
  if (!known_since_) known_since_ = known_upto_ = now;
  while (known_upto_ < now) {
    auto read = store_.changes({true, ""}, known_upto_, kPage);
    if (!read.ok()) return read.problem();
    StoredChanges& changes = read.value();
    if (changes.forgotten) {  // more was deleted at once than the database keeps: what is kept here has a gap
      entries_.clear();
      newest_.clear();
      bytes_ = 0;
      known_since_ = known_upto_ = now;
      return Done{};
    }
    for (StoredChange& change : changes.changes) add(change);
    known_upto_ = changes.revision;
  }
  while (bytes_ > most_bytes_) forget_oldest();
  return Done{};
}

void ChangeFeed::add(StoredChange& change) {
  const std::uint64_t place = forgotten_ + entries_.size();
  const auto [known, fresh] = newest_.try_emplace(change.job.id, place);
  if (!fresh) {
    Entry& old = entries_[static_cast<std::size_t>(known->second - forgotten_)];
    bytes_ -= old.text.size();
    old.replaced = true;
    old.text = std::string();
    known->second = place;
  }
  Entry entry{change.revision, change.job.id, change.job.user_id, "", change.deleted, false};
  if (change.deleted) {
    append_json(entry.text, change.job.id);
  } else {
    encode_(entry.text, change.job);
  }
  bytes_ += entry.text.size() + entry.id.size() + entry.user_id.size() + sizeof(Entry);
  entries_.push_back(std::move(entry));
}

void ChangeFeed::forget_oldest() {
  const Entry& oldest = entries_.front();
  bytes_ -= oldest.text.size() + oldest.id.size() + oldest.user_id.size() + sizeof(Entry);
  known_since_ = oldest.revision;
  const auto found = newest_.find(oldest.id);
  if (found != newest_.end() && found->second == forgotten_) newest_.erase(found);
  entries_.pop_front();
  ++forgotten_;
}

std::string ChangeFeed::told(const Scope& scope, std::uint64_t since, std::int64_t limit) const {
  Body body;
  std::int64_t left = limit;
  std::uint64_t revision = known_upto_;
  bool more = false;
  const auto after = [](std::uint64_t s, const Entry& e) { return s < e.revision; };
  for (auto e = std::upper_bound(entries_.begin(), entries_.end(), since, after); e != entries_.end(); ++e) {
    if (e->replaced || (!scope.all && e->user_id != scope.user_id)) continue;
    if (left-- == 0) {
      revision = e->revision - 1;
      more = true;
      break;
    }
    body.add(e->text, e->deleted);
  }
  return body.finished(revision, more);
}

Result<std::optional<std::string>> ChangeFeed::from_store(const Scope& scope, std::uint64_t since, std::int64_t limit) const {
  auto read = store_.changes(scope, since, limit);
  if (!read.ok()) return read.problem();
  if (read.value().forgotten) return std::optional<std::string>();
  Body body;
  for (StoredChange& change : read.value().changes) {
    std::string text;
    if (change.deleted) {
      append_json(text, change.job.id);
    } else {
      encode_(text, change.job);
    }
    body.add(text, change.deleted);
  }
  return std::optional<std::string>(body.finished(read.value().revision, read.value().more));
}

}  // namespace syncwall
