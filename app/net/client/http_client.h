// HttpClient: requests to one server, over one connection that is kept open, through a proxy where there is one.
//
// No redirect is followed, so the key goes nowhere but to the address that was given. Answers are limited while
// they come in (unpacked size). A request on a kept connection that the server had closed meanwhile is sent once
// more on a new one: every request of ours may be repeated without harm (a deletion has an id for that). What answers
// of no success mean is in refusal.h.
// One thread; cancel() from any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/client/api_key.h"
#include "net/client/client_exchange.h"
#include "net/client/proxy.h"
#include "net/client/request_error.h"
#include "net/client/transport.h"
#include "net/request_journal.h"
#include "net/server_address.h"

namespace syncwall {

struct HttpSettings {
  ServerAddress address;
  std::optional<Proxy> proxy;
  KeyProvider key;
  std::string ca_file;  // authorities to trust in place of the system's; empty: the system's
  ClientIdentity identity;
  bool insecure_http = false;  // the key may cross a network unencrypted
  TransportLimits limits;
  std::size_t max_answer_bytes = std::size_t{64} << 20;
  // What an error's body says for people; empty: nothing is read from it.
  std::function<std::string(const std::string& body)> error_message;
  std::shared_ptr<RequestJournal> journal;  // null: nobody keeps one
};

class HttpClient {
 public:
  // A problem where the key would cross a network unencrypted: to the server, or to its proxy.
  [[nodiscard]] static Result<std::unique_ptr<HttpClient>> make(HttpSettings settings);
  ~HttpClient();

  // `path` stands below /api/v1 and is percent-encoded: "/jobs?limit=1". The answer's body, of a 2xx.
  [[nodiscard]] Answer<std::string> get(const std::string& path);
  [[nodiscard]] Answer<std::string> post(const std::string& path, std::string json);
  // The same as get(), with `path` below the server's own root.
  [[nodiscard]] Answer<std::string> get_from_root(const std::string& path);
  // Any whole answer, whatever its status. Sends the request's own headers and no key.
  [[nodiscard]] Answer<ClientAnswer> exchange(const ClientRequest& request);

  [[nodiscard]] std::string server() const;
  [[nodiscard]] std::optional<std::int64_t> clock_ahead_ms() const { return clock_ahead_ms_; }  // JobSource's
  void cancel();

 private:
  struct Exchange;

  explicit HttpClient(HttpSettings settings);
  // ask(), and a line in the journal.
  [[nodiscard]] Answer<std::string> noted(const char* method, const std::string& path, std::string json);
  [[nodiscard]] Answer<ClientAnswer> exchange_unnoted(const ClientRequest& request);
  void send_well(Exchange& exchange, bool repeatable);
  [[nodiscard]] std::string secret_of_proxy() const;
  [[nodiscard]] Answer<std::string> ask(const char* method, const std::string& path, std::string json);
  [[nodiscard]] Answer<std::string> key();
  [[nodiscard]] std::string head(const std::string& method, const std::string& path,
                                 const std::vector<std::pair<std::string, std::string>>& headers,
                                 std::size_t body_size) const;
  void send(Exchange& exchange);
  [[nodiscard]] bool connect();
  [[nodiscard]] bool tunnelled() const { return settings_.proxy && settings_.address.tls; }
  void note_date(const Exchange& exchange);
  [[nodiscard]] RequestError broken(const Exchange& exchange) const;
  [[nodiscard]] RequestError unsound(const Exchange& exchange) const;
  [[nodiscard]] RequestError refused_by_proxy(const std::string& why) const;
  [[nodiscard]] RequestError refused(const Exchange& exchange);

  const HttpSettings settings_;
  TlsClient tls_;
  Transport transport_;
  std::optional<std::int64_t> clock_ahead_ms_;
  std::optional<std::string> key_;  // none: to be asked for before the next request
};

// Percent-encodes everything but letters, digits and -._~
[[nodiscard]] std::string url_encoded(std::string_view text);

}  // namespace syncwall
