#include "program/theme_file.h"

#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/paths.h"

namespace syncwall {

namespace {

using Json = nlohmann::json;

Problem wrong(const std::string& where, const std::string& why) {
  return {"the theme " + where + " can't be used", why, "mend it, or use --theme dark, light or contrast"};
}

bool parse_color(const Json& value, ImU32& color) {
  if (!value.is_string()) return false;
  const auto text = value.get<std::string>();
  unsigned hex = 0;
  if (text.size() != 7 || text.front() != '#') return false;
  const auto end = std::from_chars(text.data() + 1, text.data() + 7, hex, 16);
  if (end.ec != std::errc() || end.ptr != text.data() + 7) return false;
  color = rgb(hex);
  return true;
}

}  // namespace

Result<ThemeFile> parse_theme(std::string_view json, const std::string& where) {
  const Json root = Json::parse(json, nullptr, false);
  if (root.is_discarded() || !root.is_object() || !root.contains("colors") || !root["colors"].is_object())
    return wrong(where, "it is no JSON object with colors");
  ThemeFile file;
  if (root.contains("name") && root["name"].is_string()) file.name = root["name"].get<std::string>();
  if (root.contains("contrast") && root["contrast"].is_number()) file.contrast = root["contrast"].get<double>();
  const Json& colors = root["colors"];
  for (const ThemeColor& c : theme_colors()) {
    const std::string key(c.name);
    if (!colors.contains(key)) return wrong(where, "colors." + key + " is missing");
    if (!parse_color(colors[key], file.theme.*c.color)) return wrong(where, "colors." + key + " is not \"#RRGGBB\"");
  }
  for (const auto& [key, value] : colors.items()) {
    bool known = false;
    for (const ThemeColor& c : theme_colors()) known = known || c.name == key;
    if (!known) return wrong(where, "colors." + key + " is unknown");
  }
  return file;
}

Result<ThemeFile> load_theme(const std::string& key_or_file) {
  for (const BuiltInTheme& theme : built_in_themes()) {
    if (theme.key == key_or_file) return parse_theme(theme.json, key_or_file);
  }
  std::error_code error;
  if (!std::filesystem::is_regular_file(key_or_file, error))
    return Problem{"the theme " + key_or_file + " can't be used", error ? error.message() : "it is no file",
                   "use dark, light, contrast or a file"};
  const auto text = read_file(key_or_file);
  if (!text.ok()) return text.problem();
  return parse_theme(text.value(), key_or_file);
}

}  // namespace syncwall
