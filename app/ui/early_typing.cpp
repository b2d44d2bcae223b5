#include "ui/early_typing.h"

namespace syncwall {

void EarlyTyping::begin(char key) {
  constexpr int kFrames = 4;
  frames_ = kFrames;
  if (key != '\0') ImGui::GetIO().InputQueueCharacters.find_erase(static_cast<ImWchar>(key));
}

void EarlyTyping::keep(bool active) {
  ImVector<ImWchar>& typed = ImGui::GetIO().InputQueueCharacters;
  if (frames_ > 0 && !active) {
    typed_.insert(typed_.end(), typed.begin(), typed.end());
    typed.resize(0);
    if (--frames_ == 0) typed_.clear();
    return;
  }
  frames_ = 0;
  if (typed_.empty()) return;
  typed_.insert(typed_.end(), typed.begin(), typed.end());
  typed.resize(0);
  for (const ImWchar c : typed_) typed.push_back(c);
  typed_.clear();
}

}  // namespace syncwall
