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
#include "program/themes.h"
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

// The window with its dashboards: one, or those that --rotate turns between. Its functions are called by the loop, and
// by the dashboard that is shown.
class Stages {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Stages>> open(std::span<const Stage> stages, const Clock& clock);
  void run(QuitSignals& signals);

 private:
  Stages(const Options& options, const Clock& clock, std::unique_ptr<Window> window)
      : options_(options), clock_(clock), window_(std::move(window)) {}
  [[nodiscard]] Result<Done> start(std::span<const Stage> stages);
  [[nodiscard]] Dashboard::Host host();
  [[nodiscard]] Dashboard& shown() { return *dashboards_[at_]; }
  void zoom(int steps);
  void next_theme();
  void show(Screen screen);
  void turn();
  void before_frame();
  [[nodiscard]] Rows act();
  void after_frame();
  void describe_frame();
  [[nodiscard]] Heard heard();

  const Options& options_;
  const Clock& clock_;
  const std::unique_ptr<Window> window_;
  ImGuiSession imgui_{*window_};
  Layout layout_ = load_layout(layout_file());
  LayoutWriter writer_{layout_file()};
  Themes themes_;
  Fonts fonts_{[] { Window::wake(); }};
  CodePoints seen_;
  std::vector<std::unique_ptr<Dashboard>> dashboards_;
  std::size_t at_ = 0;  // the one that is shown; others only stay up to date
  std::optional<KeepAwake> awake_;
  FrameScheduler scheduler_;
  Loop loop_{*window_, imgui_, scheduler_, clock_};
  TickMs turned_ = clock_.ticks_ms();
  bool layout_changed_ = false;  // and isn't saved yet
  std::string described_, untold_;
};

Result<std::unique_ptr<Stages>> Stages::open(std::span<const Stage> stages, const Clock& clock) {
  const Options& options = stages.front().options;
  auto window = Window::open(window_options(options, true, peek_layout(layout_file())));
  if (!window.ok()) return window.problem();
  std::unique_ptr<Stages> made(new Stages(options, clock, std::move(window).value()));
  const auto started = made->start(stages);
  if (!started.ok()) return started.problem();
  return made;
}

Result<Done> Stages::start(std::span<const Stage> stages) {
  const auto theme = themes_.choose(options_.theme.empty() ? layout_.theme : options_.theme);
  if (!theme.ok()) return theme.problem();
  const std::size_t together = options_.rotate.empty() ? stages.size() : 1;
  for (std::size_t at = 0; at < stages.size(); at += together) {
    auto made = Dashboard::open(stages.subspan(at, together), clock_, {fonts_, seen_}, host());
    if (!made.ok()) return made.problem();
    dashboards_.push_back(std::move(made).value());
    dashboards_.back()->set_theme(theme.value().theme);
  }
  return Done{};
}

Dashboard::Host Stages::host() {
  Dashboard::Host host;
  host.copy = [this](const std::string& text) { window_->set_clipboard(text); };
  host.zoom = [this](int steps) { zoom(steps); };
  host.next_theme = [this] { next_theme(); };
  host.show = [this](Screen screen) { show(screen); };
  host.quit = [this] { window_->want_close(); };
  host.wake = [] { Window::wake(); };
  host.clipboard_bytes = window_->clipboard_bytes();
  return host;
}

void Stages::zoom(int steps) {
  layout_.zoom = steps == 0 ? 0 : std::clamp(layout_.zoom + steps, kLeastZoom, kMostZoom);
}

void Stages::next_theme() {
  const auto next = themes_.next();
  layout_.theme = themes_.key();
  if (!next.ok()) return;
  for (const auto& d : dashboards_) d->set_theme(next.value().theme);
}

