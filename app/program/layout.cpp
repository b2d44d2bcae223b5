#include "program/layout.h"

#include <imgui.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "base/paths.h"
#include "window/scale.h"

namespace syncwall {

namespace {
// A section that Dear ImGui passes over.
constexpr std::string_view kHead = "[Syncwall][Page]\nZoom=";
}  // namespace

std::filesystem::path layout_file() { return state_dir() / "layout.ini"; }

int load_layout(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text.ok() || text.value().size() > 64 * 1024) return 0;
  const std::string& t = text.value();
  ImGui::LoadIniSettingsFromMemory(t.data(), t.size());
  int zoom = 0;
  if (t.starts_with(kHead)) std::from_chars(t.data() + kHead.size(), t.data() + t.size(), zoom);
  return std::clamp(zoom, kLeastZoom, kMostZoom);
}

Result<Done> save_layout(const std::filesystem::path& file, int zoom) {
  std::size_t size = 0;
  const char* ini = ImGui::SaveIniSettingsToMemory(&size);
  return write_file_atomically(file, std::string(kHead) + std::to_string(zoom) + "\n\n" + std::string(ini, size));
}

}  // namespace syncwall
