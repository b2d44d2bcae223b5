// Where the key comes from: SYNCWALL_API_KEY, or a file that only its owner can read. That it never crosses a network
// unencrypted, unless that is allowed, HttpClient::make sees to. Any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"

namespace syncwall {

// Gives the key at the moment it is needed: called for the first request and again after each 401, so that a key
// replaced in its file works without a restart.
using KeyProvider = std::function<Result<std::string>()>;

// The key in that file, blanks around it cut off. A file that others could read is refused, with the chmod that
// helps. No problem ever holds what the file says.
[[nodiscard]] Result<std::string> read_api_key_file(const std::filesystem::path& file);

// `file` if one is named, read anew each time it is asked (what is no regular file, as of `<(command)`, can be read
// once: its key is kept, for all copies of the provider); else the variable, as it is now; else a problem each time.
[[nodiscard]] KeyProvider key_provider(const std::filesystem::path& file);

// Always that key (of the embedded server).
[[nodiscard]] KeyProvider fixed_key(std::string key);

}  // namespace syncwall
