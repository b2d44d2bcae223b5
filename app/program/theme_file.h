// Themes as data: assets/themes/*.json, built into the program, and files of that form. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ui/theme.h"

namespace syncwall {

struct ThemeFile {
  std::string name;       // "High contrast"
  double contrast = 4.5;  // the least ratio between text and ground that it promises (WCAG)
  Theme theme;
};

// Every colour must be there, as "#RRGGBB". The problem names `where` and the field.
[[nodiscard]] Result<ThemeFile> parse_theme(std::string_view json, const std::string& where);

// dark, light, contrast.
struct BuiltInTheme {
  std::string_view key, json;
};
[[nodiscard]] std::span<const BuiltInTheme> built_in_themes();

// By key, or from a file.
[[nodiscard]] Result<ThemeFile> load_theme(const std::string& key_or_file);

}  // namespace syncwall
