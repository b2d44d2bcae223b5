#include <doctest/doctest.h>

#include <numeric>
#include <random>
#include <string>

#include "cache/views/radix_sort.h"
#include "cache/views/ranks.h"
#include "cache/views/text_sort.h"

using namespace syncwall;

namespace {

struct KeyedRow {
  std::uint64_t key;
  std::uint32_t row;
};

}  // namespace

TEST_CASE("the radix sort is a stable sort by the bits that were asked for") {
  std::mt19937_64 random(1);
  std::vector<KeyedRow> scratch;
  for (int round = 0; round < 300; ++round) {
    std::vector<KeyedRow> rows(random() % 3'000);
    const auto low = static_cast<unsigned>(random() % 60), width = static_cast<unsigned>(1 + random() % (64 - low));
    const std::uint64_t spread = random() % 4 == 0 ? ~std::uint64_t{0} : random() % 5'000 << low | random() % 9;
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = {random() & spread, static_cast<std::uint32_t>(i)};
    auto expected = rows;
    std::ranges::stable_sort(expected, {}, [&](const KeyedRow& r) { return (r.key >> low) << (64 - width); });
    radix_sort(
        std::span(rows), scratch, [](const KeyedRow& r) { return r.key; }, low, width);
    REQUIRE(std::ranges::equal(rows, expected, [](const KeyedRow& a, const KeyedRow& b) { return a.row == b.row; }));
  }
}

TEST_CASE("ranks are the places in a plain sort, however the values came") {
  std::mt19937 random(2);
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> values;
    Ranks ranks;
    const std::string base(random() % 20, 'x');  // equal for longer than a word
    for (int batch = 0; batch < 8; ++batch) {
      for (std::uint64_t n = batch == 3 && round == 7 ? 60'000 : random() % (batch == 3 ? 3'000 : 40); n > 0; --n) {
        std::string text = base + std::to_string(random() % (round == 7 ? 30'000 : 700));
        text += std::string(random() % 3, '\0');
        values.push_back(std::move(text));
      }
      std::vector<std::uint32_t> replaced;
      for (std::uint32_t i = 0; batch > 3 && i < ranks.all().size(); ++i) {
        if (random() % 11 != 0) continue;
        replaced.push_back(i);
        values[i] = base + std::to_string(random() % 900);
      }
      const auto text_of = [&](std::uint32_t i) { return FoldedText(values[i], true); };
      ranks.extend(
          static_cast<std::uint32_t>(values.size()),
          [&](std::span<std::uint32_t> numbers, std::span<std::uint8_t> same) {
            TextSort::sort(numbers, same, text_of);
          },
          [&](std::uint32_t a, std::uint32_t b) { return text_of(a) <=> text_of(b); }, replaced);
      std::vector<std::string> sorted = values, by_ranks, by_rank(values.size());
      std::ranges::sort(sorted);
      for (const std::uint32_t i : ranks.sorted()) by_ranks.push_back(values[i]);
      REQUIRE((by_ranks == sorted));
      sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
      for (std::size_t i = 0; i < values.size(); ++i) by_rank[i] = sorted.at(ranks.all()[i]);
      REQUIRE((by_rank == values));
    }
  }
}
