#include "net/server/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/private_file.h"

namespace syncwall {

namespace {

Problem failed(const std::string& what, const std::filesystem::path& file, const std::string& todo) {
  const unsigned long error = ERR_peek_last_error();
  const char* const reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  return {what + " " + file.string(), reason == nullptr ? "" : reason, todo};
}

// A pipe or a device would keep us waiting, or have no end.
Result<Done> check_regular(const std::filesystem::path& file, const std::string& what, const std::string& todo) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0)
    return Problem{"could not read the " + what + " " + file.string(), std::strerror(errno), todo};
  if (!S_ISREG(about.st_mode))
    return Problem{"could not read the " + what + " " + file.string(), "it is not a regular file", todo};
  return Done{};
}

Result<Done> check_files(const TlsFiles& files) {
  struct Named {
    const std::filesystem::path& file;
    const char *what, *todo;
  };
  for (const Named& n :
       {Named{files.certificate, "certificate", "give a PEM file with --tls-cert"},
        Named{files.key, "TLS key", "give a PEM file with --tls-key"},
        Named{files.client_ca, "clients' authority", "give a PEM file with --tls-client-ca"},
        Named{files.client_crl, "list of revoked certificates", "give a PEM file with --tls-client-crl"}}) {
    if (n.file.empty()) continue;
    if (const auto checked = check_regular(n.file, n.what, n.todo); !checked.ok()) return checked.problem();
  }
  return Done{};
}

Result<Done> use_revocations(SSL_CTX* context, const std::filesystem::path& file) {
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  X509_LOOKUP* const lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
  if (lookup == nullptr || X509_load_crl_file(lookup, file.c_str(), X509_FILETYPE_PEM) < 1) {
    return failed("could not read the list of revoked certificates", file, "give a PEM file with --tls-client-crl");
  }
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
  return Done{};
}

int no_password(char*, int, int, void*) { return 0; }

}  // namespace

Result<std::shared_ptr<ssl_ctx_st>> load_tls(const TlsFiles& files) {
  const auto there = check_files(files);
  if (!there.ok()) return there.problem();
  const auto held = check_private(files.key, "TLS key");
  if (!held.ok()) return held.problem();
  ERR_clear_error();
  const std::shared_ptr<ssl_ctx_st> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) return Problem{"could not set up TLS", "out of memory", ""};
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  // Of TLS 1.2; those of 1.3 are all of this kind.
  if (SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
    return Problem{"could not set up TLS", "OpenSSL has none of its ciphers", ""};
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                         SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context.get(), 0);
  // A key behind a password would have nobody to ask.
  SSL_CTX_set_default_passwd_cb(context.get(), no_password);
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1)
    return failed("could not read the certificate", files.certificate, "give a PEM file with --tls-cert");
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1)
    return failed("could not read the TLS key", files.key,
                  "give the certificate's own PEM key, without a password, with --tls-key");
  if (SSL_CTX_check_private_key(context.get()) != 1)
    return failed("the TLS key is not the certificate's:", files.key, "give the certificate's own key with --tls-key");
  if (files.client_ca.empty()) return context;
  STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(files.client_ca.c_str());
  if (names == nullptr || SSL_CTX_load_verify_locations(context.get(), files.client_ca.c_str(), nullptr) != 1) {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    return failed("could not read the clients' authority", files.client_ca, "give a PEM file with --tls-client-ca");
  }
  SSL_CTX_set_client_CA_list(context.get(), names);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  if (files.client_crl.empty()) return context;
  if (const auto used = use_revocations(context.get(), files.client_crl); !used.ok()) return used.problem();
  return context;
}

}  // namespace syncwall
