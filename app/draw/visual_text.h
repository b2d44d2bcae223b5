// VisualText: right-to-left text (Arabic, Hebrew) in the order and the joined forms in which it is drawn from left to
// right. Dear ImGui draws code points one after the other; FriBidi does the rest (Unicode's bidirectional algorithm,
// and Arabic joining by presentation forms). UI thread only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace syncwall {

class VisualText {
 public:
  // Text without such letters comes back as it is, for a look at its bytes. Others are worked out once and kept, the
  // last few hundred of them: what is on the screen costs nothing the second time. Valid until the next call.
  [[nodiscard]] std::string_view of(std::string_view text);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> known_;
};

// Whether any letter of it runs from right to left.
[[nodiscard]] bool has_right_to_left(std::string_view text);

}  // namespace syncwall
