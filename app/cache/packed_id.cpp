#include "cache/packed_id.h"

namespace syncwall {

namespace {

constexpr std::size_t kUuidSize = 36;
bool is_dash(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

bool pack_uuid(std::string_view text, PackedId& id) {
  if (text.size() != kUuidSize) return false;
  std::uint64_t halves[2] = {0, 0};
  int digits = 0;
  for (std::size_t at = 0; at < kUuidSize; ++at) {
    if (is_dash(at)) {
      if (text[at] != '-') return false;
      continue;
    }
    const int value = hex_value(text[at]);
    if (value < 0) return false;
    std::uint64_t& half = halves[digits++ / 16];
    half = (half << 4) | static_cast<std::uint64_t>(value);
  }
  if (halves[0] == PackedId::kReference) return false;
  id = {halves[0], halves[1]};
  return true;
}

UuidText uuid_text(PackedId id) {
  constexpr std::string_view kHex = "0123456789abcdef";
  UuidText text;
  int digit = 0;
  for (std::size_t at = 0; at < kUuidSize; ++at) {
    if (is_dash(at)) {
      text.chars[at] = '-';
      continue;
    }
    const std::uint64_t half = digit < 16 ? id.hi : id.lo;
    text.chars[at] = kHex[(half >> (60 - 4 * (digit % 16))) & 15];
    ++digit;
  }
  return text;
}

}  // namespace syncwall
