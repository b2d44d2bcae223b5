// What a frame costs (F3). UI thread only.
#pragma once

#include <imgui.h>

#include <cstddef>
#include <cstdint>

namespace syncwall {

struct Frame;

struct MeterState {
  std::size_t cached_bytes = 0;  // of the snapshot of that version: counted anew only for another one
  std::uint64_t cached_bytes_version = 0;
};
void draw_meter(Frame& frame, ImVec2 display);

}  // namespace syncwall
