#include "store/keys.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <new>

#include "base/time_text.h"
#include "base/utf8.h"

namespace syncwall {

namespace {
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
}

std::string base64url(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (have += 8; have >= 6; have -= 6) out += kAlphabet[(bits >> (have - 6)) & 63];
  }
  if (have > 0) out += kAlphabet[(bits << (6 - have)) & 63];
  return out;
}

bool from_base64url(std::string_view text, std::string& bytes) {
  bytes.clear();
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return false;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    have += 6;
    if (have >= 8) {
      have -= 8;
      bytes += static_cast<char>((bits >> have) & 0xFF);
    }
  }
  return true;
}

std::string make_key() {
  std::array<unsigned char, 32> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) return {};
  return "sk-" + base64url({reinterpret_cast<const char*>(random.data()), random.size()});
}

std::string key_hash(std::string_view key) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  // It fails where there is no memory; a digest of nothing would be told as "unknown API key".
  if (EVP_Digest(key.data(), key.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    hex += "0123456789abcdef"[digest[i] >> 4];
    hex += "0123456789abcdef"[digest[i] & 15];
  }
  return hex;
}

bool same_hash(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<WallMs> parse_expiry(std::string_view text, WallMs now) {
  const Problem wrong{"--expires " + std::string(text) + " is no time", "",
                      "for example 90d, 12h, 2027-01-31 or 2027-01-31T12:00:00Z"};
  constexpr std::int64_t kHour = 3'600'000, kMost = 1'000'000;
  WallMs at = 0;
  std::int64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error == std::errc() && rest + 1 == end && (*rest == 'h' || *rest == 'd' || *rest == 'w')) {
    if (count < 1 || count > kMost) return wrong;
    at = now + count * kHour * (*rest == 'h' ? 1 : *rest == 'd' ? 24 : 168);
  } else if (!parse_rfc3339(text, at) && !parse_rfc3339(std::string(text) + "T00:00:00Z", at)) {
    return wrong;
  }
  if (at <= now) return Problem{"--expires " + std::string(text) + " is past", "", "give a later time"};
  return at;
}

std::string seal_of(std::string_view secret, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const void* const bytes = text.data();
  // Without memory it fails; a seal of zeros could be made by anybody.
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), static_cast<const unsigned char*>(bytes),
           text.size(), digest.data(), &size) == nullptr)
    throw std::bad_alloc();
  const void* const raw = digest.data();
  return base64url({static_cast<const char*>(raw), 16});
}

std::optional<Problem> check_key_name(std::string_view name) {
  const auto wrong = [](const char* why) {
    return Problem{"that is no name for a key", why, "1 to 100 characters, without control characters"};
  };
  if (name.empty()) return wrong("it is empty");
  if (!is_utf8(name)) return wrong("it isn't UTF-8");
  if (name.front() == ' ' || name.back() == ' ') return wrong("it begins or ends with a blank");
  std::size_t characters = 0;
  for (std::size_t at = 0; at < name.size(); ++characters) {
    if (!is_plain(next_code_point(name, at))) return wrong("it holds control characters");
  }
  if (characters > 100) return wrong("it is too long");
  return std::nullopt;
}

}  // namespace syncwall
