#include "window/last_frame.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "draw/imgui_compat.h"

namespace syncwall {

namespace {

template <class T>
bool same_bytes(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

bool same(const ImVec4& a, const ImVec4& b) { return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w; }

// Grows by what a triangle covers.
struct Bounds {
  float left = 1e9f, top = 1e9f, right = -1e9f, bottom = -1e9f;
  void add(float x0, float y0, float x1, float y1) {
    if (x0 >= x1 || y0 >= y1) return;
    left = std::min(left, x0), top = std::min(top, y0);
    right = std::max(right, x1), bottom = std::max(bottom, y1);
  }
};

}  // namespace

void LastFrame::copy(const ImDrawData& data, Copy& to) {
  to.size = data.DisplaySize;
  to.vertices.clear();
  to.indices.clear();
  to.commands.clear();
  for (const ImDrawList* const drawn : draw_lists(data)) {
    const ImDrawList& list = *drawn;
    const auto base = static_cast<unsigned>(to.vertices.size()), first = static_cast<unsigned>(to.indices.size());
    to.vertices.insert(to.vertices.end(), list.VtxBuffer.begin(), list.VtxBuffer.end());
    to.indices.insert(to.indices.end(), list.IdxBuffer.begin(), list.IdxBuffer.end());
    for (const ImDrawCmd& c : list.CmdBuffer) {
      if (c.ElemCount > 0) to.commands.push_back({c.ClipRect, c.GetTexID(), first + c.IdxOffset, c.ElemCount, base + c.VtxOffset});
    }
  }
}

bool LastFrame::equal(const Copy& a, const Copy& b) {
  return same_bytes(a.vertices, b.vertices) && same_bytes(a.indices, b.indices) &&
         std::ranges::equal(a.commands, b.commands, [](const Command& x, const Command& y) {
           return same(x.clip, y.clip) && x.texture == y.texture && x.first == y.first && x.count == y.count && x.base == y.base;
         });
}

void LastFrame::expand(const Copy& frame, std::vector<Triangle>& triangles) {
  triangles.clear();
  for (const Command& c : frame.commands) {
    for (unsigned i = 0; i + 2 < c.count; i += 3) {
      Triangle& t = triangles.emplace_back();
      for (unsigned k = 0; k < 3; ++k) t.corners[k] = frame.vertices[c.base + frame.indices[c.first + i + k]];
      t.clip = c.clip;
      t.texture = c.texture;
    }
  }
}

Damage LastFrame::difference() const {
  const auto equal = [](const Triangle& a, const Triangle& b) {
    // Bit by bit: a vertex has no padding, and -0 in place of 0 only draws once more. NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c)
    return std::memcmp(a.corners, b.corners, sizeof a.corners) == 0 && same(a.clip, b.clip) && a.texture == b.texture;
  };
  Bounds bounds;
  const auto add = [&](const Triangle& t) {
    const auto [x0, x1] = std::minmax({t.corners[0].pos.x, t.corners[1].pos.x, t.corners[2].pos.x});
    const auto [y0, y1] = std::minmax({t.corners[0].pos.y, t.corners[1].pos.y, t.corners[2].pos.y});
    bounds.add(std::max(x0, t.clip.x), std::max(y0, t.clip.y), std::min(x1, t.clip.z), std::min(y1, t.clip.w));
  };
  if (before_.size() == after_.size()) {
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (equal(before_[i], after_[i])) continue;
      add(before_[i]);
      add(after_[i]);
    }
  } else {
    // Some came or went: what stands between the first and the last difference.
    const std::size_t shorter = std::min(before_.size(), after_.size());
    std::size_t head = 0, tail = 0;
    while (head < shorter && equal(before_[head], after_[head])) ++head;
    while (tail < shorter - head && equal(before_[before_.size() - 1 - tail], after_[after_.size() - 1 - tail])) ++tail;
    for (std::size_t i = head; i + tail < before_.size(); ++i) add(before_[i]);
    for (std::size_t i = head; i + tail < after_.size(); ++i) add(after_[i]);
  }
  const auto pixel = [](float edge, float most, float by) { return static_cast<int>(std::clamp(edge + by, 0.0f, most)); };
  const ImVec2 size = shown_.size;
  return {pixel(std::floor(bounds.left), size.x, -1), pixel(std::floor(bounds.top), size.y, -1), pixel(std::ceil(bounds.right), size.x, 1),
          pixel(std::ceil(bounds.bottom), size.y, 1)};
}

std::optional<Damage> LastFrame::changed(const ImDrawData& data) {
  copy(data, next_);
  const bool known = next_.size.x == shown_.size.x && next_.size.y == shown_.size.y;
  if (known && equal(shown_, next_)) return std::nullopt;
  if (known) expand(shown_, before_);
  std::swap(shown_, next_);
  if (!known) return Damage{0, 0, static_cast<int>(std::ceil(shown_.size.x)), static_cast<int>(std::ceil(shown_.size.y))};
  expand(shown_, after_);
  const Damage damage = difference();
  return damage.empty() ? std::nullopt : std::optional(damage);
}

}  // namespace syncwall
