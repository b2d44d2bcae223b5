// TlsClient: this side of TLS over a socket that is connected already. Never waits: each call does what it can and says
// what to wait for. Expects SIGPIPE to be ignored by the program. One thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/client/client_identity.h"
#include "net/net_fault.h"

struct ssl_st;
struct ssl_ctx_st;

namespace syncwall {

// What one attempt to read or write came to, over TLS or not.
struct Moved {
  std::ptrdiff_t bytes = 0;  // > 0: so many
  short again = 0;           // != 0: nothing yet; wait for these events of poll(2)
  NetFault fault = {};       // else: it is over
};

class TlsClient {
 public:
  // `ca_file` empty: the system's authorities.
  TlsClient(std::string host, std::string ca_file, ClientIdentity identity);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  // A new connection over `socket`, which the caller keeps; reads the certificates the first time.
  [[nodiscard]] Result<Done, NetFault> begin(int socket);
  void end();
  [[nodiscard]] bool active() const { return tls_ != nullptr; }

  [[nodiscard]] Moved shake_hands();  // bytes: 1 once it is done
  [[nodiscard]] Moved read(char* to, std::size_t size);
  [[nodiscard]] Moved write(const char* from, std::size_t size);

 private:
  struct Free {
    void operator()(ssl_st* ssl) const;
    void operator()(ssl_ctx_st* context) const;
  };
  [[nodiscard]] Result<Done, NetFault> make_context();
  [[nodiscard]] Result<Done, NetFault> use_identity();
  [[nodiscard]] NetFault why_no_handshake(int result) const;

  const std::string host_, ca_file_;
  const ClientIdentity identity_;
  std::unique_ptr<ssl_ctx_st, Free> context_;
  std::unique_ptr<ssl_st, Free> tls_;
};

}  // namespace syncwall
