#include "sources/h2ogpte_source.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace syncwall {

using Kind = RequestError::Kind;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kSmallPage = 100, kLargePage = 1000;  // collections; the smaller one is the API's default
constexpr std::size_t kMostCollections = 1'000'000;
constexpr int kMostFailures = 2;   // of one collection in one walk
constexpr int kMostThrottled = 5;  // of one collection, while others are answered
constexpr int kBadInARow = 4;      // then the server itself is asked whether it is well
constexpr std::size_t kManyGone = 4;
// How long a page takes: soon, while somebody waits; seldom, when it only goes round.
constexpr milliseconds kQuickPage{250}, kCalmPage{1'000};

RequestError not_offered(std::string what) {
  return {Kind::BadRequest, {std::move(what), "this server's API has no operation for it", ""}};
}

bool throttles(const RequestError& error) {
  return error.status == 429 || (error.status == 503 && error.retry_after_ms);
}

}  // namespace

// The views of several answers, kept alive together.
struct H2ogpteSource::Kept {
  std::vector<std::shared_ptr<const void>> storage;
  std::vector<std::shared_ptr<const std::string>> names;
};

Answer<Account> H2ogpteSource::account() {
  Answer<std::string> body = http_->get("/users/current/roles");
  if (!body.ok()) return body.problem();
  const Result<std::vector<std::string>> roles = decode_names(std::move(body).value());
  if (!roles.ok()) return RequestError{Kind::Nonsense, roles.problem()};
  Account account;
  account.is_admin = std::ranges::any_of(roles.value(), [](const std::string& role) {
    const std::string folded = fold(role);
    return folded == "admin" || folded == "administrator";
  });
  all_ = account.is_admin;
  return account;
}

Answer<CollectionPage> H2ogpteSource::collections_page(std::size_t offset) {
  std::string path = all_ ? "/collections/all" : "/collections";
  path += "?offset=" + std::to_string(offset) + "&limit=" + std::to_string(large_pages_ ? kLargePage : kSmallPage);
  // Its own order, by the last update, changes with each document that comes in.
  if (sorted_) path += "&sort_column=name&ascending=true";
  Answer<std::string> body = http_->get(path);
  if (body.ok()) {
    Result<CollectionPage> page = decode_collections(std::move(body).value());
    if (!page.ok()) return RequestError{Kind::Nonsense, page.problem()};
    return std::move(page).value();
  }
  const RequestError& error = body.problem();
  if (error.kind == Kind::Forbidden && all_) {
    all_ = false;  // the role alone doesn't open everybody's
    return collections_page(offset);
  }
  const bool refuses_parameters = offset == 0 && (error.status == 400 || error.status == 422);
  if (refuses_parameters && std::exchange(large_pages_, false)) return collections_page(offset);
  if (refuses_parameters && std::exchange(sorted_, false)) return collections_page(offset);
  return error;
}

void H2ogpteSource::begin_walk() {
  ++walk_;
  listed_ = false;
  listing_ = CollectionListing{};
  roster_.begin_walk();
}

Answer<Done> H2ogpteSource::list_some() {
  Answer<CollectionPage> page = collections_page(listing_.next_offset());
  if (!page.ok()) return page.problem();
  listing_.take(std::move(page).value());
  if (listing_.found().size() > kMostCollections) {
    return RequestError{Kind::TooLarge,
                        {"the list of collections is too long", "a list of collections without an end", ""}};
  }
  if (!listing_.done()) return Done{};
  const bool again = roster_.again_after(listing_);
  unusable_ = listing_.unusable();
  unusable_why_ = listing_.unusable_why();
  listing_ = CollectionListing{};
  if (!again) begin_asking();
  return Done{};
}

void H2ogpteSource::begin_asking() {
  listed_ = true;
  asked_.clear();
  waiting_.clear();
  for (const CollectionRef& collection : roster_.all()) {
    waiting_.push_back(asked_.size());
    asked_.push_back({collection});
  }
  done_ = 0;
  bad_in_a_row_ = 0;
  gone_.clear();
  unread_.clear();
  unread_why_.clear();
  throttle_.reset();
  trouble_.reset();
  pace_.begin(asked_.size(), walk_ms_);
}

