#include "jobs/query.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "jobs/job.h"

namespace syncwall {

namespace {

constexpr std::array<std::string_view, kSortColumns> kWire = {
    "user_name", "collection_name", "type", "created_at", "last_sync_at", "status", "schedule"};
constexpr std::array<std::string_view, kSortColumns> kShort = {"user",      "collection", "type",    "created",
                                                               "last_sync", "status",     "schedule"};

// Calls fn(word) for each comma-separated, trimmed, non-empty word; stops at the first problem.
template <class Fn>
Result<Done> each_word(std::string_view text, Fn fn) {
  if (!text.empty() && text.find_first_not_of(" ,") == std::string_view::npos)
    return Problem{"\"" + to_utf8(text) + "\" names nothing", "", ""};
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view word = text.substr(0, comma);
    text = comma == std::string_view::npos ? "" : text.substr(comma + 1);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (word.empty()) continue;
    if (auto done = fn(word); !done.ok()) return done;
  }
  return Done{};
}

template <class Enum>
std::string list_of(Mask mask, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<Enum>(i);
    if ((mask & bit(value)) == 0) continue;
    if (!text.empty()) text += ',';
    text += wire_name(value);
  }
  return text;
}

}  // namespace

std::string_view wire_name(SortColumn column) { return kWire[static_cast<std::size_t>(column)]; }

std::optional<SortColumn> parse_sort_column(std::string_view text) {
  for (std::size_t i = 0; i < kSortColumns; ++i) {
    if (text == kWire[i] || text == kShort[i]) return static_cast<SortColumn>(i);
  }
  return std::nullopt;
}

Query server_part(const Query& query) {
  Query part = query;
  if (part.filter.overdue || part.filter.stuck) part.filter.statuses = 0;
  part.filter.overdue = part.filter.stuck = false;
  if (part.sort.size() > 1) part.sort.resize(1);
  if (part.sort.empty()) part.sort = {SortKey{}};
  return part;
}

Result<Done> parse_statuses(std::string_view text, Filter& into) {
  return each_word(text, [&](std::string_view word) -> Result<Done> {
    const std::string lower = fold(word);
    if (lower == "all") return Done{};
    if (lower == "overdue") {
      into.overdue = true;
    } else if (lower == "stuck") {
      into.stuck = true;
    } else if (const Status status = parse_status(word); status != Status::Other) {
      into.statuses = static_cast<Mask>(into.statuses | bit(status));
    } else {
      return Problem{"unknown status \"" + to_utf8(word) + "\"", "",
                     "use pending, running, completed, failed, paused, overdue or stuck"};
    }
    return Done{};
  });
}

Result<Done> parse_types(std::string_view text, Filter& into) {
  return each_word(text, [&](std::string_view word) -> Result<Done> {
    if (fold(word) == "all") return Done{};
    const ConnectorType type = parse_type(word);
    if (type == ConnectorType::Other) {
      return Problem{"unknown connector type \"" + to_utf8(word) + "\"", "",
                     "use s3, azure_blob_storage, gcs, sharepoint_online, sharepoint_on_premise or confluence"};
    }
    into.types = static_cast<Mask>(into.types | bit(type));
    return Done{};
  });
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

std::string type_list(Mask types) { return list_of<ConnectorType>(types, kTypes); }
std::string status_list(Mask statuses) { return list_of<Status>(statuses, kStatuses); }

std::string filter_words(const Filter& filter) {
  std::string statuses, types, text;
  const auto add = [](std::string& to, std::string_view what, std::string_view between) {
    if (what.empty()) return;
    if (!to.empty()) to += between;
    to += what;
  };
  for (std::size_t i = 0; i < kStatuses; ++i) {
    if (((filter.statuses >> i) & 1u) == 0) continue;
    std::string word(label(static_cast<Status>(i)));
    word.front() = static_cast<char>(word.front() | 0x20);
    add(statuses, word, ", ");
  }
  if (filter.overdue) add(statuses, "overdue", ", ");
  if (filter.stuck) add(statuses, "stuck", ", ");
  for (std::size_t i = 0; i < kTypes; ++i) {
    if (((filter.types >> i) & 1u) != 0) add(types, label(static_cast<ConnectorType>(i)), ", ");
  }
  add(text, statuses, "");
  add(text, types, " · ");
  if (!filter.user.empty()) add(text, "user “" + one_line(filter.user) + "”", " · ");
  if (!filter.collection.empty()) add(text, "collection “" + one_line(filter.collection) + "”", " · ");
  return text;
}

}  // namespace syncwall