void Stages::show(Screen screen) {
  const bool wall = screen == Screen::Wall;
  window_->set_fullscreen(wall || options_.fullscreen);
  awake_.reset();
  if (wall) {
    auto begun = KeepAwake::begin("a wall of connector jobs");
    if (begun.ok())
      awake_.emplace(std::move(begun).value());
    else
      std::fprintf(stderr, "syncwall: %s\n", begun.problem().text().c_str());
  }
  window_->show_pointer(!wall);
  // Or the back end shows the pointer again.
  int& flags = ImGui::GetIO().ConfigFlags;
  flags = wall ? flags | ImGuiConfigFlags_NoMouseCursorChange : flags & ~ImGuiConfigFlags_NoMouseCursorChange;
}

void Stages::turn() {
  if (dashboards_.size() < 2 || !shown().on_wall() || clock_.ticks_ms() - turned_ < options_.rotate_ms) return;
  turned_ = clock_.ticks_ms();
  at_ = (at_ + 1) % dashboards_.size();
  shown().take_over();
  scheduler_.request();
}

void Stages::before_frame() {
  turn();
  shown().measured(loop_.counts().frame_us, loop_.counts().frames);
  const float base = options_.scale > 0 ? options_.scale : window_->content_scale();
  const Window::Size size = window_->framebuffer();
  const float zoom = zoom_factor(layout_.zoom);
  const auto wall = [&] {
    return wall_scale(wall_screen(options_, size.width, size.height, window_->monitor_inches()), zoom);
  };
  if (shown().prepare(shown().on_wall() ? wall() : base * zoom)) loop_.forget_screen();
}

Rows Stages::act() {
  const Layout before = layout_;
  const Rows rows = shown().act();
  scheduler_.wake_at(shown().next_change());
  if (dashboards_.size() > 1) scheduler_.wake_at(turned_ + options_.rotate_ms);
  if (layout_ == before) return rows;
  layout_changed_ = true;
  scheduler_.request();
  return rows;
}

void Stages::after_frame() {
  describe_frame();
  if (!ImGui::GetIO().WantSaveIniSettings && !layout_changed_) return;
  ImGui::GetIO().WantSaveIniSettings = layout_changed_ = false;
  save(layout_, *window_, writer_);
}

void Stages::describe_frame() {
  if (options_.describe.empty()) return;
  std::string text = describe(shown().notes());
  if (text != described_) tell_once(write_description(options_.describe, text), untold_);
  described_ = std::move(text);
}

Heard Stages::heard() {
  const Heard heard = shown().heard();
  return heard == Heard::Nothing && fonts_.news() ? Heard::News : heard;
}

void Stages::run(QuitSignals& signals) {
  Loop::Hooks hooks;
  hooks.before = [this] { before_frame(); };
  hooks.draw = [this] { shown().draw(); };
  hooks.act = [this] { return act(); };
  hooks.after = [this] { after_frame(); };
  hooks.heard = [this] { return heard(); };
  signals.on_quit([this] { window_->want_close(); });
  for (const auto& d : dashboards_) d->show(options_.wall ? Screen::Wall : Screen::Table);
  loop_.run(hooks);
  signals.on_quit({});
  save(layout_, *window_, writer_);
}

}  // namespace

Result<Done> run_window(std::span<const Stage> stages, const Clock& clock, QuitSignals& signals) {
  auto opened = Stages::open(stages, clock);
  if (!opened.ok()) return opened.problem();
  opened.value()->run(signals);
  return Done{};
}

Result<Done> write_picture(std::span<const Stage> servers, const Clock& clock) {
  const Options& options = servers.front().options;
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
      Dashboard::open(servers, clock, {fonts, seen},
                      {[](const std::string&) {}, [](int) {}, nothing, nothing, [](Screen) {}, [] { Window::wake(); }});
  if (!made.ok()) return made.problem();
  Dashboard& dashboard = *made.value();
  dashboard.set_theme(theme.value().theme);
  dashboard.show(options.wall ? Screen::Wall : Screen::Table);
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
    static_cast<void>(dashboard.act());
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
                 connection_line(dashboard.news(), clock.ticks_ms()).text.str(), ""};
}

}  // namespace syncwall