Answer<JobPage> H2ogpteSource::page(const Query&, const std::string& cursor, int limit) {
  if (cursor.empty()) begin_walk();
  JobPage page;
  page.next_cursor = "step " + std::to_string(++step_);
  const bool listing = !listed_;
  if (const Answer<Done> done = listing ? list_some() : ask_some(page, limit); !done.ok()) return done.problem();
  page.collections = listed_ ? static_cast<std::int64_t>(asked_.size()) : -1;
  page.collections_done = listed_ ? done_ : static_cast<std::int64_t>(listing_.found().size());
  if (listed_ && done_ == page.collections) finish(page);
  return page;
}

void H2ogpteSource::send_due(CollectionPace::Time now) {
  while (!waiting_.empty() && static_cast<int>(pool_->under_way()) < pace_.in_flight() && pace_.next() <= now) {
    const std::size_t place = waiting_.front();
    waiting_.pop_front();
    pool_->ask((walk_ << 32) + place,
               "/collections/" + url_encoded(asked_[place].collection.id) + "/scheduled_connectors");
    pace_.sent(now);
  }
}

Answer<Done> H2ogpteSource::ask_some(JobPage& page, int limit) {
  if (trouble_) return *std::exchange(trouble_, std::nullopt);
  const auto until = CollectionPace::Clock::now() + (walk_ms_ > 0 ? kCalmPage : kQuickPage);
  page.list.storage = kept_ = std::make_shared<Kept>();
  while (done_ < static_cast<std::int64_t>(asked_.size())) {
    send_due(CollectionPace::Clock::now());
    if (pool_->under_way() == 0 && pace_.next() > until) return rest(page);
    const bool may_send = !waiting_.empty() && static_cast<int>(pool_->under_way()) < pace_.in_flight();
    for (RequestPool::Reply& reply : pool_->replies(may_send ? std::min(until, pace_.next()) : until))
      take(std::move(reply), page);
    if (pool_->cancelled()) return RequestError{Kind::Cancelled, {"cancelled", "", ""}};
    // What has come is handed over first, and counted as asked; the trouble is the next page's.
    if (trouble_ && page.list.jobs.empty()) return *std::exchange(trouble_, std::nullopt);
    if (trouble_ || CollectionPace::Clock::now() >= until || static_cast<int>(page.list.jobs.size()) >= limit) break;
  }
  return Done{};
}

// Nothing may be sent for now.
Answer<Done> H2ogpteSource::rest(JobPage& page) {
  const auto now = CollectionPace::Clock::now();
  const std::int64_t wait_ms = std::chrono::ceil<milliseconds>(pace_.next() - now).count();
  if (throttle_ && pace_.held(now) && page.list.jobs.empty()) {
    throttle_->retry_after_ms = wait_ms;
    return *std::exchange(throttle_, std::nullopt);
  }
  page.wait_ms = wait_ms;
  return Done{};
}

void H2ogpteSource::take(RequestPool::Reply reply, JobPage& page) {
  if (reply.item >> 32 != walk_) return;  // of a walk that was given up
  const std::size_t place = reply.item & 0xFFFF'FFFF;
  if (!reply.body.ok()) return take_failure(place, reply.body.problem());
  Result<JobList> list = decode_job_array(std::move(reply.body).value());
  if (!list.ok()) return take_failure(place, RequestError{Kind::Nonsense, list.problem()});
  pace_.answered();
  bad_in_a_row_ = 0;
  ++done_;
  take_jobs(asked_[place].collection, std::move(list).value(), page);
}

