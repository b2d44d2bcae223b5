#include "cache/views/cut.h"

#include <algorithm>
#include <span>

#include "cache/views/row_filter.h"
#include "cache/views/row_horizon.h"
#include "cache/views/row_order.h"

namespace syncwall {

Cut cut_to(std::int64_t keep, const Snapshot& snapshot, const Query& query, Origin origin) {
  const RowFilter filter(snapshot, query.filter, 0);
  const RowHorizon horizon(snapshot, query, origin);
  std::vector<CacheRow> inside, outside;
  for (std::uint32_t i = 0; i < snapshot.rows(); ++i) {
    const CacheRow row{i};
    if (!snapshot.alive(row) || snapshot.origin(row) != origin) continue;
    (filter.matches(row) && horizon.within(row) ? inside : outside).push_back(row);
  }
  Cut cut;
  const auto leave = [&](std::span<const CacheRow> rows) {
    UuidText buffer;
    for (const CacheRow row : rows) cut.leaving.emplace_back(snapshot.dictionary().id_text(snapshot.id(row), buffer));
  };
  const std::size_t room = static_cast<std::size_t>(std::max<std::int64_t>(keep, 0));
  const std::size_t all = inside.size() + outside.size();
  leave(std::span(outside).first(std::min(outside.size(), all - std::min(all, room))));
  if (room > 0 && inside.size() > room) {
    const RowOrder order(snapshot.dictionary(), query.sort);
    const auto last = inside.begin() + static_cast<std::ptrdiff_t>(room) - 1;
    std::ranges::nth_element(inside, last,
                             [&](CacheRow a, CacheRow b) { return order.compare(snapshot, a, snapshot, b) < 0; });
    Snapshot::IdBuffers ids;
    cut.last = to_owned(snapshot.job(*last, ids));
    leave(std::span(inside).subspan(room));
    inside.resize(room);
  }
  cut.inside = static_cast<std::int64_t>(inside.size());
  return cut;
}

}  // namespace syncwall
