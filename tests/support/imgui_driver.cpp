#include "support/imgui_driver.h"

namespace syncwall::test {

ImGuiDriver::ImGuiDriver(float width, float height) : context_(ImGui::CreateContext()) {
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.DisplaySize = {width, height};
  io.DeltaTime = 1.0f / 60;
  io.Fonts->AddFontDefault();
#if IMGUI_VERSION_NUM >= 19200
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
#else
  unsigned char* pixels = nullptr;
  int w = 0, h = 0;
  io.Fonts->GetTexDataAsRGBA32(&pixels, &w, &h);
#endif
#if IMGUI_VERSION_NUM < 18700
  const auto map = [&](ImGuiKey_ key, Key native) { io.KeyMap[key] = native_key(native); };
  map(ImGuiKey_LeftArrow, Key::Left), map(ImGuiKey_RightArrow, Key::Right), map(ImGuiKey_UpArrow, Key::Up),
      map(ImGuiKey_DownArrow, Key::Down);
  map(ImGuiKey_PageUp, Key::PageUp), map(ImGuiKey_PageDown, Key::PageDown), map(ImGuiKey_Home, Key::Home),
      map(ImGuiKey_End, Key::End);
  map(ImGuiKey_Delete, Key::Delete), map(ImGuiKey_Space, Key::Space), map(ImGuiKey_Enter, Key::Enter),
      map(ImGuiKey_Escape, Key::Escape);
  map(ImGuiKey_Backspace, Key::Backspace), map(ImGuiKey_Tab, Key::Tab), map(ImGuiKey_A, Key::A),
      map(ImGuiKey_C, Key::C);
#endif
}

ImGuiDriver::~ImGuiDriver() { ImGui::DestroyContext(context_); }

void ImGuiDriver::begin_frame() { ImGui::NewFrame(); }

void ImGuiDriver::end_frame() {
  ImGui::Render();
#if IMGUI_VERSION_NUM >= 19200
  if (ImGui::GetIO().BackendRendererUserData != nullptr) return;  // a real renderer makes the textures
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->Status == ImTextureStatus_WantCreate || texture->Status == ImTextureStatus_WantUpdates) {
      texture->SetTexID(1);
      texture->SetStatus(ImTextureStatus_OK);
    } else if (texture->Status == ImTextureStatus_WantDestroy) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    }
  }
#endif
}

#if IMGUI_VERSION_NUM < 18700

void ImGuiDriver::mouse_to(ImVec2 at) { ImGui::GetIO().MousePos = at; }
void ImGuiDriver::mouse_button(int button, bool down) { ImGui::GetIO().MouseDown[button] = down; }
void ImGuiDriver::wheel(float notches) { ImGui::GetIO().MouseWheel += notches; }
void ImGuiDriver::key(Key key, bool down) { ImGui::GetIO().KeysDown[native_key(key)] = down; }
void ImGuiDriver::ctrl(bool down) { ImGui::GetIO().KeyCtrl = down; }
void ImGuiDriver::shift(bool down) { ImGui::GetIO().KeyShift = down; }

#else

void ImGuiDriver::mouse_to(ImVec2 at) { ImGui::GetIO().AddMousePosEvent(at.x, at.y); }
void ImGuiDriver::mouse_button(int button, bool down) { ImGui::GetIO().AddMouseButtonEvent(button, down); }
void ImGuiDriver::wheel(float notches) { ImGui::GetIO().AddMouseWheelEvent(0, notches); }
void ImGuiDriver::key(Key key, bool down) { ImGui::GetIO().AddKeyEvent(static_cast<ImGuiKey>(native_key(key)), down); }
#if IMGUI_VERSION_NUM < 18900
constexpr ImGuiKey kCtrl = ImGuiKey_ModCtrl, kShift = ImGuiKey_ModShift;  // their names before 1.89
#else
constexpr ImGuiKey kCtrl = ImGuiMod_Ctrl, kShift = ImGuiMod_Shift;
#endif
void ImGuiDriver::ctrl(bool down) { ImGui::GetIO().AddKeyEvent(kCtrl, down); }
void ImGuiDriver::shift(bool down) { ImGui::GetIO().AddKeyEvent(kShift, down); }

#endif

void ImGuiDriver::type(char32_t c) { ImGui::GetIO().AddInputCharacter(static_cast<unsigned>(c)); }

}  // namespace syncwall::test
