// Drives a fuzz target without a fuzzer, so that it can't rot: the files named on the command line, or those in the
// folders named there and some thousand mutations of each, the same ones in every run.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "fuzz/fuzz.h"

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMutations = 12'000;  // of all files together

std::string mutated(std::string text, std::mt19937& random) {
  static const std::vector<std::string> kPieces = {"\"",
                                                   "\\",
                                                   "{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   ",",
                                                   ":",
                                                   "null",
                                                   "-1",
                                                   "1e999",
                                                   "\\ud800",
                                                   "\xFF",
                                                   "\xE2\x82",
                                                   "18446744073709551616",
                                                   "\\u0000",
                                                   "true",
                                                   " ",
                                                   "\n",
                                                   "&",
                                                   "=",
                                                   "%",
                                                   "-9223372036854775808"};
  const auto below = [&](std::size_t n) { return static_cast<std::ptrdiff_t>(random() % n); };
  for (auto edits = below(6); edits >= 0 && !text.empty(); --edits) {
    const auto at = below(text.size());
    switch (below(5)) {
      case 0:
        text[static_cast<std::size_t>(at)] = static_cast<char>(random());
        break;
      case 1:
        text.insert(static_cast<std::size_t>(at), kPieces[static_cast<std::size_t>(below(kPieces.size()))]);
        break;
      case 2:
        text.erase(text.begin() + at);
        break;
      case 3:
        text.resize(static_cast<std::size_t>(at));
        break;
      default:
        text += text.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(below(60)));
        break;
    }
  }
  return text;
}

void run(const std::string& text) {
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::size_t run_folder(const fs::path& folder) {
  std::vector<fs::path> files(fs::directory_iterator(folder), fs::directory_iterator{});
  std::sort(files.begin(), files.end());
  std::mt19937 random(1);
  for (const fs::path& file : files) {
    const std::string seed = text_of(file);
    run(seed);
    for (std::size_t i = 0; i < kMutations / files.size(); ++i) run(mutated(seed, random));
  }
  return files.size();
}

}  // namespace

int main(int argc, char** argv) {
  run("");
  std::size_t files = 0;
  for (int i = 1; i < argc; ++i) {
    if (fs::is_directory(argv[i])) {
      files += run_folder(argv[i]);
    } else if (fs::exists(argv[i])) {
      run(text_of(argv[i]));
      ++files;
    }
  }
  std::printf("%zu files\n", files);
  return files > 0 ? 0 : 2;  // a wrong path must not look like a passed test
}
