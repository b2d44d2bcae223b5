// The `syncwall` source: our own contract (assets/openapi.yaml). Thread safety: JobSource's.
#pragma once

#include <memory>
#include <string>

#include "net/client/http_client.h"
#include "sources/source.h"

namespace syncwall {

class SyncwallClient final : public JobSource {
 public:
  explicit SyncwallClient(std::unique_ptr<HttpClient> http) : http_(std::move(http)) {}

  [[nodiscard]] Answer<Account> account() override;
  [[nodiscard]] Answer<Capabilities> capabilities() override;
  [[nodiscard]] Answer<JobPage> page(const Query& query, const std::string& cursor, int limit) override;
  [[nodiscard]] Answer<JobSummary> summary() override;
  [[nodiscard]] Answer<JobChanges> changes(const Revision& since) override;
  [[nodiscard]] Answer<OrderAnswer> carry_out(const Order& order) override;
  [[nodiscard]] Answer<OrderAnswer> outcome(const Order& order) override;
  [[nodiscard]] Answer<AuditAnswer> audit(const std::string& cursor, int limit) override;
  [[nodiscard]] std::string server() const override { return http_->server(); }
  [[nodiscard]] std::optional<std::int64_t> clock_ahead_ms() const override { return http_->clock_ahead_ms(); }
  void cancel() override { http_->cancel(); }

 private:
  // "/admin/scheduled_connectors" or "/scheduled_connectors" with `rest` behind, as /users/current says; that is
  // asked first where it isn't known.
  [[nodiscard]] Answer<std::string> route(const std::string& rest);
  [[nodiscard]] Answer<OrderAnswer> post_deletion(const char* operation, const Order& order);
  // A key that is refused here may soon be another one, with another role: who it is is then asked again.
  Answer<std::string> noted(Answer<std::string> body);

  const std::unique_ptr<HttpClient> http_;
  std::optional<bool> is_admin_;
};

}  // namespace syncwall
