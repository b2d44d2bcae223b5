#include "base/time_text.h"
#include "jobs/plain_filter.h"
#include "ui/command_controls.h"
#include "ui/connection_text.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

namespace {

struct Words {
  std::string what, next;
  bool filtered = false;  // a button clears the filters
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
  if (const Filter& filter = frame.desk.query().filter; !filter.all())
    return {"No job matches", filter_words(filter), !frame.desk.on_wall()};
  if (frame.desk.on_wall() && status->summary && status->summary->total > 0) return without_problems(*status);
  if (!frame.desk.is_admin())
    return {"You have no connector jobs yet", "They appear here by themselves as soon as you set one up"};
  return {"There are no connector jobs yet", "They appear here by themselves as soon as somebody sets one up"};
}

// Rows that are on their way, in the places of some cells.
void draw_skeleton(Frame& frame, const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float row = frame.px(size::kRow), thick = frame.px(10);
  int number = 0;
  for (float y = area.min.y; y + row <= area.max.y; y += row, ++number) {
    for (std::size_t i = 1; i < kColumns; ++i) {
      const Area& column = frame.ui.table.headers[i];
      if (column.width() <= 0) continue;
      // Of several lengths, as names are; the same in every frame.
      const float part = 0.35f + 0.1f * static_cast<float>((number * 7 + static_cast<int>(i) * 3) % 4);
      const float top = y + (row - thick) / 2;
      list.AddRectFilled({column.min.x, top}, {column.min.x + part * column.width(), top + thick},
                         with_alpha(frame.theme.line, 0.7f), thick / 2);
      frame.note("skeleton bar", info(static_cast<Column>(i)).key, {column.min.x, top}, {column.max.x, top + thick});
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
                     {std::min(middle + plate, area.max.x), y + frame.px(w.filtered       ? 116
                                                                         : w.next.empty() ? 48
                                                                                          : 74)},
                     frame.theme.ground, frame.px(size::kRadius));
  const auto centred = [&](Face face, float at_y, ImU32 color, std::string_view text) {
    const float w_text = std::min(line_width(frame, face, text), width);
    draw_line(frame, list, face, {area.min.x + (area.width() - w_text) / 2, at_y}, color, text, width);
  };
  centred(Face::Title, y, frame.theme.text, w.what);
  centred(Face::Body, y + frame.px(32), frame.theme.quiet, w.next);
  if (w.filtered) {
    const std::string_view label = info(CommandId::ClearFilters).label;
    const float button = line_width(frame, Face::Medium, label) + frame.px(32);
    ImGui::SetCursorScreenPos({middle - button / 2, y + frame.px(64)});
    command_button(frame, CommandId::ClearFilters, ButtonLook::Plain);
  }
  frame.note("empty", w.what + "|" + w.next, area.min, area.max);
}

}  // namespace syncwall
