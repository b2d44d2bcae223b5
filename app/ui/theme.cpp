#include "ui/theme.h"

namespace syncwall {

ImU32 rgb(unsigned hex, float alpha) {
  const auto part = [&](int shift) { return static_cast<float>((hex >> shift) & 0xFFu) / 255.0f; };
  return ImGui::ColorConvertFloat4ToU32({part(16), part(8), part(0), alpha});
}

ImU32 with_alpha(ImU32 color, float alpha) {
  ImVec4 c = ImGui::ColorConvertU32ToFloat4(color);
  c.w *= alpha;
  return ImGui::ColorConvertFloat4ToU32(c);
}

ImU32 Theme::control() const { return with_alpha(quiet, 0.7f); }

ImU32 Theme::of(Status status) const {
  if (stale) return quiet;
  switch (status) {
    case Status::Pending:
      return pending;
    case Status::Running:
      return running;
    case Status::Completed:
      return completed;
    case Status::Failed:
      return failed;
    case Status::Paused:
      return paused;
    case Status::Other:
      break;
  }
  return quiet;
}

std::span<const ThemeColor> theme_colors() {
  static constexpr ThemeColor kColors[] = {{"ground", &Theme::ground},
                                           {"panel", &Theme::panel},
                                           {"panel_hot", &Theme::panel_hot},
                                           {"popup", &Theme::popup},
                                           {"bar", &Theme::bar},
                                           {"line", &Theme::line},
                                           {"border", &Theme::border},
                                           {"field", &Theme::field},
                                           {"text", &Theme::text},
                                           {"quiet", &Theme::quiet},
                                           {"accent", &Theme::accent},
                                           {"tick", &Theme::tick},
                                           {"on_tick", &Theme::on_tick},
                                           {"danger", &Theme::danger},
                                           {"danger_hot", &Theme::danger_hot},
                                           {"on_danger", &Theme::on_danger},
                                           {"selected", &Theme::selected},
                                           {"hot", &Theme::hot},
                                           {"pressed", &Theme::pressed},
                                           {"warning", &Theme::warning},
                                           {"pending", &Theme::pending},
                                           {"running", &Theme::running},
                                           {"completed", &Theme::completed},
                                           {"failed", &Theme::failed},
                                           {"paused", &Theme::paused}};
  return kColors;
}

void set_style(const Theme& theme, float scale) {
  ImGuiStyle style;
  ImGui::StyleColorsDark(&style);
  const auto set = [&](ImGuiCol which, ImU32 color) { style.Colors[which] = ImGui::ColorConvertU32ToFloat4(color); };
  set(ImGuiCol_WindowBg, theme.ground);
  set(ImGuiCol_ChildBg, with_alpha(theme.ground, 0));
  set(ImGuiCol_PopupBg, theme.popup);
  set(ImGuiCol_Border, theme.border);
  set(ImGuiCol_Text, theme.text);
  set(ImGuiCol_TextDisabled, theme.quiet);
  set(ImGuiCol_FrameBg, theme.field);
  set(ImGuiCol_FrameBgHovered, theme.panel);
  set(ImGuiCol_FrameBgActive, theme.panel);
  set(ImGuiCol_Header, theme.selected);
  set(ImGuiCol_HeaderHovered, theme.hot);
  set(ImGuiCol_HeaderActive, theme.pressed);
  set(ImGuiCol_Button, theme.panel);
  set(ImGuiCol_ButtonHovered, theme.hot);
  set(ImGuiCol_ButtonActive, theme.pressed);
  set(ImGuiCol_CheckMark, theme.accent);
  set(ImGuiCol_TableHeaderBg, theme.panel);
  set(ImGuiCol_TableBorderLight, theme.line);
  set(ImGuiCol_TableBorderStrong, with_alpha(theme.line, 0));
  set(ImGuiCol_ScrollbarBg, with_alpha(theme.ground, 0));
  set(ImGuiCol_ScrollbarGrab, theme.control());
  set(ImGuiCol_ScrollbarGrabHovered, theme.quiet);
  set(ImGuiCol_ScrollbarGrabActive, theme.accent);
  set(ImGuiCol_TextSelectedBg, with_alpha(theme.accent, 0.35f));
  set(ImGuiCol_ModalWindowDimBg, rgb(0x010409, 0.6f));
  style.WindowRounding = style.PopupRounding = 9;
  style.FrameRounding = style.ChildRounding = 8;
  style.FrameBorderSize = 1;
  style.WindowBorderSize = style.PopupBorderSize = 1;
  style.FramePadding = {12, 9};
  style.CellPadding = {8, 0};
  style.ItemSpacing = {8, 8};
  style.WindowPadding = {16, 14};
  style.ScrollbarSize = 14;
  style.GrabMinSize = 40;  // at a million rows too
  style.ScaleAllSizes(scale);
  ImGui::GetStyle() = style;
}

}  // namespace syncwall
