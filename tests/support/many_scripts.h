// Names in scripts from all over the world, character by character at random: nobody's names, but every one has letters
// that few others have. Deterministic for a seed.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>

#include "base/utf8.h"

namespace syncwall::test {

class ManyScripts {
 public:
  explicit ManyScripts(std::uint64_t seed) : random_(seed) {}

  struct Script {
    char32_t from, to;  // the second is outside
  };
  // Chinese three times, in its first and its second plane.
  static constexpr std::array<Script, 20> kScripts{
      {{0x4E00, 0x9FA6},   {0x4E00, 0x9FA6},   {0x20000, 0x2A6D6}, {0xAC00, 0xD7A4},   {0x3041, 0x3097},
       {0x0621, 0x064B},   {0x0671, 0x06D4},   {0x05D0, 0x05EB},   {0x0905, 0x0939},   {0x0E01, 0x0E2F},
       {0x0B85, 0x0BBA},   {0x1200, 0x1249},   {0x10D0, 0x10F1},   {0x0531, 0x0557},   {0x0410, 0x0450},
       {0x1F300, 0x1F650}, {0x1D400, 0x1D454}, {0x103A0, 0x103C4}, {0x12000, 0x12399}, {0x1E00, 0x1EFA}}};

  std::string text(std::size_t characters) {
    const Script script = kScripts[random_() % kScripts.size()];
    std::string made;
    for (std::size_t i = 0; i < characters; ++i)
      append_code_point(made, script.from + static_cast<char32_t>(random_() % (script.to - script.from)));
    return made;
  }
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

 private:
  std::mt19937_64 random_;
};

}  // namespace syncwall::test
