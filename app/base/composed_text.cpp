#include "base/composed_text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include "base/utf8.h"

namespace syncwall {

std::string composed_text(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(error);
  const std::string valid = is_utf8(text) ? std::string(text) : to_utf8(text);
  if (U_FAILURE(error)) return valid;
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(valid.size()));
  nfc->normalizeUTF8(0, {valid.data(), static_cast<std::int32_t>(valid.size())}, sink, nullptr, error);
  return U_FAILURE(error) ? valid : out;
}

}  // namespace syncwall
