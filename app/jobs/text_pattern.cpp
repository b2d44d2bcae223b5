#include "jobs/text_pattern.h"

#include <re2/re2.h>

#include "base/search_text.h"
#include "base/utf8.h"

namespace syncwall {

namespace {

using How = TextValue::How;

re2::RE2::Options options() {
  re2::RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(static_cast<std::int64_t>(kMaxPatternMemory));
  return options;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Result<Done> check_pattern(std::string_view regex) {
  if (regex.size() > kMaxPatternBytes)
    return Problem{"the pattern is longer than " + std::to_string(kMaxPatternBytes) + " bytes", "", ""};
  const re2::RE2 compiled(piece(regex), options());
  if (compiled.ok()) return Done{};
  return Problem{"the pattern can't be read", to_utf8(compiled.error()), ""};
}

TextPattern::TextPattern(const TextValue& value)
    : how_(value.how),
      needle_(how_ == How::Regex ? "" : value.text),
      letters_(FoldedText(needle_.text, needle_.ascii).letters()) {
  if (how_ == How::Regex) regex_ = std::make_shared<const re2::RE2>(piece(value.text), options());
}

bool TextPattern::letters_suffice() const {
  return how_ == How::Part && needle_.text.size() == 1 && needle_.text[0] >= 'a' && needle_.text[0] <= 'z';
}

bool TextPattern::in(std::string_view text) const {
  if (how_ == How::Regex || is_ascii(text)) return in(text, FoldedText(text, true));
  const std::string searched = search_text(text);
  return in(text, FoldedText(searched, false));
}

bool TextPattern::in(std::string_view text, const FoldedText& searched) const {
  if (text.empty()) return false;
  switch (how_) {
    case How::Part:
      return searched.contains(needle_);
    case How::Whole:
      return searched == FoldedText(needle_.text, needle_.ascii);
    case How::Regex:
      break;
  }
  return regex_->ok() && re2::RE2::PartialMatch(piece(text), *regex_);
}

}  // namespace syncwall
