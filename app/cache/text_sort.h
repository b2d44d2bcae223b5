// Sorts many texts by eight bytes at a time: what a comparison sort would read twenty times from all over the memory
// is read about once. Any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "cache/folded_text.h"
#include "cache/radix_sort.h"

namespace syncwall {

// Brings `numbers` into the order of text_of(number), a FoldedText; equal texts in any order.
template <class TextOf>
void sort_by_text(std::span<std::uint32_t> numbers, TextOf text_of) {
  constexpr std::size_t kRadix = 1024;  // fewer are sorted faster by comparing
  struct Run {
    std::size_t begin, end, depth;  // texts that are equal in their first `depth` bytes
  };
  std::vector<KeyedRow> keyed(numbers.size()), scratch;
  for (std::size_t i = 0; i < numbers.size(); ++i) keyed[i].row = numbers[i];
  std::vector<Run> runs = {{0, numbers.size(), 0}};
  while (!runs.empty()) {
    const Run run = runs.back();
    runs.pop_back();
    const std::span part = std::span(keyed).subspan(run.begin, run.end - run.begin);
    bool longer = false;
    for (KeyedRow& k : part) {
      const FoldedText text = text_of(k.row);
      k.key = text.word(run.depth);
      longer = longer || text.size() > run.depth;
    }
    if (!longer) {  // they differ in nothing but zeros at their ends
      std::ranges::sort(part, {}, [&](const KeyedRow& k) { return text_of(k.row).size(); });
      continue;
    }
    if (part.size() >= kRadix) {
      radix_sort(part, scratch);
    } else {
      std::ranges::sort(part, {}, &KeyedRow::key);
    }
    for (std::size_t begin = 0; begin < part.size();) {
      std::size_t end = begin + 1;
      while (end < part.size() && part[end].key == part[begin].key) ++end;
      if (end - begin > 1) runs.push_back({run.begin + begin, run.begin + end, run.depth + 8});
      begin = end;
    }
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = keyed[i].row;
}

}  // namespace syncwall
