// TextMatches: in which of the names that jobs share a text occurs, kept from one keystroke to the next. One thread
// at a time.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "cache/string_table.h"

namespace syncwall {

class TextMatches {
 public:
  // A byte for each entry (UserEntry or CollectionEntry), 1 where its shown text contains `needle`; empty: any does.
  // Looks at new entries only while the needle stays, and only at those that matched when it grows. Shorter than
  // the entries when `stop` was requested. Holds until the next call.
  template <class Entries>
  std::span<const std::uint8_t> find(const Entries& entries, const StringTable::View& strings, std::string_view needle,
                                     const std::stop_token& stop) {
    if (needle.empty()) return {};
    const FoldedNeedle wanted(needle);
    if (wanted.text != needle_) {
      const bool narrower = !needle_.empty() && wanted.text.find(needle_) != std::string::npos;
      needle_ = wanted.text;
      std::vector<std::uint8_t> before = std::exchange(found_, {});
      if (narrower) match(before.size(), entries, strings, wanted, stop, [&](std::size_t i) { return before[i] != 0; });
    }
    match(entries.size(), entries, strings, wanted, stop, [](std::size_t) { return true; });
    return found_;
  }

 private:
  static constexpr std::size_t kStopEvery = 1u << 15;
  static constexpr std::size_t kAtOnce = 32;  // so many texts are on their way from memory at the same time

  // Goes on from where found_ ends, up to entry n.
  template <class Entries, class May>
  void match(std::size_t n, const Entries& entries, const StringTable::View& strings, const FoldedNeedle& needle,
             const std::stop_token& stop, May may) {
    std::array<std::size_t, kAtOnce> at;
    std::array<FoldedText, kAtOnce> texts;
    std::size_t waiting = 0, i = found_.size();
    if (i >= n) return;
    found_.resize(n);
    const auto look = [&] {
      for (std::size_t k = 0; k < waiting; ++k) texts[k] = strings.folded(entries[at[k]].shown);
      for (std::size_t k = 0; k < waiting; ++k) texts[k].prefetch(0);
      for (std::size_t k = 0; k < waiting; ++k) found_[at[k]] = texts[k].contains(needle) ? 1 : 0;
      waiting = 0;
    };
    for (; i < n; ++i) {
      if (i % kStopEvery == 0 && stop.stop_requested()) break;
      if (!may(i)) continue;
      at[waiting++] = i;
      if (waiting == kAtOnce) look();
    }
    look();
    found_.resize(i);
  }

  std::string needle_;
  std::vector<std::uint8_t> found_;
};

}  // namespace syncwall
