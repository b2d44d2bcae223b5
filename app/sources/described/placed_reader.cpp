#include "sources/described/placed_reader.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/utf8.h"

namespace syncwall::described {

namespace {

std::string listed(std::initializer_list<std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

std::string shown(std::string_view text) { return "\"" + one_line(cut_utf8(text, 60)) + "\""; }

}  // namespace

Spot Spot::in(std::string_view key, const PlacedJson& value) const {
  std::string escaped;
  for (const char c : key) escaped += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return {&value, pointer + "/" + escaped};
}

Spot Spot::in(std::size_t index) const { return {&json->items[index], pointer + "/" + std::to_string(index)}; }

void PlacedReader::fail(const Spot& spot, std::string why) {
  if (!mistake_) mistake_ = Mistake{spot.json->at, spot.pointer, std::move(why)};
}

void PlacedReader::allow(const Spot& object, std::initializer_list<std::string_view> keys) {
  if (object.json->kind != PlacedJson::Kind::Object) return fail(object, "not an object");
  for (const PlacedMember& member : object.json->members) {
    if (std::ranges::find(keys, member.key) != keys.end()) continue;
    Spot at = object.in(member.key, member.value);
    if (!mistake_) mistake_ = Mistake{member.at, at.pointer, "unknown; there are " + listed(keys)};
    return;
  }
}

std::optional<Spot> PlacedReader::member(const Spot& object, std::string_view key, bool required) {
  const PlacedMember* const found = object.json->find(key);
  if (found != nullptr) return object.in(key, found->value);
  if (required) fail(object, std::string(key) + " is missing");
  return std::nullopt;
}

std::string PlacedReader::text(const Spot& spot) {
  if (spot.json->kind != PlacedJson::Kind::Text) return fail(spot, "not a text"), "";
  if (spot.json->text.empty()) fail(spot, "empty");
  if (one_line(spot.json->text) != spot.json->text) fail(spot, "has a line break or another control character in it");
  return spot.json->text;
}

std::string PlacedReader::optional_text(const Spot& object, std::string_view key, std::string absent) {
  const auto spot = member(object, key);
  return spot ? text(*spot) : absent;
}

bool PlacedReader::flag(const Spot& object, std::string_view key, bool absent) {
  const auto spot = member(object, key);
  if (!spot) return absent;
  if (spot->json->kind != PlacedJson::Kind::Flag) fail(*spot, "neither true nor false");
  return spot->json->flag;
}

std::int64_t PlacedReader::integer(const Spot& object, std::string_view key, std::int64_t absent, std::int64_t least,
                                   std::int64_t most) {
  const auto spot = member(object, key);
  if (!spot) return absent;
  std::int64_t n = 0;
  const std::string& digits = spot->json->text;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
  const bool whole = spot->json->kind == PlacedJson::Kind::Number && error == std::errc() &&
                     end == digits.data() + digits.size() && n >= least && n <= most;
  if (whole) return n;
  fail(*spot, "not a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return absent;
}

std::size_t PlacedReader::word(const Spot& spot, std::initializer_list<std::string_view> words) {
  const std::string given = text(spot);
  const auto* const found = std::ranges::find(words, given);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  fail(spot, shown(given) + " is none of " + listed(words));
  return 0;
}

std::vector<int> PlacedReader::codes(const Spot& object, std::string_view key) {
  std::vector<int> all;
  const auto spot = member(object, key);
  if (!spot) return all;
  if (spot->json->kind != PlacedJson::Kind::List) fail(*spot, "not a list of HTTP statuses");
  for (std::size_t i = 0; i < spot->json->items.size(); ++i) {
    const PlacedJson& item = spot->json->items[i];
    int code = 0;
    std::from_chars(item.text.data(), item.text.data() + item.text.size(), code);
    if (item.kind != PlacedJson::Kind::Number || item.text.size() != 3 || code < 200 || code > 599)
      fail(spot->in(i), "no HTTP status from 200 to 599");
    all.push_back(code);
  }
  return all;
}

}  // namespace syncwall::described
