// The server's cursors, which come back from clients.
#include "fuzz/fuzz.h"
#include "store/cursor.h"

using namespace syncwall;
using test::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const auto cursor = parse_cursor(text);
  if (!cursor) return 0;
  require(static_cast<std::size_t>(cursor->sort.column) < kSortColumns);
  require(cursor->total >= 0 && !cursor->key.empty());
  require(is_utf8(cursor->id));
  const auto again = parse_cursor(to_text(*cursor));
  require(again && *again == *cursor);
  return 0;
}
