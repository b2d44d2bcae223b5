// A name for a folder that nobody has yet. Any thread.
#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>

namespace syncwall::test {

[[nodiscard]] inline std::filesystem::path fresh_folder() {
  static std::atomic<int> number{0};
  return std::filesystem::temp_directory_path() /
         ("syncwall-test-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
}

}  // namespace syncwall::test
