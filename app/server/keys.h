// API keys: made at random, stored as hashes only.
#pragma once

#include <string>
#include <string_view>

namespace syncwall {

// "sk-" and 43 random characters (256 bits).
[[nodiscard]] std::string make_key();
// What is stored of a key: SHA-256 in hex. A random key of 256 bits needs no salt and no slow hash.
[[nodiscard]] std::string key_hash(std::string_view key);
// URL-safe base64 without padding.
[[nodiscard]] std::string base64url(std::string_view bytes);
[[nodiscard]] bool from_base64url(std::string_view text, std::string& bytes);

}  // namespace syncwall
