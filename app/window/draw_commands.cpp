#include "window/draw_commands.h"

#include <glad/gl.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

namespace syncwall {

namespace {

constexpr long kLeastPx = 4'000;  // a rectangle; smaller ones aren't worth a command of their own
constexpr unsigned kQuad = 6;     // indices of two triangles

// The first px whose middle lies at or after the edge: what a rasteriser fills.
int first_px(float edge) { return static_cast<int>(std::ceil(edge - 0.5f)); }

struct SolidRect {
  Damage px;
  ImU32 colour;
};

// What ImDrawList::PrimRect made, where it is opaque, of one colour and large.
std::optional<SolidRect> solid_rect(const ImDrawList& list, const ImDrawCmd& command, unsigned at) {
  std::array<unsigned, kQuad> index{};
  for (unsigned i = 0; i < kQuad; ++i) index[i] = list.IdxBuffer[static_cast<int>(command.IdxOffset + at + i)];
  const unsigned first = index[0];
  if (index != std::array{first, first + 1, first + 2, first, first + 2, first + 3}) return std::nullopt;
  const ImDrawVert* const corner = &list.VtxBuffer[static_cast<int>(command.VtxOffset + first)];
  const ImDrawVert &a = corner[0], &b = corner[1], &c = corner[2], &d = corner[3];
  if ((a.col & IM_COL32_A_MASK) != IM_COL32_A_MASK || a.col != b.col || a.col != c.col || a.col != d.col)
    return std::nullopt;
  const auto same_texel = [&](const ImDrawVert& v) { return v.uv.x == a.uv.x && v.uv.y == a.uv.y; };
  if (!same_texel(b) || !same_texel(c) || !same_texel(d)) return std::nullopt;
  if (a.pos.y != b.pos.y || b.pos.x != c.pos.x || c.pos.y != d.pos.y || d.pos.x != a.pos.x) return std::nullopt;
  // The back end cuts by whole px, and so is it cut here.
  const ImVec4& clip = command.ClipRect;
  const int left = static_cast<int>(clip.x), top = static_cast<int>(clip.y);
  const Damage px{std::max(first_px(a.pos.x), left), std::max(first_px(a.pos.y), top),
                  std::min(first_px(c.pos.x), left + static_cast<int>(clip.z - clip.x)),
                  std::min(first_px(c.pos.y), top + static_cast<int>(clip.w - clip.y))};
  return px.area() >= kLeastPx ? std::optional(SolidRect{px, a.col}) : std::nullopt;
}

void clear(const ImDrawList*, const ImDrawCmd* command) {
  std::array<GLint, 4> viewport{};
  glGetIntegerv(GL_VIEWPORT, viewport.data());
  const ImVec4& r = command->ClipRect;
  const ImVec4 colour =
      ImGui::ColorConvertU32ToFloat4(static_cast<ImU32>(reinterpret_cast<std::uintptr_t>(command->UserCallbackData)));
  glScissor(static_cast<GLint>(r.x), viewport[3] - static_cast<GLint>(r.w), static_cast<GLsizei>(r.z - r.x),
            static_cast<GLsizei>(r.w - r.y));
  glClearColor(colour.x, colour.y, colour.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
}

ImVec4 clip_of(const Damage& px) {
  return {static_cast<float>(px.left), static_cast<float>(px.top), static_cast<float>(px.right),
          static_cast<float>(px.bottom)};
}

ImDrawCmd clearing(const ImDrawCmd& of, const SolidRect& rect) {
  ImDrawCmd made = of;
  made.ClipRect = clip_of(rect.px);
  made.ElemCount = 0;
  made.UserCallback = clear;
  made.UserCallbackData = reinterpret_cast<void*>(static_cast<std::uintptr_t>(rect.colour));
  return made;
}

// `command` in pieces, its solid rectangles as clears between them.
void split(const ImDrawList& list, const ImDrawCmd& command, ImVector<ImDrawCmd>& into) {
  unsigned begin = 0;
  const auto leave = [&](unsigned end) {
    if (end == begin) return;
    ImDrawCmd piece = command;
    piece.IdxOffset += begin;
    piece.ElemCount = end - begin;
    into.push_back(piece);
  };
  for (unsigned at = 0; at + kQuad <= command.ElemCount;) {
    const auto rect = solid_rect(list, command, at);
    if (!rect) {
      at += 3;
      continue;
    }
    leave(at);
    into.push_back(clearing(command, *rect));
    begin = at += kQuad;
  }
  leave(command.ElemCount);
}

}  // namespace

void cut_commands(const ImDrawList& list, const ImVector<ImDrawCmd>& commands, const Damage& part,
                  ImVector<ImDrawCmd>& into) {
  into.resize(0);
  const ImVec4 within = clip_of(part);
  for (const ImDrawCmd& command : commands) {
    if (command.UserCallback != nullptr) {
      into.push_back(command);
      continue;
    }
    ImDrawCmd cut = command;
    const ImVec4& clip = command.ClipRect;
    cut.ClipRect = {std::max(clip.x, within.x), std::max(clip.y, within.y), std::min(clip.z, within.z),
                    std::min(clip.w, within.w)};
    if (cut.ClipRect.x < cut.ClipRect.z && cut.ClipRect.y < cut.ClipRect.w) split(list, cut, into);
  }
}

bool clears(const ImDrawCmd& command, const Damage& part) {
  const ImVec4 &done = command.ClipRect, wanted = clip_of(part);
  return command.UserCallback == clear && done.x <= wanted.x && done.y <= wanted.y && done.z >= wanted.z &&
         done.w >= wanted.w;
}

}  // namespace syncwall
