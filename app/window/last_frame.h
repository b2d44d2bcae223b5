// LastFrame: the vertices of the frame on the screen, to leave out drawing and presenting one that is equal.
// Comparing bytes costs less than drawing them in software, as a wall screen often does. UI thread only.
#pragma once

#include <cstddef>
#include <vector>

struct ImDrawData;

namespace syncwall {

class LastFrame {
 public:
  // Whether `data` differs from the last frame that did; keeps it if so. No allocation once warm.
  [[nodiscard]] bool changed(const ImDrawData& data);
  // The screen no longer shows it (another font atlas, another context).
  void forget() { bytes_.clear(); }

 private:
  std::vector<std::byte> bytes_, scratch_;
};

}  // namespace syncwall
