#include "sync/history_file.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/paths.h"

using namespace syncwall;

namespace {

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("syncwall-history-" + std::to_string(::getpid()));
  Folder() { std::filesystem::remove_all(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

SummaryPoint point(TickMs at, std::int64_t failed) {
  SummaryPoint p;
  p.at = at;
  p.summary.total = 100 + failed;
  p.summary.by_status[static_cast<std::size_t>(Status::Failed)] = failed;
  return p;
}

}  // namespace

TEST_CASE("an hour of counts comes back in the next run, on its own ticks") {
  const Folder folder;
  ManualClock first(1'795'000'000'000);
  first.advance(3'600'000);
  const HistoryFile file(folder.path, "https://jobs.example.com:8470 user-1");
  REQUIRE(file.save(std::vector{point(first.ticks_ms() - 120'000, 3), point(first.ticks_ms() - 60'000, 4),
                                point(first.ticks_ms(), 5)},
                    first)
              .ok());

  ManualClock next(first.wall_ms() + 30'000);  // its ticks begin anew
  const auto points = file.load(next);
  REQUIRE(points.size() == 3);
  CHECK(points[0].at == -150'000);
  CHECK(points[2].at == -30'000);
  CHECK(points[2].summary.of(Status::Failed) == 5);
  CHECK(points[2].summary.total == 105);
  next.advance(3'600'000 - 100'000);
  CHECK(file.load(next).size() == 2);  // the oldest is older than an hour now
  next.advance(3'600'000);
  CHECK(file.load(next).empty());
}

TEST_CASE("another server's or account's counts are not ours, also where the names make one file") {
  const Folder folder;
  const ManualClock clock(1'795'000'000'000);
  const HistoryFile ours(folder.path, "a/b"), theirs(folder.path, "a_b");
  CHECK(ours.file() == theirs.file());
  REQUIRE(ours.save(std::vector{point(0, 1)}, clock).ok());
  CHECK(theirs.load(clock).empty());
  CHECK(ours.load(clock).size() == 1);
}

TEST_CASE("a broken file is set aside, never fatal") {
  const Folder folder;
  const ManualClock clock(1'795'000'000'000);
  const HistoryFile file(folder.path, "x");
  for (const std::string& text :
       {std::string(""), std::string("nonsense"), std::string("syncwall history 1\nx\n1 2 3\n"),
        std::string("syncwall history 1\nx\n1 2 3 4 5 6 7 eight\n"),
        std::string("syncwall history 1\nx\n1 -2 3 4 5 6 7\n"), std::string("syncwall history 1\nx\n1 2 -3 4 5 6 7\n"),
        std::string(200'000, 'a'), std::string("\0\xFF", 2)}) {
    REQUIRE(write_file_atomically(file.file(), text).ok());
    CHECK(file.load(clock).empty());
    CHECK_FALSE(std::filesystem::exists(file.file()));
    CHECK(std::filesystem::exists(file.file().string() + ".broken"));
    REQUIRE(file.save(std::vector{point(0, 1)}, clock).ok());
    CHECK(file.load(clock).size() == 1);
  }
}

TEST_CASE("points of impossible times are passed over") {
  const Folder folder;
  const ManualClock clock(1'795'000'000'000);
  const HistoryFile file(folder.path, "x");
  REQUIRE(write_file_atomically(file.file(),
                                "syncwall history 1\nx\n-9223372036854775808 1 1 1 1 1 1\n1794999990000 2 1 1 1 1 "
                                "1\n9223372036854775807 3 1 1 1 1 1\n")
              .ok());
  const auto points = file.load(clock);
  REQUIRE(points.size() == 1);
  CHECK(points[0].summary.total == 2);
}

TEST_CASE("without a folder nothing is kept; a folder that can't be written is a problem that says so") {
  const ManualClock clock(1'795'000'000'000);
  CHECK(HistoryFile("", "x").save({}, clock).ok());
  CHECK(HistoryFile("", "x").load(clock).empty());
  CHECK_FALSE(HistoryFile("/proc/nowhere", "x").save({}, clock).ok());
}
