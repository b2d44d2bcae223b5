// Reads values out of a description's JSON. After a mistake the readers return harmless values; the first one is kept.
// One thread, one description.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sources/described/placed_json.h"

namespace syncwall::described {

// A value and its pointer in the file.
struct Spot {
  const PlacedJson* json = nullptr;
  std::string pointer;

  [[nodiscard]] Spot in(std::string_view key, const PlacedJson& value) const;
  [[nodiscard]] Spot in(std::size_t index) const;
};

class PlacedReader {
 public:
  struct Mistake {
    std::size_t at = 0;
    std::string pointer, why;
  };
  [[nodiscard]] const std::optional<Mistake>& mistake() const { return mistake_; }
  void fail(const Spot& spot, std::string why);

  // An object with no other keys than these.
  void allow(const Spot& object, std::initializer_list<std::string_view> keys);
  // Its member; with `required`, it must be there.
  [[nodiscard]] std::optional<Spot> member(const Spot& object, std::string_view key, bool required = false);

  [[nodiscard]] std::string text(const Spot& spot);  // not empty, in one line
  [[nodiscard]] std::string optional_text(const Spot& object, std::string_view key, std::string absent = "");
  [[nodiscard]] bool flag(const Spot& object, std::string_view key, bool absent);
  [[nodiscard]] std::int64_t integer(const Spot& object, std::string_view key, std::int64_t absent, std::int64_t least,
                                     std::int64_t most);
  // One of the words, by its index.
  [[nodiscard]] std::size_t word(const Spot& spot, std::initializer_list<std::string_view> words);
  // Statuses of HTTP.
  [[nodiscard]] std::vector<int> codes(const Spot& object, std::string_view key);

 private:
  std::optional<Mistake> mistake_;
};

}  // namespace syncwall::described
