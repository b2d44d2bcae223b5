// Chips: the terms of the query that the filter bar's widgets can't show. Nothing is hidden: each active term is on the
// screen.
#include <algorithm>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "draw/imgui_compat.h"
#include "jobs/filter/filter_grammar.h"
#include "jobs/plain_filter.h"
#include "ui/focus.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

namespace {

constexpr float kChip = 28, kGapBetween = 8;

// Who is no administrator has no User field.
std::vector<Term> chip_terms(const Frame& frame) {
  const Filter& filter = frame.desk.query().filter;
  std::vector<Term> terms = other_terms(filter);
  const PlainFilter plain = plain_part(filter);
  if (!frame.desk.is_admin() && !plain.user.empty()) {
    for (Term& term : filter_of({plain.user, "", 0, 0, false, false}).terms) terms.push_back(std::move(term));
  }
  return terms;
}

void draw_cross(Frame& frame, ImDrawList& list, ImVec2 middle, ImU32 color) {
  const float r = frame.px(4), line = std::max(1.0f, 1.5f * frame.scale);
  list.AddLine({middle.x - r, middle.y - r}, {middle.x + r, middle.y + r}, color, line);
  list.AddLine({middle.x - r, middle.y + r}, {middle.x + r, middle.y - r}, color, line);
}

// A chip may have no room for all of its text.
void draw_tooltip(Frame& frame, const std::string& label) {
  ImGui::BeginTooltip();
  wrapped_text(frame, Face::Body, frame.theme.text, label, frame.px(460));
  ImGui::EndTooltip();
  frame.note("tooltip", label, {}, {});
}

// True where its cross was pressed.
bool chip(Frame& frame, int id, const std::string& label, ImVec2 at, float width) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float height = frame.px(kChip), cross = frame.px(26);
  const ImVec2 end{at.x + width, at.y + height};
  list.AddRectFilled(at, end, frame.theme.panel, height / 2);
  outline(list, at, end, frame.theme.border, height / 2, std::max(1.0f, frame.scale));
  draw_line(frame, list, Face::Small, {at.x + frame.px(12), at.y + (height - line_height(frame, Face::Small)) / 2},
            frame.theme.text, label, width - frame.px(12) - cross);
  frame.note("chip", label, at, end);
  ImGui::PushID(id);
  ImGui::SetCursorScreenPos(at);
  ImGui::InvisibleButton("##chip", {std::max(1.0f, width - cross), height});
  if (ImGui::IsItemHovered()) draw_tooltip(frame, label);
  ImGui::SetCursorScreenPos({end.x - cross, at.y});
  const bool pressed = clickable(frame, "##remove", {cross, height}, height / 2);
  draw_cross(frame, list, {end.x - frame.px(15), at.y + height / 2},
             ImGui::IsItemHovered() ? frame.theme.text : frame.theme.quiet);
  frame.note("button", "Remove " + label, {end.x - cross, at.y}, end);
  ImGui::PopID();
  return pressed;
}

}  // namespace

float draw_filter_chips(Frame& frame, const Area& area) {
  const std::vector<Term> terms = chip_terms(frame);
  if (terms.empty()) return 0;
  const float gap = frame.px(kGapBetween), height = frame.px(kChip);
  ImVec2 at = area.min;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::string label = one_line(term_text(terms[i]));
    const float width = std::min(line_width(frame, Face::Small, label) + frame.px(40), area.width());
    if (at.x > area.min.x && at.x + width > area.max.x) at = {area.min.x, at.y + height + gap};
    if (chip(frame, static_cast<int>(i), label, at, width)) {
      Query query = frame.desk.query();
      std::erase(query.filter.terms, terms[i]);
      frame.act(action::SetQuery{std::move(query)});
    }
    at.x += width + gap;
  }
  return at.y + height - area.min.y;
}

}  // namespace syncwall
