#include "base/search_text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <stdexcept>

#include "base/utf8.h"

namespace syncwall {

namespace {

const icu::Normalizer2& nfkc_casefold() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getNFKCCasefoldInstance(error);
    if (U_FAILURE(error)) throw std::runtime_error("ICU has no NFKC_Casefold data");
    return found;
  }();
  return *instance;
}

}  // namespace

std::string search_text(std::string_view text) {
  std::string out;
  if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    out = text;
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
  }
  const std::string valid = is_utf8(text) ? std::string() : to_utf8(text);
  const std::string_view from = valid.empty() ? text : std::string_view(valid);
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(from.size()));
  UErrorCode error = U_ZERO_ERROR;
  nfkc_casefold().normalizeUTF8(0, {from.data(), static_cast<std::int32_t>(from.size())}, sink, nullptr, error);
  return U_FAILURE(error) ? fold(from) : out;
}

}  // namespace syncwall
