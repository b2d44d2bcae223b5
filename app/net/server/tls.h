// The server's side of TLS: its certificate, and whose clients get in. Any thread.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"

struct ssl_ctx_st;

namespace syncwall {

struct TlsFiles {
  std::filesystem::path certificate;  // PEM, with the chain behind it; empty: no TLS
  std::filesystem::path key;          // PEM, without a password; for its owner only
  std::filesystem::path client_ca;    // empty: any client; else only those with a certificate of that authority
  std::filesystem::path client_crl;   // the authority's list of certificates that it has revoked (PEM); empty: none
};

// TLS 1.2 and newer, with forward secrecy and authenticated encryption only, read from the files as they are now:
// regular ones, since a pipe would keep us waiting. Every connection shows its certificate: none is resumed. With a
// list of revoked certificates that is out of date no client gets in.
[[nodiscard]] Result<std::shared_ptr<ssl_ctx_st>> load_tls(const TlsFiles& files);

}  // namespace syncwall
