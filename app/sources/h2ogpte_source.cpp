#include "sources/h2ogpte_source.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/utf8.h"

namespace syncwall {

using Kind = SourceError::Kind;

namespace {

constexpr std::size_t kCollectionsPage = 100;  // the API's own default
constexpr std::size_t kMostCollections = 1'000'000;
constexpr std::size_t kRequestsPerPage = 8;    // so that something new is on the screen every so often

SourceError not_offered(std::string what) {
  return {Kind::BadRequest, {std::move(what), "this server's API has no operation for it", ""}};
}

// The views of several answers, kept alive together.
struct Kept {
  std::vector<std::shared_ptr<const void>> storage;
  std::vector<std::shared_ptr<const std::string>> names;
};

}  // namespace

Answer<Account> H2ogpteSource::account() {
  Answer<std::string> body = http_->get("/users/current/roles");
  if (!body.ok()) return body.problem();
  const Result<std::vector<std::string>> roles = decode_names(std::move(body).value());
  if (!roles.ok()) return SourceError{Kind::Nonsense, roles.problem()};
  Account account;
  account.is_admin = std::ranges::any_of(roles.value(), [](const std::string& role) {
    const std::string folded = fold(role);
    return folded == "admin" || folded == "administrator";
  });
  all_ = account.is_admin;
  return account;
}

Answer<Done> H2ogpteSource::list_more() {
  const std::string range = "?offset=" + std::to_string(offset_) + "&limit=" + std::to_string(kCollectionsPage);
  Answer<std::string> body = http_->get((all_ ? "/collections/all" : "/collections") + range);
  if (!body.ok() && body.problem().kind == Kind::Forbidden && all_) {
    all_ = false;  // the role alone doesn't open everybody's
    return list_more();
  }
  if (!body.ok()) return body.problem();
  Result<CollectionPage> page = decode_collections(std::move(body).value());
  if (!page.ok()) return SourceError{Kind::Nonsense, page.problem()};
  offset_ += page.value().listed;
  const std::size_t before = collections_.size();
  for (CollectionRef& collection : page.value().collections) {
    if (listed_.insert(collection.id).second) collections_.push_back(std::move(collection));
  }
  // By what it brings and not by how many were asked for: a server may give fewer, or the same ones for ever.
  listed_all_ = collections_.size() == before;
  if (collections_.size() > kMostCollections) {
    return SourceError{Kind::TooLarge, {"the list of collections is too long", "a list of collections without an end", ""}};
  }
  return Done{};
}

Answer<JobList> H2ogpteSource::jobs_of(const CollectionRef& collection) {
  Answer<std::string> body = http_->get("/collections/" + url_encoded(collection.id) + "/scheduled_connectors");
  if (!body.ok() && body.problem().kind == Kind::Forbidden) return JobList{};  // not ours to look into
  if (!body.ok()) return body.problem();
  Result<JobList> list = decode_job_array(std::move(body).value());
  if (!list.ok()) return SourceError{Kind::Nonsense, list.problem()};
  return std::move(list).value();
}

bool H2ogpteSource::give_up_on(std::size_t at, const SourceError& error) {
  if (error.kind == Kind::BadRequest) return true;  // most likely deleted since it was listed
  const bool its_own = error.kind == Kind::ServerError || error.kind == Kind::Nonsense || error.kind == Kind::TooLarge;
  return its_own && std::exchange(failed_at_, at) == at;
}

Answer<JobPage> H2ogpteSource::page(const Query&, const std::string& cursor, int limit) {
  std::size_t at = 0;
  if (cursor.empty()) {
    collections_.clear();
    listed_.clear();
    failed_at_.reset();
    offset_ = 0;
    listed_all_ = false;
  } else {
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), at);
  }
  JobPage page;
  auto kept = std::make_shared<Kept>();
  for (std::size_t request = 0; request < kRequestsPerPage; ++request) {
    if (at == collections_.size() && !listed_all_) {
      if (Answer<Done> listed = list_more(); !listed.ok()) return listed.problem();
      continue;
    }
    if (at >= collections_.size() || static_cast<int>(page.list.jobs.size()) >= limit) break;
    Answer<JobList> answer = jobs_of(collections_[at]);
    if (!answer.ok()) {
      if (!give_up_on(at, answer.problem())) return answer.problem();
      if (page.list.skipped++ == 0) page.list.skipped_why = "collection " + collections_[at].id + ": " + answer.problem().text();
      page.unread_collections.push_back(collections_[at++].id);
      continue;
    }
    JobList& list = answer.value();
    const auto name = std::make_shared<const std::string>(collections_[at].name);
    for (JobView& job : list.jobs) {
      if (job.collection_name.empty()) job.collection_name = *name;
    }
    if (page.list.skipped == 0 && list.skipped > 0)
      page.list.skipped_why = "collection " + collections_[at].id + list.skipped_why;
    page.list.skipped += list.skipped;
    page.list.jobs.insert(page.list.jobs.end(), list.jobs.begin(), list.jobs.end());
    kept->storage.push_back(std::move(list.storage));
    kept->names.push_back(name);
    ++at;
  }
  page.list.storage = std::move(kept);
  if (at < collections_.size() || !listed_all_) page.next_cursor = std::to_string(at);
  // A listing that took all requests leaves the place as it was; the cursor must differ all the same.
  if (page.next_cursor == cursor && !cursor.empty()) page.next_cursor += ' ';
  return page;
}

Answer<JobSummary> H2ogpteSource::summary() { return not_offered("counts are not available"); }
Answer<JobChanges> H2ogpteSource::changes(const Revision&) { return not_offered("changes are not available"); }
Answer<DeleteAnswer> H2ogpteSource::remove(std::span<const std::string>, const std::string&) {
  return not_offered("auto-sync jobs can't be deleted here");
}
Answer<DeleteAnswer> H2ogpteSource::outcome(std::span<const std::string>, const std::string&) {
  return not_offered("auto-sync jobs can't be deleted here");
}
Answer<AuditAnswer> H2ogpteSource::audit(const std::string&, int) { return not_offered("who deleted what is not told here"); }

}  // namespace syncwall
