// Why jobs fail (G): the failed jobs of what is shown by their reasons, the most frequent first.
#include "base/time_text.h"
#include "draw/imgui_compat.h"
#include "ui/focus.h"
#include "ui/panels.h"
#include "ui/side_panel.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace syncwall {

namespace {

constexpr float kGroup = 58;              // px, a group with its two lines
constexpr std::size_t kWithDigit = 9;     // so many have a key
constexpr std::size_t kLongestName = 60;  // bytes of a collection, so that three have room

LineText counted(std::int64_t n, const char* one, const char* many) {
  return LineText(grouped(n).view()) << " " << (n == 1 ? one : many);
}

// "412 failed jobs, 9 reasons", and what stands between that and all there is.
LineText headline(const Frame& frame, const FailureGroups& failures) {
  const auto reasons = static_cast<std::int64_t>(failures.groups.size()) + failures.beyond;
  LineText text = counted(failures.failed, "failed job", "failed jobs");
  text << ", " << counted(reasons, "reason", "reasons");
  if (!failures.filter.all()) text << ", within the filter";
  if (const FetchStatus* status = frame.status(); status != nullptr && !status->complete) text << ", of what is loaded";
  if (frame.theme.stale && frame.status() != nullptr)
    text << ", as of " << clock_text(frame.status()->connection.last_answer_wall, false);
  return text;
}

// "Amazon S3 · finance-eu, legal +29"
LineText who(const FailureGroups& failures, const FailureGroup& group) {
  LineText text;
  for (std::size_t i = 0; i <= kTypes; ++i) {
    const auto type = static_cast<ConnectorType>(i);
    if ((group.types & bit(type)) != 0) text << (text.empty() ? "" : ", ") << label(type);
  }
  text << " · ";
  for (const CacheRow row : group.latest) {
    Snapshot::IdBuffers ids;
    text << (row == group.latest.front() ? "" : ", ")
         << cut_utf8(shown_collection(failures.basis.job(row, ids)), kLongestName);
  }
  const auto more = static_cast<std::int64_t>(group.jobs) - static_cast<std::int64_t>(group.latest.size());
  if (more > 0) text << " +" << grouped(more).view();
  return text;
}

std::string_view reason_of(const FailureGroup& group) {
  return group.reason.empty() ? std::string_view("No reason given") : std::string_view(group.reason);
}

void draw_group(Frame& frame, const FailureGroups& failures, std::size_t at, float width) {
  const FailureGroup& group = failures.groups[at];
  const Theme& theme = frame.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 min = ImGui::GetCursorScreenPos(), max{min.x + width, min.y + frame.px(kGroup - 6)};
  const bool chosen = chooses_group(frame.desk.query().filter, group.reason);
  ImGui::PushID(static_cast<int>(at));
  if (clickable(frame, "##group", {width, max.y - min.y}, frame.px(6))) frame.act(action::ChooseFailure{at});
  const bool hot = ImGui::IsItemHovered();
  ImGui::PopID();
  const float radius = frame.px(6), pad = frame.px(12), count = frame.px(92), digit = frame.px(22);
  list.AddRectFilled(min, max, hot || chosen ? theme.panel_hot : theme.field, radius);
  const float share = static_cast<float>(group.jobs) / static_cast<float>(failures.groups.front().jobs);
  const ImU32 color = theme.of(Status::Failed);
  list.AddRectFilled({min.x, max.y - frame.px(3)}, {min.x + std::max(frame.px(3), width * share), max.y}, color);
  if (chosen) outline(list, min, max, color, radius, frame.hairline());
  const float top = min.y + frame.px(7), second = top + line_height(frame, Face::Body) + frame.px(1);
  const ShortText jobs = grouped(group.jobs);
  const float jobs_width = line_width(frame, Face::Medium, jobs.view());
  draw_line(frame, list, Face::Medium, {min.x + pad + count - digit - jobs_width, top}, color, jobs.view());
  if (at < kWithDigit)
    draw_line(frame, list, Face::Small, {min.x + pad, top}, theme.quiet,
              LineText() << static_cast<std::int64_t>(at + 1));
  const float left = min.x + pad + count, room = max.x - pad - left;
  draw_line(frame, list, Face::Body, {left, top}, theme.text, reason_of(group), room);
  draw_line(frame, list, Face::Small, {left, second}, theme.quiet, who(failures, group), room);
  frame.note("failure group", LineText(jobs.view()) << " × " << reason_of(group), min, max);
  if (hot && line_width(frame, Face::Body, reason_of(group)) > room) {
    ImGui::BeginTooltip();
    wrapped_text(frame, Face::Body, theme.text, reason_of(group), frame.px(480));
    ImGui::EndTooltip();
  }
}

void draw_groups(Frame& frame, const FailureGroups& failures) {
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImGui::BeginChild("##groups", {0, 0}, false, ImGuiWindowFlags_NoSavedSettings);
  const float width = ImGui::GetContentRegionAvail().x - frame.px(8), height = frame.px(kGroup);
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(failures.groups.size()), height);
  while (clipper.Step()) {
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      const float top = ImGui::GetCursorPosY();
      draw_group(frame, failures, static_cast<std::size_t>(i), width);
      ImGui::SetCursorPosY(top);
      ImGui::Dummy({1, height});
    }
  }
  if (failures.beyond > 0)
    wrapped_text(frame, Face::Small, frame.theme.quiet,
                 LineText("and ") << counted(failures.beyond, "more reason", "more reasons") << ", each rarer", width);
  if (failures.uncounted > 0)
    wrapped_text(frame, Face::Small, frame.theme.quiet,
                 counted(failures.uncounted, "job fails", "jobs fail") << " for reasons that aren't counted any more",
                 width);
  ImGui::EndChild();
  ImGui::PopStyleVar();
}

}  // namespace

void draw_failures_panel(Frame& frame, const Area& area) {
  if (!frame.desk.failures_shown()) return;
  const SidePanel panel(frame, "##failures", area, frame.px(kFailuresWidth));
  const float room = panel.room();
  wrapped_text(frame, Face::Title, frame.theme.text, "Why jobs fail", room);
  ImGui::Dummy({1, frame.px(4)});
  if (button(frame, "##close", "Close", ButtonLook::Plain)) frame.act(action::ToggleFailures{});
  ImGui::Dummy({1, frame.px(6)});
  const FailureGroups* const failures = frame.desk.news().view.failures.get();
  if (failures == nullptr) return wrapped_text(frame, Face::Body, frame.theme.quiet, "Counting…", room);
  const LineText text = headline(frame, *failures);
  wrapped_text(frame, Face::Small, frame.theme.quiet, text, room);
  frame.note("failures", text, ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
  ImGui::Dummy({1, frame.px(6)});
  if (!failures->groups.empty()) draw_groups(frame, *failures);
}

}  // namespace syncwall
