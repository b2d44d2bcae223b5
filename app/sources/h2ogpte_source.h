// The `h2ogpte` source: a real h2oGPTe server, as its published API is today (api.md). No operation lists
// connectors system-wide, counts or deletes them; so pages walk the collections, in no order of jobs, and
// deletion is refused with the reason.
//
// A collection that can't be read holds up no other: it is tried twice (a 404 once), then told as unread, so that its
// jobs stay as they were known. The list of collections ends where an answer brings no new one.
// Thread safety: JobSource's.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "sources/http_client.h"
#include "sources/source.h"
#include "wire/h2ogpte_decode.h"

namespace syncwall {

class H2ogpteSource final : public JobSource {
 public:
  explicit H2ogpteSource(std::unique_ptr<HttpClient> http) : http_(std::move(http)) {}

  // Without a name: the published API tells roles, not who it is.
  [[nodiscard]] Answer<Account> account() override;
  [[nodiscard]] Answer<Capabilities> capabilities() override { return Capabilities{}; }
  // A page is the jobs of some collections; it may be empty with more to come. `limit` is about how many jobs.
  [[nodiscard]] Answer<JobPage> page(const Query& query, const std::string& cursor, int limit) override;
  [[nodiscard]] Answer<JobSummary> summary() override;
  [[nodiscard]] Answer<JobChanges> changes(const Revision& since) override;
  [[nodiscard]] Answer<DeleteAnswer> remove(std::span<const std::string> ids, const std::string& request_id) override;
  [[nodiscard]] Answer<DeleteAnswer> outcome(std::span<const std::string> ids, const std::string& request_id) override;
  [[nodiscard]] Answer<AuditAnswer> audit(const std::string& cursor, int limit) override;
  [[nodiscard]] std::string server() const override { return http_->server(); }
  [[nodiscard]] std::optional<std::int64_t> clock_ahead_ms() const override { return http_->clock_ahead_ms(); }
  void cancel() override { http_->cancel(); }

 private:
  // More collections onto collections_; Done too if there are none left.
  [[nodiscard]] Answer<Done> list_more();
  // False: it is the first time, so try again.
  [[nodiscard]] bool give_up_on(std::size_t at, const SourceError& error);
  [[nodiscard]] Answer<JobList> jobs_of(const CollectionRef& collection);

  const std::unique_ptr<HttpClient> http_;
  bool all_ = false;  // an administrator's: everybody's collections
  // Of the walk under way; a cursor is an index into it.
  std::vector<CollectionRef> collections_;
  std::unordered_set<std::string> listed_;  // their ids
  std::size_t offset_ = 0;
  std::optional<std::size_t> failed_at_;  // the collection that the last request for jobs failed at
  bool listed_all_ = false;
};

}  // namespace syncwall
