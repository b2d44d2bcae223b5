// Asks a proxy for a tunnel to a server (CONNECT, RFC 9110, 9.3.6). One thread.
#pragma once

#include "net/client/proxy.h"
#include "net/client/transport.h"
#include "net/server_address.h"

namespace syncwall {

// Over `transport`, which is connected to the proxy; afterwards it leads to the server. False: its fault() says why, as
// the proxy's doing.
[[nodiscard]] bool open_tunnel(Transport& transport, const ServerAddress& server, const Proxy& proxy,
                               std::size_t head_bytes);

// What a proxy that answers 407 asks for, where that is nothing we know: "it asks for Negotiate, NTLM; only Basic is
// known". Empty: it takes Basic. `challenges`: the answer's Proxy-Authenticate.
[[nodiscard]] std::string why_no_basic(std::string_view challenges);

}  // namespace syncwall
