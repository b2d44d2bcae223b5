#include "window/damage.h"

#include <algorithm>

namespace syncwall {

namespace {

constexpr long kLittle = 128 * 128;  // px that are drawn sooner than told apart

// px that a rectangle around both covers for nothing.
long waste(const Damage& a, const Damage& b) { return united(a, b).area() - a.area() - b.area(); }

}  // namespace

Damage united(const Damage& a, const Damage& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right), std::max(a.bottom, b.bottom)};
}

void DamageList::add(const Damage& part) {
  if (part.empty()) return;
  std::size_t best = size_;
  long least = size_ < kMost ? kLittle : 0;
  for (std::size_t i = 0; i < size_; ++i) {
    const long wasted = waste(parts_[i], part);
    if (wasted > least && !(best == size_ && size_ == kMost)) continue;
    best = i;
    least = wasted;
  }
  if (best == size_)
    parts_[size_++] = part;
  else
    parts_[best] = united(parts_[best], part);
}

void DamageList::remove(std::size_t at) { parts_[at] = parts_[--size_]; }

void DamageList::settle() {
  long sum = 0;
  Damage all;
  for (const Damage& part : parts()) {
    sum += part.area();
    all = united(all, part);
  }
  if (size_ > 1 && all.area() * 2 <= sum * 3) {  // each part costs an upload of all vertices
    parts_[0] = all;
    size_ = 1;
  }
  for (std::size_t i = 0; i < size_; ++i) {
    for (std::size_t k = i + 1; k < size_;) {
      if (waste(parts_[i], parts_[k]) > kLittle) {
        ++k;
        continue;
      }
      parts_[i] = united(parts_[i], parts_[k]);
      remove(k);
      k = i + 1;  // it is larger now
    }
  }
}

}  // namespace syncwall
