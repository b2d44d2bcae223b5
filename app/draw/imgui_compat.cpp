#include "draw/imgui_compat.h"

#include <array>
#include <cfloat>
#include <utility>

#if IMGUI_VERSION_NUM < 18700
#include <GLFW/glfw3.h>
#endif

namespace syncwall {

namespace {

#if IMGUI_VERSION_NUM < 18700
// Before 1.87 the index of io.KeysDown is the back end's own code.
constexpr std::array<int, kKeys> kNative{
    GLFW_KEY_UP,   GLFW_KEY_DOWN,  GLFW_KEY_LEFT,  GLFW_KEY_RIGHT, GLFW_KEY_PAGE_UP,   GLFW_KEY_PAGE_DOWN,
    GLFW_KEY_HOME, GLFW_KEY_END,   GLFW_KEY_SPACE, GLFW_KEY_ENTER, GLFW_KEY_DELETE,    GLFW_KEY_ESCAPE,
    GLFW_KEY_TAB,  GLFW_KEY_SLASH, GLFW_KEY_SLASH, GLFW_KEY_A,     GLFW_KEY_C,         GLFW_KEY_T,
    GLFW_KEY_F3,   GLFW_KEY_F5,    GLFW_KEY_F11,   GLFW_KEY_F12,   GLFW_KEY_EQUAL,     GLFW_KEY_MINUS,
    GLFW_KEY_0,    GLFW_KEY_G,     GLFW_KEY_K,     GLFW_KEY_F,     GLFW_KEY_SEMICOLON, GLFW_KEY_BACKSPACE,
    GLFW_KEY_F10,  GLFW_KEY_MENU,  GLFW_KEY_1,     GLFW_KEY_2,     GLFW_KEY_3,         GLFW_KEY_4,
    GLFW_KEY_5,    GLFW_KEY_6,     GLFW_KEY_7,     GLFW_KEY_8,     GLFW_KEY_9};
constexpr int kKeypadEnter = GLFW_KEY_KP_ENTER, kKeypadPlus = GLFW_KEY_KP_ADD, kKeypadMinus = GLFW_KEY_KP_SUBTRACT;
using Native = int;
#else
constexpr std::array<int, kKeys> kNative{
    ImGuiKey_UpArrow,  ImGuiKey_DownArrow, ImGuiKey_LeftArrow, ImGuiKey_RightArrow, ImGuiKey_PageUp,
    ImGuiKey_PageDown, ImGuiKey_Home,      ImGuiKey_End,       ImGuiKey_Space,      ImGuiKey_Enter,
    ImGuiKey_Delete,   ImGuiKey_Escape,    ImGuiKey_Tab,       ImGuiKey_Slash,      ImGuiKey_Slash,
    ImGuiKey_A,        ImGuiKey_C,         ImGuiKey_T,         ImGuiKey_F3,         ImGuiKey_F5,
    ImGuiKey_F11,      ImGuiKey_F12,       ImGuiKey_Equal,     ImGuiKey_Minus,      ImGuiKey_0,
    ImGuiKey_G,        ImGuiKey_K,         ImGuiKey_F,         ImGuiKey_Semicolon,  ImGuiKey_Backspace,
    ImGuiKey_F10,      ImGuiKey_Menu,      ImGuiKey_1,         ImGuiKey_2,          ImGuiKey_3,
    ImGuiKey_4,        ImGuiKey_5,         ImGuiKey_6,         ImGuiKey_7,          ImGuiKey_8,
    ImGuiKey_9};
constexpr int kKeypadEnter = ImGuiKey_KeypadEnter, kKeypadPlus = ImGuiKey_KeypadAdd,
              kKeypadMinus = ImGuiKey_KeypadSubtract;
using Native = ImGuiKey;
#endif

bool pressed(int native, bool repeat) { return ImGui::IsKeyPressed(static_cast<Native>(native), repeat); }

bool typed(ImWchar wanted) {
  for (const ImWchar c : ImGui::GetIO().InputQueueCharacters) {
    if (c == wanted) return true;
  }
  return false;
}

}  // namespace

char character_of(Key key) {
  if (key >= Key::One && key <= Key::Nine)
    return static_cast<char>('1' + static_cast<int>(key) - static_cast<int>(Key::One));
  return key == Key::Slash ? '/' : key == Key::Question ? '?' : key == Key::Colon ? ':' : key == Key::G ? 'g' : '\0';
}

int native_key(Key key) { return kNative[static_cast<std::size_t>(key)]; }

bool key_pressed(Key key, bool repeat) {
  // Where a character lies depends on the keyboard's layout: what counts is the character it makes.
  if (const char character = character_of(key); character != '\0')
    return typed(static_cast<ImWchar>(character)) || (key == Key::G && typed('G'));
  if (pressed(native_key(key), repeat)) return true;
  if (key == Key::Enter) return pressed(kKeypadEnter, repeat);
  if (key == Key::Plus) return pressed(kKeypadPlus, repeat);
  if (key == Key::Minus) return pressed(kKeypadMinus, repeat);
  return false;
}

HiddenKey::HiddenKey(Key key) {
#if IMGUI_VERSION_NUM < 18700
  held_ = &ImGui::GetIO().KeysDownDuration[native_key(key)];
#else
  held_ = &ImGui::GetKeyData(static_cast<ImGuiKey>(native_key(key)))->DownDuration;
#endif
  before_ = std::exchange(*held_, -1.0f);
}
HiddenKey::~HiddenKey() { *held_ = before_; }

HiddenRightRelease::HiddenRightRelease() : before_(std::exchange(ImGui::GetIO().MouseReleased[1], false)) {}
HiddenRightRelease::~HiddenRightRelease() { ImGui::GetIO().MouseReleased[1] = before_; }

NoTabStop::NoTabStop() {
#if IMGUI_VERSION_NUM >= 18940
  ImGui::PushTabStop(false);
#else
  ImGui::PushAllowKeyboardFocus(false);
#endif
}
NoTabStop::~NoTabStop() {
#if IMGUI_VERSION_NUM >= 18940
  ImGui::PopTabStop();
#else
  ImGui::PopAllowKeyboardFocus();
#endif
}

void fit_column(int column) {
  if (ImGuiTable* const table = ImGui::GetCurrentTable()) ImGui::TableSetColumnWidthAutoSingle(table, column);
}
void reset_columns() {
  if (ImGuiTable* const table = ImGui::GetCurrentTable()) table->IsResetAllRequest = true;
}

void stop_typing() { ImGui::ClearActiveID(); }

bool typing_text() {
  const ImGuiContext& g = *GImGui;
  return g.IO.WantTextInput && (g.ActiveId != 0 || g.ActiveIdPreviousFrame != 0);
}

void set_next_scroll(ImVec2 scroll) { ImGui::SetNextWindowScroll(scroll); }

#if IMGUI_VERSION_NUM >= 19280

void outline(ImDrawList& list, ImVec2 min, ImVec2 max, ImU32 color, float rounding, float thickness) {
  list.AddRect(min, max, color, rounding, thickness);
}
void polyline(ImDrawList& list, std::span<const ImVec2> points, ImU32 color, float thickness) {
  list.AddPolyline(points.data(), static_cast<int>(points.size()), color, thickness);
}
void stroke_path(ImDrawList& list, ImU32 color, float thickness) { list.PathStroke(color, thickness); }

#else

void outline(ImDrawList& list, ImVec2 min, ImVec2 max, ImU32 color, float rounding, float thickness) {
  list.AddRect(min, max, color, rounding, 0, thickness);
}
void polyline(ImDrawList& list, std::span<const ImVec2> points, ImU32 color, float thickness) {
  list.AddPolyline(points.data(), static_cast<int>(points.size()), color, 0, thickness);
}
void stroke_path(ImDrawList& list, ImU32 color, float thickness) { list.PathStroke(color, 0, thickness); }

#endif

std::span<ImDrawList* const> draw_lists(const ImDrawData& data) {
#if IMGUI_VERSION_NUM >= 18980
  return {data.CmdLists.Data, static_cast<std::size_t>(data.CmdLists.Size)};
#else
  return {data.CmdLists, static_cast<std::size_t>(data.CmdListsCount)};
#endif
}

void draw_text(ImDrawList& list, const ImFont* font, float size, ImVec2 at, ImU32 color, const char* begin,
               const char* end) {
#if IMGUI_VERSION_NUM >= 19200
  list.AddText(const_cast<ImFont*>(font), size, at, color, begin, end);
#else
  list.AddText(font, size, at, color, begin, end);
#endif
}

ImVec2 text_size(ImFont* font, float size, const char* begin, const char* end) {
  return font->CalcTextSizeA(size, FLT_MAX, 0.0f, begin, end);
}

}  // namespace syncwall
