// The one table of columns: what a new column needs is a row here and a case in job_text.cpp. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "jobs/query.h"

namespace syncwall {

enum class Column : std::uint8_t { Tick, User, Collection, Type, Created, LastSync, Status, Schedule, Server, Error };
inline constexpr std::size_t kColumns = 10;

struct ColumnInfo {
  Column column;
  std::string_view key;            // in saved settings, TSV and JSON
  std::string_view label;          // in the header
  float width_px;                  // at scale 1; shares the free space in these proportions
  std::optional<SortColumn> sort;  // none: no query orders by it
  bool admin_only;
  bool loud;  // drawn in the text colour; others are quiet
};

[[nodiscard]] const std::array<ColumnInfo, kColumns>& columns();
[[nodiscard]] const ColumnInfo& info(Column column);

}  // namespace syncwall
