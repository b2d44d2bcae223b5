// Profiles: servers described once, in config_dir()/config.json:
//
//   { "default": "prod",
//     "profiles": { "prod": { "url": "https://gpte.example.com", "source": "h2ogpte",
//                             "api_key_file": "~/.config/syncwall/prod.key", "ca_file": "/etc/ssl/our.pem",
//                             "proxy": "http://proxy.example.com:3128",
//                             "client_cert": "prod.pem", "client_key": "prod-key.pem" },
//                   "etl": { "source": "airbyte", "variables": { "workspaces": "…" },
//                            "secret_files": { "client_id": "id", "client_secret": "secret" } } } }
//
// A key itself never stands there, and where a proxy's address holds a password, the file must be its owner's only.
// Nothing else stands there either: a key of the file that is unknown is most likely misspelt, and is refused with its
// line and column, in whichever profile. Any thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/client/client_identity.h"
#include "sources/source_kind.h"

namespace syncwall {

struct Profile {
  std::string name;
  std::string url;  // empty: none is named
  SourceKind kind = SourceKind::Auto;
  std::string source;  // of a described one: its name or file
  std::map<std::string, std::string> variables;
  std::map<std::string, std::filesystem::path> secret_files;
  std::filesystem::path api_key_file;
  std::string proxy;  // as proxy_for() takes it; may hold a password
  std::string ca_file;
  ClientIdentity identity;
  bool insecure_http = false;
};

[[nodiscard]] std::filesystem::path config_file();

// That profile; for an empty name the default one, and where there is none (or no file) one without a url. Relative
// paths stand beside `file`. The problem names the field that is wrong with its place, and the names that exist.
[[nodiscard]] Result<Profile> read_profile(const std::filesystem::path& file, const std::string& name);

// Those that the file describes; none where there is no file.
[[nodiscard]] Result<std::vector<std::string>> profile_names(const std::filesystem::path& file);

// The same of the file's text.
[[nodiscard]] Result<Profile> parse_profile(const std::string& text, const std::filesystem::path& file,
                                            const std::string& name);

}  // namespace syncwall
