#include "table/columns.h"

namespace syncwall {

const std::array<ColumnInfo, kColumns>& columns() {
  static constexpr std::array<ColumnInfo, kColumns> kTable{{
      {Column::Tick, "tick", "", 31, std::nullopt, false, false},
      {Column::User, "user", "User", 274, SortColumn::User, true, true},
      {Column::Collection, "collection", "Collection", 353, SortColumn::Collection, false, true},
      {Column::Type, "type", "Type", 367, SortColumn::Type, false, true},
      {Column::Created, "created", "Created", 176, SortColumn::Created, false, false},
      {Column::LastSync, "last_sync", "Last Sync", 201, SortColumn::LastSync, false, false},
      {Column::Status, "status", "Status", 261, SortColumn::Status, false, true},
      {Column::Schedule, "schedule", "Schedule", 198, SortColumn::Schedule, false, false},
      {Column::Server, "server", "Server", 180, std::nullopt, false, false},
      {Column::Error, "error", "Error", 420, std::nullopt, false, false},
  }};
  return kTable;
}

const ColumnInfo& info(Column column) { return columns()[static_cast<std::size_t>(column)]; }

}  // namespace syncwall
