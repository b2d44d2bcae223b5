// A connector's config as it may be kept, shown and sent: without its secrets. For the server and for clients.
//
// What isn't known to be harmless is masked. For each type of connector the names are known whose values say where it
// reads from (bucket, region, site …): those texts stay, less what masked_text() finds in them. Everything else becomes
// "***": texts, numbers, lists, and whole objects under a secret's name. In other objects the same rules
// hold for each field. true, false and null stay, since they give nothing away, except under a secret's name (null
// there too).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "jobs/job.h"

namespace syncwall {

// Grows when the rules become stricter: what was stored under older ones is masked again.
inline constexpr int kMaskRules = 1;

// For many configs one after the other. One thread.
class ConfigMask {
 public:
  ConfigMask();
  ~ConfigMask();
  ConfigMask(const ConfigMask&) = delete;
  ConfigMask& operator=(const ConfigMask&) = delete;
  // Compact JSON; what is masked already comes back as it was. Empty for what is no JSON object.
  [[nodiscard]] std::string masked(ConnectorType type, std::string_view config);
  // The texts of a job that connectors make: config and error.
  void mask(Job& job);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace syncwall
