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
};

// TLS 1.2 and newer, read from the files as they are now. Every connection shows its certificate: none is resumed.
[[nodiscard]] Result<std::shared_ptr<ssl_ctx_st>> load_tls(const TlsFiles& files);

}  // namespace syncwall
