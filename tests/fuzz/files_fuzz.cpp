// The files that people write or that lie about from another run: config.json, a theme, layout.ini, a history.
#include <algorithm>
#include <sstream>

#include "fuzz/fuzz.h"
#include "program/layout.h"
#include "program/options/profile.h"
#include "program/theme_file.h"
#include "sync/history_file.h"

namespace {

using namespace syncwall;
using test::require;

void check_profile(const std::string& text, const std::string& name) {
  const auto profile = parse_profile(text, "/config/config.json", name);
  if (!profile.ok()) return test::check_problem(profile.problem());
  require(name.empty() || (profile.value().name == name && !profile.value().url.empty()));
}

void check_theme(const std::string& text) {
  const auto theme = parse_theme(text, "a file");
  if (!theme.ok()) test::check_problem(theme.problem());
}

void check_layout(const std::string& text) {
  const Layout layout = parse_layout(text);
  require(layout.width == 0 ||
          (layout.width >= 320 && layout.width <= 16384 && layout.height >= 240 && layout.height <= 16384));
  require(layout.zoom > -100 && layout.zoom < 100);
}

void check_history(const std::string& text) {
  const ManualClock clock(1'795'000'000'000);
  std::istringstream lines(text);
  const auto points = parse_history(lines, clock);
  if (!points) return;
  for (const SummaryPoint& p : *points) {
    require(p.at <= clock.ticks_ms() && p.at > clock.ticks_ms() - 3'600'000);
    require(p.summary.total >= 0 && std::ranges::all_of(p.summary.by_status, [](std::int64_t n) { return n >= 0; }));
  }
  require(std::ranges::is_sorted(*points, {}, &SummaryPoint::at));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  check_profile(text, "");
  check_profile(text, "a");
  check_theme(text);
  check_layout(text);
  check_history(text);
  return 0;
}
