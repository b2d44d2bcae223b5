// Which font files draw what, as fontconfig sees it. Each object on one thread, any.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syncwall {

struct FontFile {
  std::string file;
  int index = 0;  // of the face within a .ttc
  friend bool operator==(const FontFile&, const FontFile&) = default;
};

enum class Weight : unsigned char { Regular, Medium, SemiBold, Bold };

// The page's own face: Inter, else what fontconfig has for sans-serif. Empty file: no font at all.
[[nodiscard]] FontFile main_font(Weight weight);

// The fonts of this system in the order in which they are asked for a character. Which one draws it depends on the
// character alone, never on what was asked before.
class FontFinder {
 public:
  explicit FontFinder(Weight weight);
  ~FontFinder();
  FontFinder(FontFinder&&) noexcept;
  FontFinder& operator=(FontFinder&&) noexcept;

  [[nodiscard]] std::optional<FontFile> find(char32_t c) const;

 private:
  struct Fonts;
  std::unique_ptr<Fonts> fonts_;
};

}  // namespace syncwall
