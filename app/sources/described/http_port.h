// HttpPort: who answers the requests of a description: a server, or recorded answers. Thread safety: JobSource's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "net/client/http_client.h"

namespace syncwall::described {

class HttpPort {
 public:
  virtual ~HttpPort() = default;
  // Any whole answer, whatever its status.
  [[nodiscard]] virtual Answer<ClientAnswer> exchange(const ClientRequest& request) = 0;
  [[nodiscard]] virtual std::string server() const = 0;
  [[nodiscard]] virtual std::optional<std::int64_t> clock_ahead_ms() const { return std::nullopt; }
  virtual void cancel() = 0;  // any thread
};

class ClientPort final : public HttpPort {
 public:
  explicit ClientPort(std::unique_ptr<HttpClient> http) : http_(std::move(http)) {}
  Answer<ClientAnswer> exchange(const ClientRequest& request) override { return http_->exchange(request); }
  std::string server() const override { return http_->server(); }
  std::optional<std::int64_t> clock_ahead_ms() const override { return http_->clock_ahead_ms(); }
  void cancel() override { http_->cancel(); }

 private:
  const std::unique_ptr<HttpClient> http_;
};

}  // namespace syncwall::described
