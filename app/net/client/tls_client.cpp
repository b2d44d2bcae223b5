#include "net/client/tls_client.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <utility>

#include "base/private_file.h"

namespace syncwall {

using Fault = NetFault::Kind;

namespace {

bool is_ip(const std::string& host) {
  return host.find(':') != std::string::npos ||
         std::ranges::all_of(host, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

// What a server says that wants a certificate, or another one. With TLS 1.3 that comes with the first read only.
bool of_our_certificate(unsigned long error) {
  switch (ERR_GET_REASON(error)) {
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
      return ERR_GET_LIB(error) == ERR_LIB_SSL;
    default:
      return false;
  }
}

// Asked for the password of a key that has one: nobody is there to tell it.
int no_password(char*, int, int, void*) { return 0; }

}  // namespace

void TlsClient::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

TlsClient::TlsClient(std::string host, std::string ca_file, ClientIdentity identity)
    : host_(std::move(host)), ca_file_(std::move(ca_file)), identity_(std::move(identity)) {}
TlsClient::~TlsClient() = default;

Result<Done, NetFault> TlsClient::make_context() {
  if (context_) return Done{};
  context_.reset(SSL_CTX_new(TLS_client_method()));
  if (!context_) return NetFault{Fault::Tls, "out of memory"};
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_default_passwd_cb(context_.get(), no_password);
  const int loaded = ca_file_.empty() ? SSL_CTX_set_default_verify_paths(context_.get())
                                      : SSL_CTX_load_verify_locations(context_.get(), ca_file_.c_str(), nullptr);
  if (loaded == 1) return use_identity();
  return NetFault{Fault::Certificate,
                  "no certificates could be read from " + (ca_file_.empty() ? "the system" : ca_file_)};
}

Result<Done, NetFault> TlsClient::use_identity() {
  const std::string& certificate = identity_.certificate;
  if (certificate.empty()) return Done{};
  const std::string& key = identity_.key.empty() ? certificate : identity_.key;
  if (const auto held = check_private(key, "key file"); !held.ok()) {
    return NetFault{Fault::Identity, held.problem().text()};
  }
  if (SSL_CTX_use_certificate_chain_file(context_.get(), certificate.c_str()) != 1) {
    return NetFault{Fault::Identity, "no certificate could be read from " + certificate};
  }
  if (SSL_CTX_use_PrivateKey_file(context_.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return NetFault{Fault::Identity, "no key of this certificate could be read from " + key};
  }
  return Done{};
}

Result<TlsSession, NetFault> TlsClient::start() {
  ERR_clear_error();
  if (const auto made = make_context(); !made.ok()) {
    context_.reset();  // files that can't be read now may be there for the next try
    return made.problem();
  }
  TlsSession tls(SSL_new(context_.get()));
  bool named = tls != nullptr;
  if (named && is_ip(host_)) {
    named = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls.get()), host_.c_str()) == 1;
  } else if (named) {
    named = SSL_set1_host(tls.get(), host_.c_str()) == 1 &&
            SSL_ctrl(tls.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                     const_cast<char*>(host_.c_str())) == 1;
  }
  if (!named) return NetFault{Fault::Tls, "the host name can't be used with TLS"};
  SSL_set_connect_state(tls.get());
  return tls;
}

NetFault TlsClient::why_no_handshake(const Stream::Ended& ended) {
  if (ended.verdict != X509_V_OK) return {Fault::Certificate, X509_verify_cert_error_string(ended.verdict)};
  const unsigned long error = ended.tls_error;
  if (of_our_certificate(error)) return {Fault::Identity, ERR_reason_error_string(error)};
  const char* const reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
  const int code = error != 0 ? ERR_GET_REASON(error) : 0;
  if (code == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION || code == SSL_R_UNSUPPORTED_PROTOCOL) {
    return {Fault::Tls, "it speaks no TLS of 1.2 or newer"};
  }
  if (code == SSL_R_WRONG_VERSION_NUMBER) return {Fault::Tls, "it answers with something that isn't TLS"};
  if (reason != nullptr) return {Fault::Tls, reason};
  return {Fault::Tls,
          ended.system_error != 0 ? network_error_text(ended.system_error) : "the server closed the connection"};
}

NetFault TlsClient::why_ended(const Stream::Ended& ended) {
  if (of_our_certificate(ended.tls_error)) return {Fault::Identity, ERR_reason_error_string(ended.tls_error)};
  if (ended.kind == Stream::Ended::Kind::Closed) return {Fault::Closed, "the server closed the connection"};
  return {Fault::Broken, "TLS broke off"};
}

}  // namespace syncwall
