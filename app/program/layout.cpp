#include "program/layout.h"

#include <imgui.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "base/paths.h"
#include "window/scale.h"

namespace syncwall {

namespace {

// A section that Dear ImGui passes over.
constexpr const char* kSection = "[Syncwall][Page]";
constexpr std::size_t kMostBytes = 64 * 1024;

std::string read(const std::filesystem::path& file) {
  auto text = read_file(file);
  return text.ok() && text.value().size() <= kMostBytes ? std::move(text).value() : std::string();
}

}  // namespace

Layout parse_layout(const std::string& text) {
  Layout layout;
  std::istringstream lines(text);
  std::string line;
  if (!std::getline(lines, line) || line != kSection) return layout;
  while (std::getline(lines, line) && !line.empty()) {
    int x = 0, y = 0, w = 0, h = 0;
    if (std::sscanf(line.c_str(), "Zoom=%d", &x) == 1) layout.zoom = std::clamp(x, kLeastZoom, kMostZoom);
    if (line.starts_with("Theme=")) layout.theme = line.substr(6);
    if (std::sscanf(line.c_str(), "Window=%d,%d,%d,%d", &x, &y, &w, &h) == 4 && w >= 320 && h >= 240 && w <= 16384 && h <= 16384) {
      layout.x = x, layout.y = y, layout.width = w, layout.height = h;
    }
  }
  return layout;
}

std::filesystem::path layout_file() { return state_dir() / "layout.ini"; }

Layout peek_layout(const std::filesystem::path& file) { return parse_layout(read(file)); }

Layout load_layout(const std::filesystem::path& file) {
  const std::string text = read(file);
  if (!text.empty()) ImGui::LoadIniSettingsFromMemory(text.data(), text.size());
  return parse_layout(text);
}

Result<Done> save_layout(const std::filesystem::path& file, const Layout& layout) {
  std::size_t size = 0;
  const char* ini = ImGui::SaveIniSettingsToMemory(&size);
  std::ostringstream text;
  text << kSection << "\nZoom=" << layout.zoom << "\nTheme=" << layout.theme << "\n";
  if (layout.width > 0) text << "Window=" << layout.x << "," << layout.y << "," << layout.width << "," << layout.height << "\n";
  text << "\n" << std::string_view(ini, size);
  return write_file_atomically(file, text.str());
}

}  // namespace syncwall
