// What part of the screen has to be drawn anew. Pure; one owner.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace syncwall {

// In whole px, from the top left; the second corner is outside.
struct Damage {
  int left = 0, top = 0, right = 0, bottom = 0;
  [[nodiscard]] bool empty() const { return left >= right || top >= bottom; }
  [[nodiscard]] long area() const { return empty() ? 0 : static_cast<long>(right - left) * (bottom - top); }
  friend bool operator==(const Damage&, const Damage&) = default;
};
[[nodiscard]] Damage united(const Damage& a, const Damage& b);

// Many small parts as a few rectangles that cover them, with little else: what lies between the arrow of a header and a
// number in the footer needs no drawing.
class DamageList {
 public:
  static constexpr std::size_t kMost = 4;

  void clear() { size_ = 0; }
  void add(const Damage& part);
  // After the last add(): those that are better drawn as one are one.
  void settle();
  [[nodiscard]] std::span<const Damage> parts() const { return std::span(parts_).first(size_); }

 private:
  void remove(std::size_t at);

  std::array<Damage, kMost> parts_{};
  std::size_t size_ = 0;
};

}  // namespace syncwall
