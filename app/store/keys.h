// API keys: made at random, stored as hashes only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace syncwall {

// "sk-" and 43 random characters (256 bits).
[[nodiscard]] std::string make_key();
// What is stored of a key: SHA-256 in hex. A random key of 256 bits needs no salt and no slow hash. Without memory:
// std::bad_alloc, as of seal_of; the session answers 503.
[[nodiscard]] std::string key_hash(std::string_view key);
// In constant time.
[[nodiscard]] bool same_hash(std::string_view a, std::string_view b);
// 1 to 100 characters of UTF-8, no control characters, none that turn the direction of writing.
[[nodiscard]] std::optional<Problem> check_key_name(std::string_view name);
// When a key ends: "90d" (also h, w) from `now` on, or at a date, "2027-01-31" or RFC 3339, UTC. Later than `now`.
[[nodiscard]] Result<WallMs> parse_expiry(std::string_view text, WallMs now);

// What cursors are sealed with, so that they open for their own user only: HMAC-SHA-256 in base64url, 128 bits of it.
[[nodiscard]] std::string seal_of(std::string_view secret, std::string_view text);
// URL-safe base64 without padding.
[[nodiscard]] std::string base64url(std::string_view bytes);
[[nodiscard]] bool from_base64url(std::string_view text, std::string& bytes);

}  // namespace syncwall
