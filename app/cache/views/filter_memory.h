// FilterMemory: where the texts of the last filters occur, kept from one filter to the next. One thread at a time.
#pragma once

#include <cstdint>
#include <list>
#include <span>
#include <stop_token>

#include "cache/views/reason_memory.h"
#include "cache/views/text_matches.h"

namespace syncwall {

class FilterMemory {
 public:
  // A byte for each entry, 1 where its text matches. Looks only at what is new, and, where a longer text narrows a
  // shorter one, only at what that one matched. Holds for this filter and the next, while no
  // entries come.
  std::span<const std::uint8_t> find(SharedText where, const TextValue& value, const TextPattern& pattern,
                                     const Dictionary::View& dictionary, const std::stop_token& stop);

  // Forgets what the last filter didn't ask for, but for the kSpare newest of it.
  void begin_filter();

  [[nodiscard]] ReasonMemory& reasons() { return reasons_; }

 private:
  static constexpr std::size_t kSpare = 4;
  struct Slot {
    SharedText where;
    TextValue value;
    TextMatches matches;
    bool used = true;
  };
  std::list<Slot> slots_;  // the last used first
  ReasonMemory reasons_;
};

}  // namespace syncwall
