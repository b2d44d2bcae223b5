// Certificates made while the tests run, so that nothing expires in the tree.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <memory>
#include <string>

namespace syncwall::test {

struct FreeOpenssl {
  void operator()(X509* p) const { X509_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
  void operator()(X509_CRL* p) const { X509_CRL_free(p); }
};

// For `name` ("IP:127.0.0.1"), valid from `from` to `to` seconds from now; of `issuer`, or self-signed.
// An `authority` may sign others.
struct Certificate {
  Certificate(const std::string& name, long from, long to, const Certificate* issuer = nullptr,
              const char* common_name = nullptr, bool authority = false)
      : key(EVP_EC_gen("P-256")), x509(X509_new()) {
    X509* const x = x509.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), issuer == nullptr ? 1 : 2);
    X509_gmtime_adj(X509_getm_notBefore(x), from);
    X509_gmtime_adj(X509_getm_notAfter(x), to);
    X509_set_pubkey(x, key.get());
    X509_NAME* const subject = X509_get_subject_name(x);
    // Each its own, or a trusted one is taken for another.
    const std::string title = common_name != nullptr ? common_name : name + " from " + std::to_string(from);
    const void* const text = title.c_str();
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, static_cast<const unsigned char*>(text), -1, -1, 0);
    X509_set_issuer_name(x, issuer == nullptr ? subject : X509_get_subject_name(issuer->x509.get()));
    const std::unique_ptr<X509_EXTENSION, FreeOpenssl> names(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, name.c_str()));
    X509_add_ext(x, names.get(), -1);
    const std::unique_ptr<X509_EXTENSION, FreeOpenssl> may_sign(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, "critical,CA:TRUE"));
    if (authority) X509_add_ext(x, may_sign.get(), -1);
    X509_sign(x, issuer == nullptr ? key.get() : issuer->key.get(), EVP_sha256());
  }
  void write(const std::filesystem::path& file, const char* mode = "w") const {
    const std::unique_ptr<BIO, FreeOpenssl> out(BIO_new_file(file.c_str(), mode));
    PEM_write_bio_X509(out.get(), x509.get());
  }
  void write_key(const std::filesystem::path& file) const {
    const std::unique_ptr<BIO, FreeOpenssl> out(BIO_new_file(file.c_str(), "w"));
    PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  std::unique_ptr<EVP_PKEY, FreeOpenssl> key;
  std::unique_ptr<X509, FreeOpenssl> x509;
};

// An authority's list of revoked certificates, valid from `from` to `to` seconds from now. `revoked`: one of its own,
// or null.
inline void write_revocations(const std::filesystem::path& file, const Certificate& authority,
                              const Certificate* revoked, long from, long to) {
  const std::unique_ptr<X509_CRL, FreeOpenssl> list(X509_CRL_new());
  X509_CRL_set_version(list.get(), 1);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(authority.x509.get()));
  ASN1_TIME* const at = ASN1_TIME_new();
  X509_gmtime_adj(at, from);
  X509_CRL_set1_lastUpdate(list.get(), at);
  if (revoked != nullptr) {
    X509_REVOKED* const entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked->x509.get()));
    X509_REVOKED_set_revocationDate(entry, at);
    X509_CRL_add0_revoked(list.get(), entry);
  }
  X509_gmtime_adj(at, to);
  X509_CRL_set1_nextUpdate(list.get(), at);
  ASN1_TIME_free(at);
  X509_CRL_sign(list.get(), authority.key.get(), EVP_sha256());
  const std::unique_ptr<BIO, FreeOpenssl> out(BIO_new_file(file.c_str(), "w"));
  PEM_write_bio_X509_CRL(out.get(), list.get());
}

inline constexpr long kDay = 86'400;  // seconds

}  // namespace syncwall::test
