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

ImU32 Theme::of(Status status) const {
  const auto calm = [&](unsigned hex) { return stale ? quiet : rgb(hex); };
  switch (status) {
    case Status::Pending: return calm(0xE3B341);
    case Status::Running: return calm(0x56B4E9);
    case Status::Completed: return calm(0x3FB68B);
    case Status::Failed: return calm(0xFF7B54);
    case Status::Paused: return calm(0xCC9BD8);
    case Status::Other: break;
  }
  return quiet;
}

void set_style(const Theme& theme, float scale) {
  ImGuiStyle style;
  ImGui::StyleColorsDark(&style);
  const auto set = [&](ImGuiCol which, ImU32 color) { style.Colors[which] = ImGui::ColorConvertU32ToFloat4(color); };
  set(ImGuiCol_WindowBg, theme.ground);
  set(ImGuiCol_ChildBg, with_alpha(theme.ground, 0));
  set(ImGuiCol_PopupBg, rgb(0x1C2128));
  set(ImGuiCol_Border, theme.border);
  set(ImGuiCol_Text, theme.text);
  set(ImGuiCol_TextDisabled, theme.quiet);
  set(ImGuiCol_FrameBg, theme.ground);
  set(ImGuiCol_FrameBgHovered, theme.panel);
  set(ImGuiCol_FrameBgActive, theme.panel);
  set(ImGuiCol_Header, theme.selected);
  set(ImGuiCol_HeaderHovered, rgb(0x22303F));
  set(ImGuiCol_HeaderActive, rgb(0x2A3B4F));
  set(ImGuiCol_Button, theme.panel);
  set(ImGuiCol_ButtonHovered, rgb(0x21303F));
  set(ImGuiCol_ButtonActive, rgb(0x2A3B4F));
  set(ImGuiCol_CheckMark, theme.accent);
  set(ImGuiCol_TableHeaderBg, theme.panel);
  set(ImGuiCol_TableBorderLight, theme.line);
  set(ImGuiCol_TableBorderStrong, with_alpha(theme.line, 0));
  set(ImGuiCol_ScrollbarBg, with_alpha(theme.ground, 0));
  set(ImGuiCol_ScrollbarGrab, theme.border);
  set(ImGuiCol_TextSelectedBg, with_alpha(theme.accent, 0.35f));
  set(ImGuiCol_ModalWindowDimBg, rgb(0x010409, 0.6f));
  style.WindowRounding = style.PopupRounding = 9;
  style.FrameRounding = 8;
  style.FrameBorderSize = 1;
  style.WindowBorderSize = style.PopupBorderSize = 1;
  style.FramePadding = {12, 9};
  style.CellPadding = {8, 0};
  style.ItemSpacing = {8, 8};
  style.WindowPadding = {16, 14};
  style.ScrollbarSize = 12;
  style.ScaleAllSizes(scale);
  ImGui::GetStyle() = style;
}

}  // namespace syncwall
