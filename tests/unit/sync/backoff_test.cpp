#include "sync/backoff.h"

#include <doctest/doctest.h>

using syncwall::Backoff;

TEST_CASE("waits double from one second to thirty, a little less by chance, for ever") {
  Backoff backoff(5);
  std::int64_t base = 1000;
  bool differs = false;
  for (int i = 1; i <= 100; ++i) {
    const std::int64_t delay = backoff.failed();
    CHECK(delay <= base);
    CHECK(delay >= base - base / 4);
    differs |= delay != base;
    CHECK(backoff.attempt() == i);
    base = std::min<std::int64_t>(base * 2, 30'000);
  }
  CHECK(differs);
  backoff.succeeded();
  CHECK(backoff.attempt() == 0);
  CHECK(backoff.failed() <= 1000);
}

TEST_CASE("two walls do not come back in step") {
  Backoff one(1), other(2);
  int same = 0;
  for (int i = 0; i < 50; ++i) same += one.failed() == other.failed() ? 1 : 0;
  CHECK(same < 10);
}
