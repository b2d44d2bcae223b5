// VisualText: text as it is drawn from left to right, character by character, which is all that Dear ImGui does.
// Right-to-left text (Arabic, Hebrew) in its visual order and joined forms, by FriBidi (Unicode's bidirectional
// algorithm and Arabic presentation forms); letters and their marks as one (base/composed_text.h); and no text with
// characters that show nothing: marks of direction, joiners, selectors. Overrides of direction (U+202D, U+202E) are not
// followed: they make "exe.pdf" of "fdp.exe". UI thread only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace syncwall {

class VisualText {
 public:
  struct Line {
    std::string_view text;
    bool begins_right = false;  // a line that runs from right to left: where it is too long, its left end goes
  };
  // Text without any of those comes back as it is, for a look at its bytes. Others are worked out once and kept, the
  // last few hundred of them: what is on the screen costs nothing the second time. Valid until the next call.
  [[nodiscard]] Line line(std::string_view text);
  [[nodiscard]] std::string_view of(std::string_view text) { return line(text).text; }

 private:
  struct Kept {
    std::string text;
    bool begins_right = false;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, Kept, Hash, std::equal_to<>> known_;
};

// Whether any letter of it runs from right to left.
[[nodiscard]] bool has_right_to_left(std::string_view text);
// Whether its first letter that has a direction does: then so does the paragraph.
[[nodiscard]] bool begins_right_to_left(std::string_view text);

}  // namespace syncwall
