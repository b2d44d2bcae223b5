#include "server/change_feed.h"

#include <algorithm>

#include "base/json_text.h"

namespace syncwall {

namespace {

void append(std::string& out, const std::vector<std::shared_ptr<const std::string>>& texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ',';
    out += *texts[i];
  }
}

constexpr std::int64_t kPage = 1000;  // changes read at once

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

Result<std::optional<std::string>> ChangeFeed::answer(const Scope& scope, std::uint64_t since, std::int64_t limit, const std::string& epoch) {
  const auto now = store_.place(since, epoch);
  if (!now.ok()) return now.problem();
  if (!now.value().ours) return std::optional<std::string>();
  std::optional<Parts> parts;
  {
    Lock lock(mutex_);
    if (const auto done = catch_up(now.value().revision); !done.ok()) return done.problem();
    if (since >= *known_since_) parts = told(scope, since, limit);
  }
  if (parts) {
    parts->epoch = now.value().epoch;
    return std::optional<std::string>(parts->body());
  }
  return from_store(scope, since, limit);
}

Result<Done> ChangeFeed::catch_up(std::uint64_t now) {
  if (!known_since_) known_since_ = known_upto_ = now;
  while (known_upto_ < now) {
    auto read = store_.changes({true, ""}, known_upto_, kPage, "", true);
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
  if (change.moved) {  // stays beside what comes after it: others are told that
    entries_.push_back({change.revision, change.job.id, change.job.user_id, encoded(change), true, true, false});
    bytes_ += entries_.back().text->size() + change.job.id.size() + change.job.user_id.size() + sizeof(Entry);
    return;
  }
  const auto [known, fresh] = newest_.try_emplace(change.job.id, place);
  if (!fresh) {
    Entry& old = entries_[static_cast<std::size_t>(known->second - forgotten_)];
    bytes_ -= old.text->size();
    old.replaced = true;
    old.text = nothing_;
    known->second = place;
  }
  Entry entry{change.revision, change.job.id, change.job.user_id, encoded(change), change.deleted, false, false};
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

// Told to its old owner by a newer change: that it is theirs again, or deleted.
bool ChangeFeed::is_back(const Entry& moved) const {
  const auto newest = newest_.find(moved.id);
  return newest != newest_.end() && entries_[static_cast<std::size_t>(newest->second - forgotten_)].user_id == moved.user_id;
}

ChangeFeed::Parts ChangeFeed::told(const Scope& scope, std::uint64_t since, std::int64_t limit) const {
  Parts parts;
  std::int64_t left = limit;
  parts.revision = known_upto_;
  const auto after = [](std::uint64_t s, const Entry& e) { return s < e.revision; };
  for (auto e = std::upper_bound(entries_.begin(), entries_.end(), since, after); e != entries_.end(); ++e) {
    if (e->replaced || (scope.all ? e->moved : e->user_id != scope.user_id)) continue;
    if (e->moved && is_back(*e)) continue;
    if (left-- == 0) {
      parts.revision = e->revision - 1;
      parts.more = true;
      break;
    }
    (e->deleted ? parts.deleted : parts.jobs).push_back(e->text);
  }
  return parts;
}

Result<std::optional<std::string>> ChangeFeed::from_store(const Scope& scope, std::uint64_t since, std::int64_t limit) const {
  auto read = store_.changes(scope, since, limit);
  if (!read.ok()) return read.problem();
  if (read.value().forgotten) return std::optional<std::string>();
  Parts parts{{}, {}, read.value().revision, read.value().more, read.value().epoch};
  for (StoredChange& change : read.value().changes) (change.deleted ? parts.deleted : parts.jobs).push_back(encoded(change));
  return std::optional<std::string>(parts.body());
}

}  // namespace syncwall
