#include "program/layout.h"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <span>
#include <sstream>
#include <string_view>

#include "base/paths.h"
#include "window/scale.h"

namespace syncwall {

namespace {

// A section that Dear ImGui passes over.
constexpr const char* kSection = "[Syncwall][Page]";
constexpr std::size_t kMostBytes = std::size_t{64} * 1024;

// "1,2,3" as that many numbers; false for anything else.
bool parse_numbers(std::string_view text, std::span<int> numbers) {
  const char *at = text.data(), *const end = at + text.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0 && (at == end || *at++ != ',')) return false;
    const auto [next, error] = std::from_chars(at, end, numbers[i]);
    if (error != std::errc()) return false;
    at = next;
  }
  return at == end;
}

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
    const std::size_t equals = std::min(line.find('='), line.size());
    const std::string_view name = std::string_view(line).substr(0, equals),
                           value = std::string_view(line).substr(std::min(equals + 1, line.size()));
    if (int zoom = 0; name == "Zoom" && parse_numbers(value, {&zoom, 1}))
      layout.zoom = std::clamp(zoom, kLeastZoom, kMostZoom);
    if (name == "Theme") layout.theme = value;
    std::array<int, 4> place{};
    if (name != "Window" || !parse_numbers(value, place)) continue;
    const auto [x, y, w, h] = place;
    if (w >= 320 && h >= 240 && w <= 16384 && h <= 16384)
      layout.x = x, layout.y = y, layout.width = w, layout.height = h;
  }
  return layout;
}

std::filesystem::path layout_file() { return state_dir() / "layout.ini"; }

Layout peek_layout(const std::filesystem::path& file) { return parse_layout(read(file)); }

Layout load_layout(const std::filesystem::path& file) {
  const auto whole = read_file(file);
  if (!whole.ok()) return {};
  const std::string& text = whole.value();
  if (text.size() > kMostBytes || !text.starts_with(std::string(kSection) + "\n")) {
    set_aside(file, "it is no layout of a window");
    return {};
  }
  ImGui::LoadIniSettingsFromMemory(text.data(), text.size());
  return parse_layout(text);
}

std::string layout_text(const Layout& layout) {
  std::size_t size = 0;
  const char* ini = ImGui::SaveIniSettingsToMemory(&size);
  std::ostringstream text;
  text << kSection << "\nZoom=" << layout.zoom << "\nTheme=" << layout.theme << "\n";
  if (layout.width > 0)
    text << "Window=" << layout.x << "," << layout.y << "," << layout.width << "," << layout.height << "\n";
  text << "\n" << std::string_view(ini, size);
  return text.str();
}

Result<Done> save_layout(const std::filesystem::path& file, const Layout& layout) {
  return write_file_atomically(file, layout_text(layout));
}

LayoutWriter::LayoutWriter(std::filesystem::path file)
    : file_(std::move(file)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

namespace {

Result<Done> saved_text(const std::filesystem::path& file, const std::string& text) {
  try {
    return write_file_atomically(file, text);
  } catch (const std::exception& e) {  // no memory: the next change is saved again
    return Problem{"could not write " + file.string(), e.what(), ""};
  }
}

}  // namespace

void LayoutWriter::run(const std::stop_token& stop) {
  for (bool ends = false; !ends;) {
    ends = stop.stop_requested();
    for (const std::string& text : ends ? texts_.take() : texts_.wait(stop, std::chrono::hours(1))) {
      const auto saved = saved_text(file_, text);
      if (!saved.ok())
        std::fprintf(stderr, "syncwall: the layout of the columns is not remembered: %s\n",
                     saved.problem().text().c_str());
    }
  }
}

}  // namespace syncwall
