// syncwall-server keys …: what an operator does with API keys, by hand. Each returns the status to exit with.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace syncwall {

struct KeyOptions {
  std::filesystem::path database;
  std::string name;
  bool admin = false;
  std::string user;     // whose jobs the key opens; empty: the name says it, unless it is an administrator's
  std::string expires;  // as typed; empty: never
};

int add_key(const KeyOptions& options);
int list_keys(const KeyOptions& options);
int revoke_key(const KeyOptions& options);

// Writes it to stderr; the status to exit with.
int fail(const Problem& problem);

}  // namespace syncwall
