// The themes of Ctrl+T, in turn. A theme that is named by a file is one more of them.
#pragma once

#include <string>

#include "program/theme_file.h"

namespace syncwall {

class Themes {
 public:
  [[nodiscard]] Result<ThemeFile> choose(const std::string& key) {
    key_ = key.empty() ? "dark" : key;
    return load_theme(key_);
  }
  [[nodiscard]] Result<ThemeFile> next() {
    const auto all = built_in_themes();
    std::size_t i = 0;
    while (i < all.size() && all[i].key != key_) ++i;
    return choose(std::string(all[(i + 1) % all.size()].key));
  }
  [[nodiscard]] const std::string& key() const { return key_; }

 private:
  std::string key_;
};

}  // namespace syncwall
