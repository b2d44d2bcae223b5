#include "e2e/demo_database.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "e2e/process.h"

namespace syncwall::test {

void put_demo_database(int jobs, const std::string& file) {
  const char* const given = std::getenv("SYNCWALL_BENCH_DATA");
  const std::filesystem::path data =
      given != nullptr ? std::filesystem::path(given) : std::filesystem::temp_directory_path() / "syncwall-bench-data";
  std::filesystem::create_directories(data);
  const std::string n = std::to_string(jobs), home = data.string();
  // It makes the database where there is none; and closes it, so that one file is all there is.
  const Finished made = run({SYNCWALL_PROGRAM, "summary", "--demo-jobs", n},
                            {"XDG_DATA_HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_STATE_HOME=" + home}, home);
  INFO(made.err);
  REQUIRE(made.status == 0);
  std::filesystem::copy_file(data / "syncwall" / ("demo-" + n + "-seed-1.db"), file,
                             std::filesystem::copy_options::overwrite_existing);
}

}  // namespace syncwall::test