void H2ogpteSource::take_jobs(const CollectionRef& collection, JobList list, JobPage& page) {
  const auto name = std::make_shared<const std::string>(collection.name);
  for (JobView& job : list.jobs) {
    if (job.collection_name.empty()) job.collection_name = *name;
  }
  if (page.list.skipped == 0 && list.skipped > 0)
    page.list.skipped_why = "collection " + collection.id + list.skipped_why;
  page.list.skipped += list.skipped;
  page.list.jobs.insert(page.list.jobs.end(), list.jobs.begin(), list.jobs.end());
  kept_->storage.push_back(std::move(list.storage));
  kept_->names.push_back(name);
}

// Whose fault it is: nobody's (it has gone), the key's, the whole server's, or that of this collection alone.
void H2ogpteSource::take_failure(std::size_t place, const RequestError& error) {
  Asked& asked = asked_[place];
  const bool maybe_servers = error.kind == Kind::Unreachable || error.kind == Kind::ServerError;
  if (!maybe_servers) bad_in_a_row_ = 0;
  if (error.kind == Kind::Refused || error.kind == Kind::Cancelled) {
    waiting_.push_front(place);
    trouble_ = error;
  } else if (throttles(error)) {
    pace_.throttled(CollectionPace::Clock::now(), error.retry_after_ms);
    throttle_ = error;
    again_or_unread(place, ++asked.throttled > kMostThrottled, error);
  } else if (error.status == 404 || error.status == 410) {
    ++done_;
    gone_.push_back(place);
  } else if (error.kind == Kind::Forbidden || error.kind == Kind::BadRequest) {
    again_or_unread(place, true, error);
  } else {
    again_or_unread(place, ++asked.failures >= kMostFailures, error);
    if (maybe_servers && ++bad_in_a_row_ >= kBadInARow) check_server();
  }
}

// Several in a row can't be answered. If the server answers nothing else either, it is away: no collection is to
// blame, and the walk waits.
void H2ogpteSource::check_server() {
  bad_in_a_row_ = 0;
  const Answer<std::string> answer = http_->get("/users/current/roles");
  if (answer.ok()) return;
  for (Asked& asked : asked_) asked.failures = 0;
  trouble_ = answer.problem();
}

void H2ogpteSource::again_or_unread(std::size_t place, bool unread, const RequestError& error) {
  if (!unread) return waiting_.push_back(place);
  ++done_;
  const std::string& id = asked_[place].collection.id;
  if (unread_.empty()) unread_why_ = "collection " + id + ": " + error.text();
  unread_.push_back(id);
}

void H2ogpteSource::finish(JobPage& page) {
  page.next_cursor.clear();
  // One path that is gone for most of them is a fault of the way there, and takes no job off the screen.
  const bool believable = gone_.size() < kManyGone || gone_.size() * 2 <= asked_.size();
  std::vector<std::string> gone;
  for (const std::size_t place : gone_) {
    const std::string& id = asked_[place].collection.id;
    if (believable) {
      gone.push_back(id);
      continue;
    }
    if (unread_.empty()) unread_why_ = "collection " + id + " and most others are listed, but not found (404)";
    unread_.push_back(id);
  }
  roster_.remove(gone);
  page.unread_collections = std::move(unread_);
  page.unread_why = std::move(unread_why_);
  unread_.clear();
  if (page.list.skipped == 0 && unusable_ > 0) page.list.skipped_why = "collections" + unusable_why_;
  page.list.skipped += unusable_;
  if (roster_.maybe_incomplete()) page.missing_why = "the list of collections changes while it is read";
}

Answer<JobSummary> H2ogpteSource::summary() { return not_offered("counts are not available"); }
Answer<JobChanges> H2ogpteSource::changes(const Revision&) { return not_offered("changes are not available"); }
Answer<OrderAnswer> H2ogpteSource::carry_out(const Order&) {
  return not_offered("nothing can be done to auto-sync jobs here");
}
Answer<OrderAnswer> H2ogpteSource::outcome(const Order&) {
  return not_offered("nothing can be done to auto-sync jobs here");
}
Answer<AuditAnswer> H2ogpteSource::audit(const std::string&, int) {
  return not_offered("who deleted what is not told here");
}

}  // namespace syncwall
