#include "program/screen.h"

#include <imgui.h>

#include <algorithm>
#include <cstdio>

#include "program/dashboard.h"
#include "program/describe.h"
#include "program/layout.h"
#include "ui/connection_text.h"
#include "window/frame_scheduler.h"
#include "window/imgui_session.h"
#include "window/loop.h"
#include "window/offscreen.h"
#include "window/png.h"
#include "window/scale.h"
#include "window/window.h"

namespace syncwall {

namespace {

constexpr std::int64_t kPictureMs = 30'000;

Window::Options window_options(const Options& options, bool visible) {
  Window::Options window;
  if (visible && options.width > 0) window.width = options.width, window.height = options.height;
  window.visible = visible;
  window.fullscreen = visible && options.fullscreen;
  return window;
}

void save(int zoom) {
  const auto saved = save_layout(layout_file(), zoom);
  if (!saved.ok()) std::fprintf(stderr, "syncwall: the layout of the columns is not remembered: %s\n", saved.problem().text().c_str());
}

}  // namespace

Result<Done> run_window(const Options& options, const Backend& backend, const Clock& clock, QuitSignals& signals) {
  auto opened = Window::open(window_options(options, true));
  if (!opened.ok()) return opened.problem();
  Window& window = *opened.value();
  ImGuiSession imgui(window);
  int zoom = load_layout(layout_file());
  Dashboard::Screen screen;
  screen.copy = [&](const std::string& text) { window.set_clipboard(text); };
  screen.zoom = [&](int steps) { zoom = steps == 0 ? 0 : std::clamp(zoom + steps, kLeastZoom, kMostZoom); };
  screen.toggle_fullscreen = [&] { window.toggle_fullscreen(); };
  screen.quit = [&] { window.want_close(); };
  screen.wake = [] { Window::wake(); };
  auto made = Dashboard::open(options, backend, clock, screen);
  if (!made.ok()) return made.problem();
  Dashboard& dashboard = *made.value();
  FrameScheduler scheduler;
  Loop loop(window, imgui, scheduler, clock);
  std::string described;
  Loop::Hooks hooks;
  hooks.before = [&] {
    const float base = options.scale > 0 ? options.scale : window.content_scale();
    if (dashboard.prepare(base * zoom_factor(zoom))) loop.forget_screen();
  };
  hooks.draw = [&] { return dashboard.draw(); };
  hooks.after = [&] {
    const int before = zoom;
    dashboard.act();
    scheduler.wake_at(dashboard.next_change());
    if (zoom != before) scheduler.request();
    if (!options.describe.empty()) {
      std::string text = describe(dashboard.notes());
      if (text != described) write_description(options.describe, text);
      described = std::move(text);
    }
    if (ImGui::GetIO().WantSaveIniSettings || zoom != before) {
      ImGui::GetIO().WantSaveIniSettings = false;
      save(zoom);
    }
  };
  hooks.news = [&] { return dashboard.news(); };
  signals.on_quit([&] { window.want_close(); });
  loop.run(hooks);
  signals.on_quit({});
  save(zoom);
  return Done{};
}

Result<Done> write_picture(const Options& options, const Backend& backend, const Clock& clock) {
  auto opened = Window::open(window_options(options, false));
  if (!opened.ok()) return opened.problem();
  Window& window = *opened.value();
  const int width = options.width > 0 ? options.width : 1920, height = options.height > 0 ? options.height : 1080;
  auto target = Offscreen::create(width, height);
  if (!target.ok()) return target.problem();
  ImGuiSession imgui(window);
  const auto nothing = [] {};
  auto made = Dashboard::open(options, backend, clock, {[](const std::string&) {}, [](int) {}, nothing, nothing, [] { Window::wake(); }});
  if (!made.ok()) return made.problem();
  Dashboard& dashboard = *made.value();
  const TickMs until = clock.ticks_ms() + kPictureMs;
  // Dear ImGui settles within a few frames of nothing new.
  for (int settled = 0; settled < 4;) {
    dashboard.prepare(options.scale > 0 ? options.scale : 1.0f);
    imgui.new_frame_of(width, height, 1.0f / 60);
    const bool shown = dashboard.draw();
    imgui.end_frame();
    dashboard.act();
    const bool late = clock.ticks_ms() >= until;
    settled = shown && (late || dashboard.complete()) ? settled + 1 : 0;
    if (settled == 0 && shown) window.wait(100);
  }
  target.value().bind();
  imgui.draw(width, height);
  if (!options.describe.empty()) write_description(options.describe, describe(dashboard.notes()));
  const auto written = write_png(options.picture, width, height, target.value().pixels());
  if (!written.ok()) return written.problem();
  if (dashboard.complete()) return Done{};
  return Problem{"the picture shows an incomplete answer", connection_line(dashboard.status()->connection, clock.ticks_ms()).text.str(), ""};
}

}  // namespace syncwall
