#include "jobs/query.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "jobs/word_list.h"

namespace syncwall {

namespace {

constexpr std::array<std::string_view, kSortColumns> kWire = {
    "user_name", "collection_name", "type", "created_at", "last_sync_at", "status", "schedule"};
constexpr std::array<std::string_view, kSortColumns> kShort = {"user",      "collection", "type",    "created",
                                                               "last_sync", "status",     "schedule"};

}  // namespace

std::string_view wire_name(SortColumn column) { return kWire[static_cast<std::size_t>(column)]; }
std::string_view short_name(SortColumn column) { return kShort[static_cast<std::size_t>(column)]; }

std::optional<SortColumn> parse_sort_column(std::string_view text) {
  for (std::size_t i = 0; i < kSortColumns; ++i) {
    if (text == kWire[i] || text == kShort[i]) return static_cast<SortColumn>(i);
  }
  return std::nullopt;
}

Result<std::vector<SortKey>> parse_sort(std::string_view text) {
  std::vector<SortKey> keys;
  auto done = each_word(text, [&](std::string_view word) -> Result<Done> {
    const bool descending = word.starts_with('-');
    if (descending) word.remove_prefix(1);
    const auto column = parse_sort_column(word);
    if (!column) {
      return Problem{"unknown sort column \"" + to_utf8(word) + "\"", "",
                     "use user, collection, type, created, last_sync, status or schedule, with - for descending"};
    }
    if (std::ranges::none_of(keys, [&](const SortKey& key) { return key.column == *column; })) {
      keys.push_back({*column, !descending});
    }
    return Done{};
  });
  if (!done.ok()) return done.problem();
  if (keys.empty()) keys.push_back({});
  return keys;
}

}  // namespace syncwall
