#include "base/published.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

using namespace syncwall;

TEST_CASE("nothing is there before the first value, and old values are let go of") {
  Published<int> published;
  CHECK(published.get() == nullptr);
  const auto first = std::make_shared<const int>(1);
  published.set(first);
  CHECK(published.get() == first);
  published.set(std::make_shared<const int>(2));
  CHECK(*published.get() == 2);
  CHECK(first.use_count() == 1);
}

TEST_CASE(
    "readers beside a writer see whole values, never an older one after a newer one, and the last one in the end") {
  struct Pair {
    int a, b;
  };
  constexpr int kLast = 100'000;
  Published<Pair> published;
  published.set(std::make_shared<const Pair>(Pair{0, 0}));
  std::atomic<bool> sound = true;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      for (int seen = 0; seen < kLast;) {
        const auto value = published.get();
        if (value->a != value->b || value->a < seen) sound = false;
        seen = value->a;
      }
    });
  }
  for (int n = 1; n <= kLast; ++n) published.set(std::make_shared<const Pair>(Pair{n, n}));
  readers.clear();
  CHECK(sound);
}
