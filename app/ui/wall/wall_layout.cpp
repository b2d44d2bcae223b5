#include "ui/wall/wall_layout.h"

#include <algorithm>
#include <cmath>

#include "draw/font_set.h"

namespace syncwall {

namespace {

constexpr double kCapitalMmPerM = 4.7;
// Inter: capitals are 0.727 em high, a line (ascender to descender, the size Dear ImGui takes) 1.21 em.
constexpr double kCapitalPerLine = 0.727 / 1.21;
constexpr double kMmPerInch = 25.4;
constexpr double kPi = 3.14159265358979;

double px_per_mm(const WallScreen& s) { return std::hypot(s.width, s.height) / (s.inches * kMmPerInch); }
double body_px() { return static_cast<double>(kFacePx[static_cast<std::size_t>(Face::Body)]); }

}  // namespace

float wall_scale(const WallScreen& screen, double zoom) {
  constexpr double kLeast = 0.44;
  const double capital_px = kCapitalMmPerM * screen.distance_m * px_per_mm(screen);
  // Fonts come in whole px: rounded up, so that no letter is smaller than promised.
  const double line_px = std::ceil(capital_px / kCapitalPerLine);
  const double most = std::min(screen.width / kLeastWidth, screen.height / kLeastHeight);
  const double wanted = std::max(line_px / body_px(), kLeast) * zoom;
  return static_cast<float>(std::min(wanted, std::max(std::floor(most * body_px()) / body_px(), kLeast)));
}

double arc_minutes(const WallScreen& screen, float scale) {
  const double line_px = std::round(body_px() * static_cast<double>(scale));
  const double capital_mm = line_px * kCapitalPerLine / px_per_mm(screen);
  return std::atan(capital_mm / (screen.distance_m * 1000)) * 180 / kPi * 60;
}

WallLayout wall_layout(float width, float height, float scale) {
  const auto px = [&](float size) { return std::round(size * scale); };
  WallLayout layout{};
  layout.compact = height < px(304) || width < px(630);
  layout.margin = px(layout.compact ? 7.0f : 11.0f);
  layout.top_bar = px(layout.compact ? 25.0f : 34.0f);
  layout.cards = px(layout.compact ? 31.5f : 76.5f);
  layout.line = px(25);
  layout.row = px(28);
  layout.footer = px(25);
  return with_parts(layout, height, 1, 1);
}

WallLayout with_parts(WallLayout layout, float height, int lines, int card_rows) {
  layout.lines = lines;
  layout.card_rows = card_rows;
  const auto room = [&] { return height - layout.top() - layout.all_cards() - layout.footer - 2 * layout.margin; };
  if (room() < layout.row) layout.footer = 0;
  layout.rows = static_cast<std::size_t>(std::max(0.0f, std::floor(room() / layout.row)));
  return layout;
}

Glide glide(std::int64_t ticks_ms, float scale) {
  const std::int64_t whole = ticks_ms / 60'000;
  const auto minute = static_cast<double>(whole);
  const auto most = static_cast<double>(std::min(12.0f, 6 * scale));
  return {static_cast<float>(std::round(most * std::sin(minute * 2 * kPi / 24))),
          static_cast<float>(std::round(most * std::sin(minute * 2 * kPi / 32)))};
}

}  // namespace syncwall
