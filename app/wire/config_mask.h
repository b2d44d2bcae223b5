// A connector's config as it may be kept, shown and sent: without its secrets. For the server and for clients.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace syncwall {

// True for keys that contain key, secret, token, password or sas, in any case (api.md).
[[nodiscard]] bool looks_secret(std::string_view key);

// For many configs one after the other. One thread.
class ConfigMask {
 public:
  ConfigMask();
  ~ConfigMask();
  ConfigMask(const ConfigMask&) = delete;
  ConfigMask& operator=(const ConfigMask&) = delete;
  // Compact JSON. At any depth, whatever stands under a key that looks secret becomes "***", be it a text, a number
  // or a whole object; null stays null, since it tells nothing. Empty for what is no JSON object.
  [[nodiscard]] std::string masked(std::string_view config);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace syncwall
