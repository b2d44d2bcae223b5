// What is typed between the key that leads into a text field and the field's being ready for it, kept for the field:
// Dear ImGui throws away what is typed while no field is active. UI thread only.
#pragma once

#include <imgui.h>

#include <vector>

namespace syncwall {

class EarlyTyping {
 public:
  // The field is given the focus in this frame. `key`: the character that led there, which is no part of the text.
  void begin(char key = '\0');
  // In each frame before the field. `active`: whether the field was, in the frame before.
  void keep(bool active);

 private:
  int frames_ = 0;  // a field takes a frame or two to become active: for so many more
  std::vector<ImWchar> typed_;
};

}  // namespace syncwall
