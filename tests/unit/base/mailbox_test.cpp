#include "base/mailbox.h"

#include <doctest/doctest.h>

#include <thread>

using namespace syncwall;

TEST_CASE("a full mailbox drops its oldest value and says so") {
  Mailbox<int> box(2);
  CHECK(box.put(1));
  CHECK(box.put(2));
  CHECK_FALSE(box.put(3));
  CHECK(box.take() == std::vector<int>{2, 3});
  CHECK(box.take().empty());
}

TEST_CASE("waiting ends when a value arrives, and when a stop is asked for") {
  Mailbox<int> box(8);
  std::jthread sender([&] { box.put(7); });
  CHECK(box.wait(std::stop_token{}, std::chrono::seconds(20)) == std::vector<int>{7});

  std::vector<int> got{1};
  std::jthread reader([&](std::stop_token stop) { got = box.wait(stop, std::chrono::hours(1)); });
  reader.request_stop();
  reader.join();
  CHECK(got.empty());
}
