// TextPattern: a filter's text, ready to be looked for. Immutable; any thread.
#pragma once

#include <memory>
#include <string_view>

#include "base/folded_text.h"
#include "base/result.h"
#include "jobs/filter/filter.h"

namespace re2 {
class RE2;
}

namespace syncwall {

// Bounds of a pattern, whatever it says: its bytes, and those of its compiled program.
inline constexpr std::size_t kMaxPatternBytes = 500, kMaxPatternMemory = 512 << 10;

// Why it is none.
[[nodiscard]] Result<Done> check_pattern(std::string_view regex);

class TextPattern {
 public:
  // REQUIRES: of a pattern, that check_pattern() lets it pass; else it matches nothing.
  explicit TextPattern(const TextValue& value);

  // A text that is empty isn't there, and is not matched.
  [[nodiscard]] bool in(std::string_view text) const;
  // Where the text is known as it is searched as well (base/search_text.h).
  [[nodiscard]] bool in(std::string_view text, const FoldedText& searched) const;
  // What each text that it matches has of letters; letters_suffice(): a text that has these is matched.
  [[nodiscard]] Letters letters() const { return letters_; }
  [[nodiscard]] bool letters_suffice() const;

 private:
  TextValue::How how_;
  FoldedNeedle needle_;
  Letters letters_;
  std::shared_ptr<const re2::RE2> regex_;
};

}  // namespace syncwall
