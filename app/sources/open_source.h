// Makes the source for a server's address. Any thread.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "net/client/api_key.h"
#include "net/client/transport.h"
#include "net/request_journal.h"
#include "sources/source.h"
#include "sources/source_kind.h"

namespace syncwall {

namespace described {
struct Server;
}

struct SourceSettings {
  std::string url;
  SourceKind kind = SourceKind::Auto;
  std::string proxy;                                   // as proxy_for() takes it: empty: by the environment
  KeyProvider key;                                     // net/client/api_key.h
  std::shared_ptr<const described::Server> described;  // of SourceKind::Described, which has its own secrets
  std::string ca_file;                                 // PEM; empty: the system's authorities
  ClientIdentity identity;                             // for servers that ask for a certificate
  bool insecure_http = false;                          // lets the key cross a network unencrypted
  TransportLimits limits;
  std::shared_ptr<RequestJournal> journal;  // null: nobody keeps one
};

// Asks nothing yet, so it works while the server is away: what kind of server it is (Auto) is found out with the
// first request, and again with each one until the server has answered. Call it once for each thread that asks.
[[nodiscard]] Result<std::unique_ptr<JobSource>> open_source(const SourceSettings& settings);

}  // namespace syncwall
