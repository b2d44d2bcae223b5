// TextMatches: in which of the names that jobs share a text occurs, kept from one keystroke to the next. One thread
// at a time.
#pragma once

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

  // Goes on from where found_ ends.
  template <class Entries, class May>
  void match(std::size_t n, const Entries& entries, const StringTable::View& strings, const FoldedNeedle& needle,
             const std::stop_token& stop, May may) {
    found_.reserve(n);
    for (std::size_t i = found_.size(); i < n; ++i) {
      if (i % kStopEvery == 0 && stop.stop_requested()) return;
      found_.push_back(may(i) && strings.folded(entries[i].shown).contains(needle) ? 1 : 0);
    }
  }

  std::string needle_;
  std::vector<std::uint8_t> found_;
};

}  // namespace syncwall
