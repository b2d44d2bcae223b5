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
      if (c.ElemCount > 0)
        to.commands.push_back({c.ClipRect, c.GetTexID(), first + c.IdxOffset, c.ElemCount, base + c.VtxOffset});
    }
  }
}

bool LastFrame::equal(const Copy& a, const Copy& b) {
  return same_bytes(a.vertices, b.vertices) && same_bytes(a.indices, b.indices) &&
         std::ranges::equal(a.commands, b.commands, [](const Command& x, const Command& y) {
           return same(x.clip, y.clip) && x.texture == y.texture && x.first == y.first && x.count == y.count &&
                  x.base == y.base;
         });
}

void LastFrame::expand(const Copy& frame, std::size_t from, std::size_t to, std::vector<Triangle>& triangles) {
  triangles.clear();
  for (std::size_t at = from; at < to; ++at) {
    const Command& c = frame.commands[at];
    for (unsigned i = 0; i + 2 < c.count; i += 3) {
      Triangle& t = triangles.emplace_back();
      for (unsigned k = 0; k < 3; ++k) t.corners[k] = frame.vertices[c.base + frame.indices[c.first + i + k]];
      t.clip = c.clip;
      t.texture = c.texture;
    }
  }
}

// The px that a triangle may cover, and one around them.
void LastFrame::add(const Triangle& t) {
  const auto [x0, x1] = std::minmax({t.corners[0].pos.x, t.corners[1].pos.x, t.corners[2].pos.x});
  const auto [y0, y1] = std::minmax({t.corners[0].pos.y, t.corners[1].pos.y, t.corners[2].pos.y});
  const float left = std::max(x0, t.clip.x), top = std::max(y0, t.clip.y), right = std::min(x1, t.clip.z),
              bottom = std::min(y1, t.clip.w);
  if (left >= right || top >= bottom) return;
  const auto pixel = [](float edge, float most, float by) {
    return static_cast<int>(std::clamp(edge + by, 0.0f, most));
  };
  const ImVec2 size = next_.size;
  damage_.add({pixel(std::floor(left), size.x, -1), pixel(std::floor(top), size.y, -1),
               pixel(std::ceil(right), size.x, 1), pixel(std::ceil(bottom), size.y, 1)});
}

// Those commands of both frames, from `begin` on, as two piles of triangles.
void LastFrame::compare_commands(std::size_t begin, std::size_t before_end, std::size_t after_end) {
  const auto equal = [](const Triangle& a, const Triangle& b) {
    // Bit by bit: a vertex has no padding, and -0 in place of 0 only draws once more.
    // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c)
    return std::memcmp(a.corners, b.corners, sizeof a.corners) == 0 && same(a.clip, b.clip) && a.texture == b.texture;
  };
  expand(shown_, begin, before_end, before_);
  expand(next_, begin, after_end, after_);
  if (before_.size() == after_.size()) {
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (equal(before_[i], after_[i])) continue;
      add(before_[i]);
      add(after_[i]);
    }
    return;
  }
  // Some came or went: what stands between the first and the last difference.
  const std::size_t shorter = std::min(before_.size(), after_.size());
  std::size_t head = 0, tail = 0;
  while (head < shorter && equal(before_[head], after_[head])) ++head;
  while (tail < shorter - head && equal(before_[before_.size() - 1 - tail], after_[after_.size() - 1 - tail])) ++tail;
  for (std::size_t i = head; i + tail < before_.size(); ++i) add(before_[i]);
  for (std::size_t i = head; i + tail < after_.size(); ++i) add(after_[i]);
}

// Command by command where both frames have the same ones, as most frames do: a triangle more in a header moves nothing
// in the rows below it. Where commands came or went, all from the first to the last that differ are one pile.
void LastFrame::compare() {
  const auto alike = [](const Command& a, const Command& b) { return same(a.clip, b.clip) && a.texture == b.texture; };
  const std::vector<Command>&before = shown_.commands, &after = next_.commands;
  if (std::ranges::equal(before, after, alike)) {
    for (std::size_t i = 0; i < before.size(); ++i) compare_commands(i, i + 1, i + 1);
  } else {
    compare_commands(0, before.size(), after.size());
  }
  damage_.settle();
}

std::span<const Damage> LastFrame::changed(const ImDrawData& data) {
  copy(data, next_);
  damage_.clear();
  const bool known = next_.size.x == shown_.size.x && next_.size.y == shown_.size.y;
  if (!known)
    damage_.add({0, 0, static_cast<int>(std::ceil(next_.size.x)), static_cast<int>(std::ceil(next_.size.y))});
  else if (!equal(shown_, next_))
    compare();
  std::swap(shown_, next_);
  return damage_.parts();
}

}  // namespace syncwall
