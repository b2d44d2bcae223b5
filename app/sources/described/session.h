// Session: requests of a description to its server, let in as it says: with a key, a password, or a token that is asked
// for, and asked for again when it has ended. A redirect is never followed. Thread safety: JobSource's.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/client/request_error.h"
#include "sources/described/http_port.h"
#include "sources/described/request_text.h"
#include "sources/described/row_memory.h"

namespace syncwall {
struct JsonDocument;
}

namespace syncwall::described {

// One server: what all sources that ask it share.
struct Server {
  std::shared_ptr<const Description> description;
  Variables variables;
  SecretOf secrets;
  std::shared_ptr<RowMemory> memory = std::make_shared<RowMemory>();
};

class Session {
 public:
  Session(std::shared_ptr<const Server> server, std::unique_ptr<HttpPort> port)
      : server_(std::move(server)), port_(std::move(port)) {}

  // The scope's variables and secrets are put in.
  [[nodiscard]] Scope scope(Scope scope = {}) const;
  // Any whole answer; a 401 only where new credentials didn't help either.
  [[nodiscard]] Answer<ClientAnswer> send(const RequestSpec& spec, const Scope& scope, const PageParams& page,
                                          bool repeatable);
  // The same for what is read: an answer of success, as JSON. `raw`: where its body and headers go; may be null.
  [[nodiscard]] Answer<std::shared_ptr<JsonDocument>> read(const RequestSpec& spec, const Scope& scope,
                                                           const PageParams& page = {}, ClientAnswer* raw = nullptr);

  [[nodiscard]] static bool succeeded(const RequestSpec& spec, int status);
  // An answer's JSON; an empty body is null. A problem where it doesn't hold what `ok` says.
  [[nodiscard]] Answer<std::shared_ptr<JsonDocument>> good_json(const RequestSpec& spec,
                                                                const ClientAnswer& answer) const;
  // What an answer says went wrong, without secrets.
  [[nodiscard]] RequestError error_of(const ClientAnswer& answer, const std::string& path) const;
  [[nodiscard]] std::string reason_in(const ClientAnswer& answer) const;

  [[nodiscard]] std::string address() const { return port_->server(); }
  [[nodiscard]] std::optional<std::int64_t> clock_ahead_ms() const { return port_->clock_ahead_ms(); }
  void cancel() { port_->cancel(); }  // any thread

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] const Description& d() const { return *server_->description; }
  void mask(const std::string& secret);
  // Puts the header in that opens the door.
  [[nodiscard]] Answer<Done> let_in(ClientRequest& request);
  [[nodiscard]] Answer<std::string> credential();
  [[nodiscard]] Answer<std::string> log_in();

  const std::shared_ptr<const Server> server_;
  const std::unique_ptr<HttpPort> port_;
  std::optional<std::string> credential_;      // the header's value
  std::optional<Clock::time_point> renew_at_;  // of a token that tells its lifetime
  std::vector<std::string> told_secrets_;      // never to be shown
};

}  // namespace syncwall::described
