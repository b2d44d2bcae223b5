// TextMatches: in which of the texts that jobs share a pattern occurs, kept from one keystroke to the next. One thread
// at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "cache/dictionary.h"
#include "jobs/text_pattern.h"

namespace syncwall {

// Each shared text that terms look into.
enum class SharedText : std::uint8_t { UserName, UserEmail, UserId, CollectionName, CollectionId };

class TextMatches {
 public:
  // A byte for each entry of the dictionary (UserEntry or CollectionEntry), 1 where its text matches. Looks at new
  // entries only. Shorter than the entries when `stop` was requested. Holds until the next call.
  std::span<const std::uint8_t> find(SharedText text, const Dictionary::View& dictionary, const TextPattern& pattern,
                                     const std::stop_token& stop);

  // All that can match is among what `wider` has found: only that is looked at.
  void narrow(const TextMatches& wider) { among_ = wider.found_; }

 private:
  static constexpr std::size_t kStopEvery = 1u << 15;
  static constexpr std::size_t kAtOnce = 32;  // so many texts are on their way from memory at the same time

  // `letters_of`: the letters of a text, kAnyLetters where they aren't known.
  template <class IndexOf, class LettersOf>
  void find_strings(std::size_t n, const StringTable::View& strings, IndexOf index_of, LettersOf letters_of,
                    const TextPattern& pattern, const std::stop_token& stop);
  template <class IdOf>
  void find_ids(std::size_t n, const Dictionary::View& dictionary, IdOf id_of, const TextPattern& pattern,
                const std::stop_token& stop);
  [[nodiscard]] bool may(std::size_t i) const { return i >= among_.size() || among_[i] != 0; }

  std::vector<std::uint8_t> found_, among_;
};

}  // namespace syncwall
