// Colours that people can read and tell apart: contrast by WCAG 2.1, colour blindness by the matrices of Viénot,
// Brettel and Mollon (1999), difference as CIE76 in Lab.
#include "program/theme_file.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

using namespace syncwall;

namespace {

using Rgb = std::array<double, 3>;  // linear, 0 to 1

Rgb linear(ImU32 color) {
  const ImVec4 c = ImGui::ColorConvertU32ToFloat4(color);
  const auto one = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
  return {one(static_cast<double>(c.x)), one(static_cast<double>(c.y)), one(static_cast<double>(c.z))};
}

double luminance(const Rgb& c) { return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]; }

double contrast(ImU32 a, ImU32 b) {
  const double x = luminance(linear(a)), y = luminance(linear(b));
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

ImU32 over(ImU32 color, double share, ImU32 ground) {
  const ImVec4 a = ImGui::ColorConvertU32ToFloat4(color), b = ImGui::ColorConvertU32ToFloat4(ground);
  const auto s = static_cast<float>(share);
  return ImGui::ColorConvertFloat4ToU32({a.x * s + b.x * (1 - s), a.y * s + b.y * (1 - s), a.z * s + b.z * (1 - s), 1});
}

enum class Sight { Full, Protan, Deutan, Tritan };

Rgb seen(const Rgb& c, Sight sight) {
  const auto row = [&](double a, double b, double d) { return std::clamp(a * c[0] + b * c[1] + d * c[2], 0.0, 1.0); };
  switch (sight) {
    case Sight::Protan:
      return {row(0.11238, 0.88762, 0), row(0.11238, 0.88762, 0), row(0.00401, -0.00401, 1)};
    case Sight::Deutan:
      return {row(0.29275, 0.70725, 0), row(0.29275, 0.70725, 0), row(-0.02234, 0.02234, 1)};
    case Sight::Tritan:
      return {row(1, 0.14461, -0.14461), row(0, 0.85924, 0.14076), row(0, 0.85924, 0.14076)};
    case Sight::Full:
      return c;
  }
  return c;
}

std::array<double, 3> lab(const Rgb& c) {
  const double x = (0.4124 * c[0] + 0.3576 * c[1] + 0.1805 * c[2]) / 0.9505, y = luminance(c),
               z = (0.0193 * c[0] + 0.1192 * c[1] + 0.9505 * c[2]) / 1.089;
  const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
  return {116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
}

double difference(ImU32 a, ImU32 b, Sight sight) {
  const auto x = lab(seen(linear(a), sight)), y = lab(seen(linear(b), sight));
  return std::hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

}  // namespace

TEST_CASE("the sums are right: black on white is 21 to 1, and equal colours don't differ") {
  CHECK(contrast(rgb(0x000000), rgb(0xFFFFFF)) == doctest::Approx(21));
  CHECK(contrast(rgb(0x777777), rgb(0xFFFFFF)) == doctest::Approx(4.48).epsilon(0.01));
  CHECK(difference(rgb(0xFF0000), rgb(0xFF0000), Sight::Protan) == 0);
  // What is red to most is dark yellow to a protanope: nearer to green.
  CHECK(difference(rgb(0xFF0000), rgb(0x00A000), Sight::Protan) <
        difference(rgb(0xFF0000), rgb(0x00A000), Sight::Full) / 2);
}

TEST_CASE("every text of every theme can be read on whatever it stands on") {
  for (const BuiltInTheme& built_in : built_in_themes()) {
    const auto file = parse_theme(built_in.json, std::string(built_in.key));
    REQUIRE(file.ok());
    const Theme& t = file.value().theme;
    const double least = file.value().contrast;
    CHECK(least >= (built_in.key == "contrast" ? 7.0 : 4.5));
    INFO(std::string(built_in.key));
    for (const ImU32 ground : {t.ground, t.panel, t.panel_hot, t.popup, t.bar, t.field, t.selected, t.hot}) {
      CHECK(contrast(t.text, ground) >= least);
      CHECK(contrast(t.quiet, ground) >= least);
    }
    for (const ImU32 ground : {t.ground, t.panel, t.popup, t.bar}) CHECK(contrast(t.accent, ground) >= least);
    for (const Status s : {Status::Pending, Status::Running, Status::Completed, Status::Failed, Status::Paused}) {
      for (const ImU32 ground : {t.ground, t.panel, t.popup}) CHECK(contrast(t.of(s), ground) >= least);
      // A pill: its word over 12 % of its colour over the row.
      for (const ImU32 row : {t.ground, t.selected}) CHECK(contrast(t.of(s), over(t.of(s), 0.12, row)) >= least * 0.9);
    }
    CHECK(contrast(t.on_danger, t.danger) >= least);
    CHECK(contrast(t.warning, t.ground) >= least);
  }
}

TEST_CASE("two statuses are never one colour, whichever cones an eye lacks") {
  for (const BuiltInTheme& built_in : built_in_themes()) {
    const auto file = parse_theme(built_in.json, std::string(built_in.key));
    REQUIRE(file.ok());
    const Theme& t = file.value().theme;
    const std::array<ImU32, 5> colors{t.pending, t.running, t.completed, t.failed, t.paused};
    for (const Sight sight : {Sight::Full, Sight::Protan, Sight::Deutan, Sight::Tritan}) {
      for (std::size_t i = 0; i < colors.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
          INFO(std::string(built_in.key) << " " << i << " " << j << " sight " << static_cast<int>(sight));
          // The dark palette was given: blue and lilac are only 5 apart to a protanope, which is twice what
          // an eye just notices; shape and word tell them apart as well.
          CHECK(difference(colors[i], colors[j], sight) >= (built_in.key == "dark" ? 5 : 10));
        }
      }
    }
  }
}

TEST_CASE("what the program starts with is the dark theme's file") {
  const auto file = load_theme("dark");
  REQUIRE(file.ok());
  for (const ThemeColor& c : theme_colors()) {
    INFO(std::string(c.name));
    CHECK(file.value().theme.*c.color == Theme{}.*c.color);
  }
}

TEST_CASE("a theme that is broken says where") {
  std::string json(built_in_themes()[0].json);
  const auto fault = [](const std::string& text) {
    const auto file = parse_theme(text, "mine.json");
    REQUIRE_FALSE(file.ok());
    return file.problem().text();
  };
  CHECK(fault("{").find("mine.json") != std::string::npos);
  std::string missing = json, bad = json, unknown = json;
  missing.replace(missing.find("\"paused\""), 8, "\"poused\"");
  CHECK(fault(missing).find("colors.paused is missing") != std::string::npos);
  bad.replace(bad.find("#0D1117"), 7, "#0D111G");
  CHECK(fault(bad).find("colors.ground") != std::string::npos);
  CHECK(load_theme("/nowhere.json").ok() == false);
}
