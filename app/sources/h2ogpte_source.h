// The `h2ogpte` source: a real h2oGPTe server, as its published API is today. No operation lists
// connectors system-wide, counts or deletes them. So a walk lists all collections first, in an order that stays as it
// is (collection_list.h), and then asks each for its jobs: some requests at once (request_pool.h), evenly paced
// (collection_pace.h). Deletion is refused with the reason.
//
// A collection that can't be read holds up no other. 404: it has gone since it was listed, and its jobs with it. 403:
// unread, and reported as such. Anything else: asked once more after all others, then unread. Jobs of unread
// collections stay as they were last read.
// Thread safety: JobSource's. The pool's threads are its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/client/http_client.h"
#include "sources/collection_list.h"
#include "sources/collection_pace.h"
#include "sources/request_pool.h"
#include "sources/source.h"

namespace syncwall {

class H2ogpteSource final : public JobSource {
 public:
  // `pool`: more connections to the same server.
  H2ogpteSource(std::unique_ptr<HttpClient> http, std::shared_ptr<RequestPool> pool)
      : http_(std::move(http)), pool_(std::move(pool)) {}

  // Without a name: the published API has roles, but not whose key it is.
  [[nodiscard]] Answer<Account> account() override;
  [[nodiscard]] Answer<Capabilities> capabilities() override { return Capabilities{}; }
  // A page is what has come within a moment: maybe nothing, with more to come. `limit` is about how many jobs.
  [[nodiscard]] Answer<JobPage> page(const Query& query, const std::string& cursor, int limit) override;
  void pace(std::int64_t walk_ms) override {
    walk_ms_ = walk_ms;
    if (walk_ms == 0) pace_.begin(0, 0);
  }
  [[nodiscard]] Answer<JobSummary> summary() override;
  [[nodiscard]] Answer<JobChanges> changes(const Revision& since) override;
  [[nodiscard]] Answer<OrderAnswer> carry_out(const Order& order) override;
  [[nodiscard]] Answer<OrderAnswer> outcome(const Order& order) override;
  [[nodiscard]] Answer<AuditAnswer> audit(const std::string& cursor, int limit) override;
  [[nodiscard]] std::string server() const override { return http_->server(); }
  [[nodiscard]] std::optional<std::int64_t> clock_ahead_ms() const override { return http_->clock_ahead_ms(); }
  void cancel() override {
    http_->cancel();
    pool_->cancel();
  }

 private:
  // One collection of the walk under way.
  struct Asked {
    CollectionRef collection;
    int failures = 0, throttled = 0;
  };
  struct Kept;  // what a page's jobs borrow from

  void begin_walk();
  // One request for collections.
  [[nodiscard]] Answer<Done> list_some();
  [[nodiscard]] Answer<CollectionPage> collections_page(std::size_t offset);
  void begin_asking();
  // Sends and takes for a moment. An error: of the server, not of one collection.
  [[nodiscard]] Answer<Done> ask_some(JobPage& page, int limit);
  void send_due(CollectionPace::Time now);
  [[nodiscard]] Answer<Done> rest(JobPage& page);
  void take(RequestPool::Reply reply, JobPage& page);
  void take_jobs(const CollectionRef& collection, JobList list, JobPage& page);
  void take_failure(std::size_t place, const RequestError& error);
  void again_or_unread(std::size_t place, bool unread, const RequestError& error);
  void check_server();
  void finish(JobPage& page);

  const std::unique_ptr<HttpClient> http_;
  const std::shared_ptr<RequestPool> pool_;
  bool all_ = false;  // an administrator's: everybody's collections
  // How the list is asked for: a server that refuses this gets less of it.
  bool sorted_ = true, large_pages_ = true;
  std::int64_t walk_ms_ = 0;
  CollectionRoster roster_;
  CollectionPace pace_;

  // Of the walk under way.
  std::uint64_t walk_ = 0, step_ = 0;
  bool listed_ = false;
  CollectionListing listing_;
  std::int64_t unusable_ = 0;  // listed collections without an id
  std::string unusable_why_;
  std::vector<Asked> asked_;
  std::deque<std::size_t> waiting_;  // places in asked_
  std::int64_t done_ = 0;
  int bad_in_a_row_ = 0;  // answers that may be the server's fault
  std::vector<std::size_t> gone_;
  std::vector<std::string> unread_;
  std::string unread_why_;
  std::optional<RequestError> throttle_;  // why nothing is sent for now
  std::optional<RequestError> trouble_;   // of the whole server, reported in place of the next page
  std::shared_ptr<Kept> kept_;            // of the page that is being made
};

}  // namespace syncwall
