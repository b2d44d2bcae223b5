#include "program/screen.h"

#include <imgui.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "program/dashboard.h"
#include "program/describe.h"
#include "program/layout.h"
#include "program/theme_file.h"
#include "ui/connection_text.h"
#include "ui/wall/wall_layout.h"
#include "window/frame_painter.h"
#include "window/frame_scheduler.h"
#include "window/imgui_session.h"
#include "window/keep_awake.h"
#include "window/loop.h"
#include "window/offscreen.h"
#include "window/png.h"
#include "window/scale.h"
#include "window/window.h"

namespace syncwall {

namespace {

constexpr std::int64_t kPictureMs = 30'000;

Window::Options window_options(const Options& options, bool visible, const Layout& layout) {
  Window::Options window;
  if (options.url.empty() && options.rotate.empty()) window.title += ": demonstration";
  if (visible && layout.width > 0) {
    window.width = layout.width, window.height = layout.height;
    window.placed = true;
    window.x = layout.x, window.y = layout.y;
  }
  if (visible && options.width > 0) window.width = options.width, window.height = options.height;
  window.visible = visible;
  window.fullscreen = visible && options.fullscreen;
  window.monitor = options.monitor;
  return window;
}

void save(Layout& layout, const Window& window, LayoutWriter& writer) {
  const Window::Place place = window.place();
  layout.x = place.x, layout.y = place.y, layout.width = place.width, layout.height = place.height;
  writer.write(layout_text(layout));
}

// `reported`: the diagonal that the monitor tells, inches; 0: none.
WallScreen wall_screen(const Options& options, int width, int height, double reported) {
  WallScreen screen{width, height, options.screen_inches, options.viewing_distance_m};
  if (screen.inches <= 0) screen.inches = reported;
  if (screen.inches <= 0) screen.inches = 55;
  return screen;
}

// A window goes on where a file can't be written. It is told again only when the reason is another one.
void tell_once(const Result<Done>& done, std::string& told) {
  const std::string text = done.ok() ? std::string() : done.problem().text();
  if (!text.empty() && text != told) std::fprintf(stderr, "syncwall: %s\n", text.c_str());
  told = text;
}

// The themes of Ctrl+T, in turn. A theme that is named by a file is one more of them.
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

}  // namespace

Result<Done> run_window(std::span<const Stage> stages, const Clock& clock, QuitSignals& signals) {
  const Options& options = stages.front().options;
  auto opened = Window::open(window_options(options, true, peek_layout(layout_file())));
  if (!opened.ok()) return opened.problem();
  Window& window = *opened.value();
  ImGuiSession imgui(window);
  Layout layout = load_layout(layout_file());
  LayoutWriter writer(layout_file());
  int& zoom = layout.zoom;
  Themes themes;
  const auto theme = themes.choose(options.theme.empty() ? layout.theme : options.theme);
  if (!theme.ok()) return theme.problem();
  Fonts fonts([] { Window::wake(); });
  CodePoints seen;
  std::vector<std::unique_ptr<Dashboard>> dashboards;
  std::size_t at = 0;  // the one that is shown; others only stay up to date
  std::optional<KeepAwake> awake;
  Dashboard::Screen screen;
  screen.copy = [&](const std::string& text) { window.set_clipboard(text); };
  screen.zoom = [&](int steps) { zoom = steps == 0 ? 0 : std::clamp(zoom + steps, kLeastZoom, kMostZoom); };
  screen.next_theme = [&] {
    const auto next = themes.next();
    layout.theme = themes.key();
    if (!next.ok()) return;
    for (const auto& d : dashboards) d->set_theme(next.value().theme);
  };
  screen.wall = [&](bool on) {
    window.set_fullscreen(on || options.fullscreen);
    awake.reset();
    if (on) {
      auto begun = KeepAwake::begin("a wall of connector jobs");
      if (begun.ok())
        awake.emplace(std::move(begun).value());
      else
        std::fprintf(stderr, "syncwall: %s\n", begun.problem().text().c_str());
    }
    window.show_pointer(!on);
    // Or the back end shows the pointer again.
    int& flags = ImGui::GetIO().ConfigFlags;
    flags = on ? flags | ImGuiConfigFlags_NoMouseCursorChange : flags & ~ImGuiConfigFlags_NoMouseCursorChange;
  };
  screen.quit = [&] { window.want_close(); };
  screen.wake = [] { Window::wake(); };
  screen.clipboard_bytes = window.clipboard_bytes();
  for (const Stage& stage : stages) {
    auto made = Dashboard::open(stage.options, *stage.backend, clock, {fonts, seen}, screen);
    if (!made.ok()) return made.problem();
    dashboards.push_back(std::move(made).value());
    dashboards.back()->set_theme(theme.value().theme);
  }
  FrameScheduler scheduler;
  Loop loop(window, imgui, scheduler, clock);
  std::string described, untold;
  Loop::Hooks hooks;
  TickMs turned = clock.ticks_ms();
  const auto turn = [&] {
    if (dashboards.size() < 2 || !dashboards[at]->wall() || clock.ticks_ms() - turned < options.rotate_ms) return;
    turned = clock.ticks_ms();
    at = (at + 1) % dashboards.size();
    dashboards[at]->take_over();
    scheduler.request();
  };
  hooks.before = [&] {
    turn();
    Dashboard& dashboard = *dashboards[at];
    dashboard.measured(loop.counts().frame_us, loop.counts().frames);
    const float base = options.scale > 0 ? options.scale : window.content_scale();
    const Window::Size size = window.framebuffer();
    const float scale =
        dashboard.wall() ? wall_scale(wall_screen(options, size.width, size.height, window.monitor_inches())) : base;
    if (dashboard.prepare(scale * zoom_factor(zoom))) loop.forget_screen();
  };
  hooks.draw = [&] { dashboards[at]->draw(); };
  hooks.after = [&] {
    const Layout before = layout;
    Dashboard& dashboard = *dashboards[at];
    dashboard.act();
    scheduler.wake_at(dashboard.next_change());
    if (dashboards.size() > 1) scheduler.wake_at(turned + options.rotate_ms);
    if (!(layout == before)) scheduler.request();
    if (!options.describe.empty()) {
      std::string text = describe(dashboard.notes());
      if (text != described) tell_once(write_description(options.describe, text), untold);
      described = std::move(text);
    }
    if (ImGui::GetIO().WantSaveIniSettings || !(layout == before)) {
      ImGui::GetIO().WantSaveIniSettings = false;
      save(layout, window, writer);
    }
  };
  hooks.heard = [&] {
    const Heard heard = dashboards[at]->heard();
    return heard == Heard::Nothing && fonts.news() ? Heard::News : heard;
  };
  signals.on_quit([&] { window.want_close(); });
  for (const auto& d : dashboards) d->set_wall(options.wall);
  loop.run(hooks);
  signals.on_quit({});
  save(layout, window, writer);
  return Done{};
}

Result<Done> write_picture(const Options& options, const Backend& backend, const Clock& clock) {
  auto opened = Window::open(window_options(options, false, {}));
  if (!opened.ok()) return opened.problem();
  Window& window = *opened.value();
  const int width = options.width > 0 ? options.width : 1920, height = options.height > 0 ? options.height : 1080;
  auto target = Offscreen::create(width, height);
  if (!target.ok()) return target.problem();
  ImGuiSession imgui(window);
  const auto nothing = [] {};
  const auto theme = load_theme(options.theme.empty() ? "dark" : options.theme);
  if (!theme.ok()) return theme.problem();
  Fonts fonts([] {});
  CodePoints seen;
  auto made =
      Dashboard::open(options, backend, clock, {fonts, seen},
                      {[](const std::string&) {}, [](int) {}, nothing, nothing, [](bool) {}, [] { Window::wake(); }});
  if (!made.ok()) return made.problem();
  Dashboard& dashboard = *made.value();
  dashboard.set_theme(theme.value().theme);
  dashboard.set_wall(options.wall);
  const float scale = options.scale > 0 ? options.scale
                      : options.wall    ? wall_scale(wall_screen(options, width, height, 0))
                                        : 1.0f;
  const TickMs until = clock.ticks_ms() + kPictureMs;
  // Dear ImGui settles within a few frames of nothing new.
  for (int settled = 0; settled < 4;) {
    dashboard.prepare(scale, true);
    imgui.new_frame_of(width, height, 1.0f / 60);
    const bool shown = dashboard.draw();
    imgui.end_frame();
    dashboard.act();
    const bool late = clock.ticks_ms() >= until;
    settled = shown && (late || dashboard.complete()) ? settled + 1 : 0;
    if (settled == 0 && shown) window.wait(100);
  }
  target.value().bind();
  FramePainter().paint(width, height);
  if (!options.describe.empty()) {
    if (auto described = write_description(options.describe, describe(dashboard.notes())); !described.ok())
      return described.problem();
  }
  const auto written = write_png(options.picture, width, height, target.value().pixels());
  if (!written.ok()) return written.problem();
  if (dashboard.complete()) return Done{};
  return Problem{"the picture shows an incomplete answer",
                 connection_line(dashboard.status()->connection, clock.ticks_ms()).text.str(), ""};
}

}  // namespace syncwall
