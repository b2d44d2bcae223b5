// Names as they come: made valid, folded, cut, and put into the order in which they are drawn.
#include "draw/visual_text.h"
#include "fuzz/fuzz.h"

using namespace syncwall;
using test::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  const std::string text = to_utf8(bytes);
  require(is_utf8(text) && (text == bytes) == is_utf8(bytes));
  const std::string line = one_line(text);
  require(is_utf8(line) && line.find('\n') == std::string::npos);
  const std::string folded = fold(text);
  require(is_utf8(folded) && fold(folded) == folded);
  const std::string_view cut = cut_utf8(text, size / 2);
  require(cut.size() <= size / 2 && is_utf8(cut));
  static_cast<void>(fold(bytes));
  VisualText visual;
  const std::string drawn(visual.of(line));
  require(is_utf8(drawn));
  // What shows nothing goes, all of it at once, and what can be composed is; some characters are longer then (NFC).
  require(has_right_to_left(line) || (drawn.size() <= 3 * line.size() && visual.of(drawn) == drawn));
  require(visual.of(line) == drawn);
  return 0;
}
