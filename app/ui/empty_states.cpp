#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

namespace {

struct Words {
  std::string what, next;
};

Words words(const Frame& frame) {
  const FetchStatus* status = frame.status();
  if (status == nullptr) return {"Starting…", ""};
  const Connection& c = status->connection;
  const std::string todo = c.problem.todo.empty() ? "" : c.problem.todo;
  switch (c.link) {
    case Link::Refused: return {"The server refused the key (401)", todo.empty() ? "Check SYNCWALL_API_KEY or the file of --api-key-file" : todo};
    case Link::Forbidden: return {"This key may not see the jobs (403)", "Ask an administrator of the server for a key that may"};
    case Link::Nonsense: return {c.problem.what + (c.problem.why.empty() ? "" : ": " + c.problem.why), todo};
    case Link::Reconnecting: return {"Could not reach " + c.server + (c.problem.why.empty() ? "" : ": " + c.problem.why), todo.empty() ? "It is tried again by itself" : todo};
    default: break;
  }
  const View* view = frame.view();
  if (c.last_answer == kNoTick) return {"Connecting to " + c.server + "…", ""};
  if (view == nullptr || !view->whole) return {"Loading jobs…", status->walk_total > 0 ? std::to_string(status->walked) + " of " + std::to_string(status->walk_total) : ""};
  if (!frame.page.query().filter.all()) return {"No job matches these filters", "Clear filters shows all jobs"};
  return {"There are no connector jobs yet", "They appear here by themselves as soon as somebody sets one up"};
}

}  // namespace

void draw_empty_state(Frame& frame, const Area& area) {
  const Words w = words(frame);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float width = area.width() - frame.px(80);
  const float y = area.min.y + area.height() * 0.4f;
  const auto centred = [&](Face face, float at_y, ImU32 color, std::string_view text) {
    const float w_text = std::min(line_width(frame, face, text), width);
    draw_line(frame, list, face, {area.min.x + (area.width() - w_text) / 2, at_y}, color, text, width);
  };
  centred(Face::Title, y, frame.theme.text, w.what);
  centred(Face::Body, y + frame.px(32), frame.theme.quiet, w.next);
  frame.note("empty", w.what + "|" + w.next, area.min, area.max);
}

}  // namespace syncwall
