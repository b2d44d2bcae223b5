// Records of the audit, within a transaction. Only for the .cpp files of SqliteStore.
#pragma once

#include <optional>
#include <string>

#include "store_sqlite/sqlite_store.h"

namespace syncwall {

// A job as the audit keeps it; nothing where there is none.
[[nodiscard]] std::optional<AuditRecord> look_at(Database& db, const std::string& id);
// What outsiders choose the length of is cut: names to 200 bytes, ids to 512.
void record(Database& db, const AuditRecord& what, const Requester& by);

}  // namespace syncwall
