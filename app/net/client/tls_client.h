// TlsClient: what a client sets up for TLS with one server: trusted authorities, the server's name, the client
// certificate; and what a failed handshake means. The bytes are Stream's. One thread.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "net/client/client_identity.h"
#include "net/net_fault.h"
#include "net/stream.h"

struct ssl_ctx_st;

namespace syncwall {

class TlsClient {
 public:
  // `ca_file` empty: the system's authorities.
  TlsClient(std::string host, std::string ca_file, ClientIdentity identity);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  // A session for a new connection; reads the certificates the first time.
  [[nodiscard]] Result<TlsSession, NetFault> start();

  // Of a handshake, and of a read or write afterwards, that ended as Closed or Broken.
  [[nodiscard]] static NetFault why_no_handshake(const Stream::Ended& ended);
  [[nodiscard]] static NetFault why_ended(const Stream::Ended& ended);

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  [[nodiscard]] Result<Done, NetFault> make_context();
  [[nodiscard]] Result<Done, NetFault> use_identity();

  const std::string host_, ca_file_;
  const ClientIdentity identity_;
  std::unique_ptr<ssl_ctx_st, Free> context_;
};

}  // namespace syncwall
