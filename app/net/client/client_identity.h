// ClientIdentity: which certificate a client shows. A value; any thread.
#pragma once

#include <string>

namespace syncwall {

// The client certificate for mutual TLS. PEM files; empty: none.
struct ClientIdentity {
  std::string certificate;  // with its chain
  std::string key;          // for its owner only; empty: in the certificate's file
};

}  // namespace syncwall
