// ClientIdentity: a value; any thread.
#pragma once

#include <string>

namespace syncwall {

// What this side shows of itself where the server asks for it. PEM files; empty: nothing.
struct ClientIdentity {
  std::string certificate;  // with its chain
  std::string key;          // for its owner only; empty: in the certificate's file
};

}  // namespace syncwall
