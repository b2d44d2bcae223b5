#include "support/headless_desk.h"

#include <doctest/doctest.h>

namespace syncwall::test {

HeadlessDesk::HeadlessDesk(float width, float height, float scale, std::size_t origins)
    : TableFixture(origins), model(by_collection(), ports()), driver(width, height) {
  frame_.scale = scale;
  ui.table.sort_given = true;
  status.connection.link = Link::Live;
  status.connection.last_answer = status.connection.heard = ticks;
  status.connection.last_answer_wall = now;
  status.connection.server = "https://jobs.example.com";
  status.account = Account{"user-0", "admin", "admin@example.com", true};
  status.capabilities = {{RowAction::Delete}, true, true, true};
  status.summary = JobSummary{};
  status.complete = true;
  set_style(Theme{}, scale);
}

Ports HeadlessDesk::ports() {
  Ports p;
  p.ask = [this](const Query& q) { asked.push_back(q); };
  p.carry_out = [this](std::uint64_t id, const RowOrder& order) {
    last_request = id;
    last_action = order.action;
    for (OriginIds& part : order.ids()) removed.push_back(std::move(part.ids));
  };
  p.cancel_order = [this] { ++removals_cancelled; };
  p.refresh = [this] { ++refreshed; };
  p.copy = [this](const std::string& text) { clipboard = text; };
  p.zoom = [this](int steps) { zoomed = steps == 0 ? 0 : zoomed + steps; };
  p.next_theme = [this] { ++themes; };
  p.show = [this](Screen screen) { shown.push_back(screen); };
  p.quit = [this] { ++quits; };
  return p;
}

void HeadlessDesk::step(int frames) {
  for (int i = 0; i < frames; ++i) {
    const Snapshot snapshot = cache.snapshot();
    const auto before = model.news().view.view;
    const bool stands = before && before->query == model.shown_query() && before->basis.version() == snapshot.version();
    const auto built = stands ? before : factory.build(snapshot, model.shown_query(), now);
    syncwall::Desk::News news;
    news.snapshot = snapshot;
    news.view.view = built;
    news.view.waiting = waiting;
    news.view.current = true;
    if (model.view_request(false).failures) {
      const RowContext here(now);
      news.view.failures = factory.failures(snapshot, model.shown_query().filter, here, {});
    }
    news.status = std::make_shared<FetchStatus>(status);
    if (!servers.empty()) news.servers = std::make_shared<const std::vector<syncwall::Desk::ServerNews>>(servers);
    news.order = deletion;
    news.requests = requests;
    news.now = now;
    news.ticks = ticks;
    model.receive(std::move(news));
    draw();
  }
}

void HeadlessDesk::tick(std::int64_t ms) {
  now += ms;
  ticks += ms;
  draw();
}

void HeadlessDesk::set_theme(const Theme& theme) {
  frame_.theme = theme;
  set_style(theme, frame_.scale);
}

void HeadlessDesk::draw() {
  between_frames();
  notes_.clear();
  texts.clear();
  frame_.texts = quiet ? nullptr : &texts;
  frame_.clock_ahead_ms = clock_ahead_ms;
  frame_.now = now;
  frame_.ticks = ticks;
  frame_.notes = quiet ? nullptr : &notes_;
  frame_.next_change_ms = 60'000;
  driver.begin_frame();
  draw_dashboard(frame_);
  driver.end_frame();
  model.run(frame_.actions);
  frame_.actions.clear();
  rows_wanted = frame_.rows_wanted;
  next_change_ms = frame_.next_change_ms;
}

void HeadlessDesk::hover(const Note& note) {
  driver.mouse_to({(note.min.x + note.max.x) / 2, (note.min.y + note.max.y) / 2});
  step(2);
}

void HeadlessDesk::click(const Note& note, int button, bool shift, bool ctrl) {
  driver.shift(shift);
  driver.ctrl(ctrl);
  hover(note);
  driver.mouse_button(button, true);
  step(2);
  driver.mouse_button(button, false);
  step(2);
  driver.shift(false);
  driver.ctrl(false);
  step(2);
  // So that the next click is no double click.
  ImGui::GetIO().DeltaTime = 1;
  step();
  ImGui::GetIO().DeltaTime = 1.0f / 60;
}

void HeadlessDesk::double_click(const Note& note) {
  hover(note);
  for (int i = 0; i < 2; ++i) {
    driver.mouse_button(0, true);
    step();
    driver.mouse_button(0, false);
    step();
  }
  step(2);
}

void HeadlessDesk::press(Key key, bool shift, bool ctrl) {
  driver.shift(shift);
  driver.ctrl(ctrl);
  if (const char character = character_of(key); character != '\0') driver.type(static_cast<unsigned char>(character));
  driver.key(key, true);
  step();
  driver.key(key, false);
  step();
  driver.shift(false);
  driver.ctrl(false);
  step(2);
}

void HeadlessDesk::type(std::string_view ascii) {
  for (const char c : ascii) {
    driver.type(static_cast<unsigned char>(c));
    step(2);
  }
}

void HeadlessDesk::wheel(float notches) {
  driver.wheel(notches);
  step(2);
}

std::optional<Note> HeadlessDesk::find(std::string_view role, std::string_view name_begins) const {
  for (const Note& note : notes_) {
    if (note.role == role && note.name.starts_with(name_begins)) return note;
  }
  return std::nullopt;
}

Note HeadlessDesk::get(std::string_view role, std::string_view name_begins) const {
  const auto found = find(role, name_begins);
  INFO("no " << std::string(role) << " " << std::string(name_begins));
  REQUIRE(found.has_value());
  return *found;
}

std::vector<std::string> HeadlessDesk::names(std::string_view role) const {
  std::vector<std::string> all;
  for (const Note& note : notes_) {
    if (note.role == role) all.push_back(note.name);
  }
  return all;
}

bool HeadlessDesk::says(std::string_view role, std::string_view part) const {
  for (const std::string& name : names(role)) {
    if (name.find(part) != std::string::npos) return true;
  }
  return false;
}

}  // namespace syncwall::test
