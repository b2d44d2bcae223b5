#include "server/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/private_file.h"

namespace syncwall {

namespace {

Problem failed(const std::string& what, const std::filesystem::path& file, const std::string& todo) {
  const unsigned long error = ERR_peek_last_error();
  const char* const reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  return {what + " " + file.string(), reason == nullptr ? "" : reason, todo};
}

int no_password(char*, int, int, void*) { return 0; }

}  // namespace

Result<std::shared_ptr<ssl_ctx_st>> load_tls(const TlsFiles& files) {
  const auto held = check_private(files.key, "TLS key");
  if (!held.ok()) return held.problem();
  ERR_clear_error();
  const std::shared_ptr<ssl_ctx_st> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) return Problem{"could not set up TLS", "out of memory", ""};
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context.get(), 0);
  // A key behind a password would have nobody to ask.
  SSL_CTX_set_default_passwd_cb(context.get(), no_password);
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1) return failed("could not read the certificate", files.certificate, "give a PEM file with --tls-cert");
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1) return failed("could not read the TLS key", files.key, "give the certificate's own PEM key, without a password, with --tls-key");
  if (SSL_CTX_check_private_key(context.get()) != 1) return failed("the TLS key is not the certificate's:", files.key, "give the certificate's own key with --tls-key");
  if (files.client_ca.empty()) return context;
  STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(files.client_ca.c_str());
  if (names == nullptr || SSL_CTX_load_verify_locations(context.get(), files.client_ca.c_str(), nullptr) != 1) {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    return failed("could not read the clients' authority", files.client_ca, "give a PEM file with --tls-client-ca");
  }
  SSL_CTX_set_client_CA_list(context.get(), names);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return context;
}

}  // namespace syncwall
