#include "base/time_text.h"
#include "ui/connection_text.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

namespace {

struct Words {
  std::string what, next;
};

// The problem as a sentence, its cause included.
std::string sentence(const Problem& p) {
  std::string text = p.what + (p.why.empty() ? "" : ": " + p.why);
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z' && !text.starts_with("http"))
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

// A wall without problems that all the same can't say that all is well.
Words without_problems(const FetchStatus& status) {
  std::int64_t unknown = status.summary->total;
  for (const std::int64_t n : status.summary->by_status) unknown -= n;
  constexpr const char* kWhat = "No problem among the jobs that could be read";
  if (status.unread_collections > 0)
    return {kWhat, std::string(grouped(status.unread_collections).view()) + " collections could not be read"};
  if (!status.missing_why.empty()) return {kWhat, "Some jobs may be missing: " + status.missing_why};
  if (status.skipped > 0) return {kWhat, std::string(grouped(status.skipped).view()) + " records could not be read"};
  if (unknown > 0)
    return {kWhat, std::string(grouped(unknown).view()) + " jobs have a status that this program doesn't know"};
  return {"Loading jobs…", ""};
}

Words words(const Frame& frame) {
  const FetchStatus* status = frame.status();
  if (status == nullptr) return {"Starting…", ""};
  const Connection& c = status->connection;
  const std::string todo = c.problem.todo.empty() ? "" : c.problem.todo;
  switch (c.link) {
    case Link::Refused:
      return {"The server refused the key (401)",
              todo.empty() ? "Check SYNCWALL_API_KEY or the file of --api-key-file" : todo};
    case Link::Forbidden:
      return {"This key may not see the jobs (403)", "Ask an administrator of the server for a key that may"};
    case Link::NoKey:
      return {sentence(c.problem),
              todo.empty() ? "Put a key there that only you can read: it is looked at again by itself" : todo};
    case Link::Declined:
    case Link::Nonsense:
      return {sentence(c.problem), todo};
    case Link::Unavailable:
      return {sentence(c.problem), todo.empty() ? "It is tried again by itself" : todo};
    case Link::Reconnecting:
      return {c.problem.what.empty() ? "Could not reach " + c.server : sentence(c.problem),
              todo.empty() ? "It is tried again by itself" : todo};
    default:
      break;
  }
  const View* view = frame.view();
  if (c.link == Link::Connecting) return {"Connecting to " + c.server + "…", ""};
  const bool others =
      view != nullptr && frame.desk.on_wall() && view->query != frame.desk.shown_query();  // another query's
  const bool walks =
      !status->capabilities.has_changes && !status->complete && !status->over_limit;  // rows come as they come
  if (view == nullptr || !view->whole || others || walks)
    return {"Loading jobs…", std::string(loading_line(*status, 0).text.view())};
  const bool none = !status->summary || status->summary->total == 0;
  if (status->unread_collections > 0 && none && frame.desk.query().filter.all())
    return {"No job can be seen: " + std::string(grouped(status->unread_collections).view()) +
                " collections could not be read",
            status->unread_why};
  if (!frame.desk.query().filter.all()) return {"No job matches these filters", "Clear filters shows all jobs"};
  if (frame.desk.on_wall() && status->summary && status->summary->total > 0) return without_problems(*status);
  return {"There are no connector jobs yet", "They appear here by themselves as soon as somebody sets one up"};
}

// Rows that are on their way, in the places of some cells.
void draw_skeleton(Frame& frame, const Area& area) {
  constexpr float kCells[][2] = {{0.03f, 0.10f}, {0.18f, 0.13f}, {0.36f, 0.09f}, {0.55f, 0.05f},
                                 {0.65f, 0.05f}, {0.75f, 0.07f}, {0.88f, 0.06f}};
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float row = frame.px(size::kRow), thick = frame.px(10);
  int number = 0;
  for (float y = area.min.y; y + row <= area.max.y; y += row, ++number) {
    for (const auto& [x, width] : kCells) {
      // Of several lengths, as names are; the same in every frame.
      const float part = width * (0.7f + 0.1f * static_cast<float>((number * 7 + static_cast<int>(x * 100)) % 4));
      const float left = area.min.x + x * area.width(), top = y + (row - thick) / 2;
      list.AddRectFilled({left, top}, {left + part * area.width(), top + thick}, with_alpha(frame.theme.line, 0.7f),
                         thick / 2);
    }
  }
  frame.note("skeleton", "rows", area.min, area.max);
}

bool on_the_way(const Frame& frame) {
  const FetchStatus* status = frame.status();
  if (status == nullptr) return true;
  const Link link = status->connection.link;
  const View* view = frame.view();
  return (link == Link::Connecting || link == Link::Live) && (view == nullptr || !view->whole);
}

}  // namespace

void draw_empty_state(Frame& frame, const Area& area) {
  const Words w = words(frame);
  if (on_the_way(frame)) draw_skeleton(frame, area);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float width = area.width() - frame.px(80);
  const float y = area.min.y + area.height() * 0.4f;
  // The words stand on ground of their own: rows may be drawn behind.
  const float plate =
      std::max(line_width(frame, Face::Title, w.what), line_width(frame, Face::Body, w.next)) / 2 + frame.px(40);
  const float middle = (area.min.x + area.max.x) / 2;
  list.AddRectFilled({std::max(middle - plate, area.min.x), y - frame.px(24)},
                     {std::min(middle + plate, area.max.x), y + frame.px(w.next.empty() ? 48 : 74)}, frame.theme.ground,
                     frame.px(size::kRadius));
  const auto centred = [&](Face face, float at_y, ImU32 color, std::string_view text) {
    const float w_text = std::min(line_width(frame, face, text), width);
    draw_line(frame, list, face, {area.min.x + (area.width() - w_text) / 2, at_y}, color, text, width);
  };
  centred(Face::Title, y, frame.theme.text, w.what);
  centred(Face::Body, y + frame.px(32), frame.theme.quiet, w.next);
  frame.note("empty", w.what + "|" + w.next, area.min, area.max);
}

}  // namespace syncwall
