// Free text as it may be kept, shown and sent: without the secrets in it. What it looks for:
// - the user in a URL ("https://***@host"), its query's values but those known to be harmless, and tokens in its path;
// - what stands under a secret's name: "AccountKey=…", "client_secret: …", "\"apiToken\": \"…\"", "Cookie: …";
// - credentials after their scheme ("Bearer …"), PEM blocks, and what looks like a token by itself: JWTs, keys with the
//   beginnings that the large services give theirs, long texts that only chance could have made.
// UUIDs, paths, host names, e-mail addresses and prose stay. Errs on the side of masking.
// Masked text stays as it is when it is masked again. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace syncwall {

// Nothing where there is nothing to mask, as for almost every text.
[[nodiscard]] std::optional<std::string> masked_text(std::string_view text);

// What names are compared by: ASCII letters in lower case and digits; "Client-Secret" and "client_secret" are one name.
[[nodiscard]] std::string plain_name(std::string_view name);
// Whether a secret stands under such a name. `plain`: of plain_name().
[[nodiscard]] bool names_a_secret(std::string_view plain);
// Whether a URL's query parameter of such a name holds no secret. Those of all other names are masked.
[[nodiscard]] bool is_harmless_parameter(std::string_view plain);
// Whether a text without blanks is a secret by its looks alone.
[[nodiscard]] bool looks_random(std::string_view word);

}  // namespace syncwall
