#include "cache/views/text_matches.h"

namespace syncwall {

// Goes on from where found_ ends, up to entry n.
template <class IndexOf, class LettersOf>
void TextMatches::find_strings(std::size_t n, const StringTable::View& strings, IndexOf index_of, LettersOf letters_of,
                               const TextPattern& pattern, const std::stop_token& stop) {
  const Letters letters = pattern.letters();
  const bool suffice = pattern.letters_suffice();
  std::array<std::size_t, kAtOnce> at;
  std::array<FoldedText, kAtOnce> texts;
  std::size_t waiting = 0, i = found_.size();
  if (i >= n) return;
  found_.resize(n);
  const auto look = [&] {
    for (std::size_t k = 0; k < waiting; ++k) texts[k] = strings.searched(index_of(at[k]));
    for (std::size_t k = 0; k < waiting; ++k) texts[k].prefetch(0);
    for (std::size_t k = 0; k < waiting; ++k)
      found_[at[k]] = pattern.in(strings.text(index_of(at[k])), texts[k]) ? 1 : 0;
    waiting = 0;
  };
  for (; i < n; ++i) {
    if (i % kStopEvery == 0 && stop.stop_requested()) break;
    if (!may(i)) continue;
    const Letters there = letters_of(i);
    if ((letters & ~there) != 0) continue;
    if (suffice && there != kAnyLetters) {
      found_[i] = 1;
      continue;
    }
    at[waiting++] = i;
    if (waiting == kAtOnce) look();
  }
  look();
  found_.resize(i);
}

template <class IdOf>
void TextMatches::find_ids(std::size_t n, const Dictionary::View& dictionary, IdOf id_of, const TextPattern& pattern,
                           const std::stop_token& stop) {
  UuidText buffer;
  for (std::size_t i = found_.size(); i < n; ++i) {
    if (i % kStopEvery == 0 && stop.stop_requested()) return;
    found_.push_back(may(i) && pattern.in(dictionary.id_text(id_of(i), buffer)) ? 1 : 0);
  }
}

std::span<const std::uint8_t> TextMatches::find(SharedText text, const Dictionary::View& d, const TextPattern& pattern,
                                                const std::stop_token& stop) {
  const auto& users = d.users;
  const auto& collections = d.collections;
  const auto unknown = [](std::size_t) { return kAnyLetters; };
  switch (text) {
    case SharedText::UserName:
      find_strings(
          users.size(), d.strings, [&](std::size_t i) { return users[i].shown; }, unknown, pattern, stop);
      break;
    case SharedText::UserEmail:
      find_strings(
          users.size(), d.strings, [&](std::size_t i) { return users[i].email; }, unknown, pattern, stop);
      break;
    case SharedText::UserId:
      find_ids(
          users.size(), d, [&](std::size_t i) { return users[i].id; }, pattern, stop);
      break;
    case SharedText::CollectionName:
      find_strings(
          collections.size(), d.strings, [&](std::size_t i) { return collections[i].shown; },
          [&](std::size_t i) { return collections[i].letters; }, pattern, stop);
      break;
    case SharedText::CollectionId:
      find_ids(
          collections.size(), d, [&](std::size_t i) { return collections[i].id; }, pattern, stop);
      break;
  }
  among_ = {};
  return found_;
}

}  // namespace syncwall
