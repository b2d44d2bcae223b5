// Cursor: where a page ended, as an opaque text (keyset pagination): the sort key and the id of its last row, so
// that pages neither skip nor repeat rows that didn't move. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "jobs/query.h"

namespace syncwall {

struct Cursor {
  SortKey sort;
  std::string key;  // an integer in decimals; of a text its number in `names`, since a text may be too long for a URL
  std::string id;
  std::int64_t total = 0;  // counted for the first page: counting again for each would cost more than the page

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

[[nodiscard]] std::string to_text(const Cursor& cursor);
// Nothing for a text that no server of this kind has made.
[[nodiscard]] std::optional<Cursor> parse_cursor(std::string_view text);

}  // namespace syncwall
