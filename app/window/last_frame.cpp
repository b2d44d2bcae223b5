#include "window/last_frame.h"

#include <imgui.h>

#include <cstring>
#include <utility>

namespace syncwall {

namespace {

void append(std::vector<std::byte>& to, const void* data, std::size_t bytes) {
  const std::size_t at = to.size();
  to.resize(at + bytes);
  if (bytes > 0) std::memcpy(to.data() + at, data, bytes);
}

}  // namespace

bool LastFrame::changed(const ImDrawData& data) {
  scratch_.clear();
  append(scratch_, &data.DisplaySize, sizeof(data.DisplaySize));
  for (int i = 0; i < data.CmdListsCount; ++i) {
    const ImDrawList& list = *data.CmdLists[i];
    append(scratch_, list.VtxBuffer.Data, static_cast<std::size_t>(list.VtxBuffer.Size) * sizeof(ImDrawVert));
    append(scratch_, list.IdxBuffer.Data, static_cast<std::size_t>(list.IdxBuffer.Size) * sizeof(ImDrawIdx));
    for (const ImDrawCmd& cmd : list.CmdBuffer) {
      append(scratch_, &cmd.ClipRect, sizeof(cmd.ClipRect));
      append(scratch_, &cmd.ElemCount, sizeof(cmd.ElemCount));
    }
  }
  if (scratch_ == bytes_) return false;
  std::swap(scratch_, bytes_);
  return true;
}

}  // namespace syncwall
