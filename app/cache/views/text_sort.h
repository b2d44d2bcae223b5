// Sorts many texts by sixteen bytes at a time: what a comparison sort would read twenty times from all over the
// memory is read about once. Any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/folded_text.h"
#include "cache/views/radix_sort.h"

namespace syncwall {

class TextSort {
 public:
  // Brings `numbers` into the order of text_of(number), a FoldedText, and writes 1 to same[i] where the i-th is equal
  // to the one before it.
  template <class TextOf>
  static void sort(std::span<std::uint32_t> numbers, std::span<std::uint8_t> same, TextOf text_of) {
    TextSort sort(same);
    sort.texts_.reserve(numbers.size());
    for (const std::uint32_t number : numbers) sort.texts_.push_back(text_of(number));
    sort.run();
    const std::vector<std::uint32_t> unsorted(numbers.begin(), numbers.end());
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = unsorted[sort.items_[i].text];
  }

 private:
  explicit TextSort(std::span<std::uint8_t> same) : same_(same) {}

  struct Item {
    std::uint64_t high, low;  // the sixteen bytes that are sorted by
    std::uint32_t text;       // index into texts_
  };
  // Items that are equal in their first `depth` bytes.
  struct Run {
    std::size_t begin, end, depth;
  };

  void run() {
    items_.resize(texts_.size());
    for (std::size_t i = 0; i < items_.size(); ++i) items_[i].text = static_cast<std::uint32_t>(i);
    runs_.push_back({0, items_.size(), 0});
    while (!runs_.empty()) {
      const Run run = runs_.back();
      runs_.pop_back();
      sort_run(run);
    }
  }

  void sort_run(const Run& run) {
    const std::span items = std::span(items_).subspan(run.begin, run.end - run.begin);
    bool longer = false;
    constexpr std::size_t kAhead = 16;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i + kAhead < items.size()) texts_[items[i + kAhead].text].prefetch(run.depth);
      Item& item = items[i];
      const FoldedText& text = texts_[item.text];
      item.high = text.word(run.depth);
      item.low = text.word(run.depth + 8);
      longer = longer || text.size() > run.depth;
    }
    if (!longer) {  // they differ in nothing but zeros at their ends
      const auto size = [&](const Item& item) { return texts_[item.text].size(); };
      std::ranges::sort(items, {}, size);
      for (std::size_t i = 1; i < items.size(); ++i)
        same_[run.begin + i] = size(items[i]) == size(items[i - 1]) ? 1 : 0;
      return;
    }
    sort_by(items, &Item::high);
    each_run(
        items, [](const Item& i) { return i.high; },
        [&](std::size_t begin, std::size_t end) {
          const std::span equal = items.subspan(begin, end - begin);
          sort_by(equal, &Item::low);
          each_run(
              equal, [](const Item& i) { return i.low; },
              [&](std::size_t from, std::size_t to) {
                runs_.push_back({run.begin + begin + from, run.begin + begin + to, run.depth + 16});
              });
        });
  }

  void sort_by(std::span<Item> items, std::uint64_t Item::*word) {
    constexpr std::size_t kRadix = 1024;  // fewer are sorted faster by comparing
    constexpr std::size_t kBeyondL2 =
        1 << 15;  // more are parted by their first bytes, so that most passes stay in the L2 cache
    constexpr unsigned kFirst = 16;
    const auto word_of = [word](const Item& item) { return item.*word; };
    const auto sort_low = [&](std::span<Item> part, unsigned bits) {
      if (part.size() < kRadix) {
        std::ranges::sort(part, {}, word);
      } else {
        radix_sort(part, scratch_, word_of, 0, bits);
      }
    };
    if (items.size() < kBeyondL2) return sort_low(items, 64);
    radix_sort(items, scratch_, word_of, 64 - kFirst, kFirst);
    each_run(
        items, [word](const Item& item) { return item.*word >> (64 - kFirst); },
        [&](std::size_t begin, std::size_t end) { sort_low(items.subspan(begin, end - begin), 64 - kFirst); });
  }

  // Calls found(begin, end) for each run of more than one equal word.
  template <class WordOf, class Found>
  static void each_run(std::span<const Item> items, WordOf word_of, Found found) {
    for (std::size_t begin = 0; begin < items.size();) {
      std::size_t end = begin + 1;
      while (end < items.size() && word_of(items[end]) == word_of(items[begin])) ++end;
      if (end - begin > 1) found(begin, end);
      begin = end;
    }
  }

  const std::span<std::uint8_t> same_;
  std::vector<FoldedText> texts_;
  std::vector<Item> items_, scratch_;
  std::vector<Run> runs_;
};

}  // namespace syncwall
