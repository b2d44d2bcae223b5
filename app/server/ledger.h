// What a database must still know later of its own past: which deletions it has carried out, by the request's id, and
// which epochs its revisions belong to. Functions on a connection; the transaction is the caller's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "server/sqlite.h"

namespace syncwall {

// The tables, where there are none yet. They stand outside the schema's versions: an older server leaves them alone.
void make_ledger(Database& database);

// Epochs. One begins each time a database is opened for writing. A database restored from a backup has not heard of
// the epochs since that backup, so a reader who has is told to read afresh, also when the revision has been passed
// again; after a mere restart nobody is.
void begin_epoch(Database& database, std::int64_t revision);
[[nodiscard]] std::string current_epoch(Database& database);
// Whether `revision` of that epoch is a part of this database's past.
[[nodiscard]] bool in_past(Database& database, std::string_view epoch, std::int64_t revision);

// A deletion that was sent under an id. Its tombstones are those with first < revision <= last.
struct PastDeletion {
  std::int64_t first = 0, last = 0;
  bool given_up = false;  // by its sender, before it came: it must never happen
};
[[nodiscard]] std::optional<PastDeletion> past_deletion(Database& database, std::string_view request_id);
void remember_deletion(Database& database, std::string_view request_id, const PastDeletion& deletion);
[[nodiscard]] std::unordered_set<std::string> deleted_by(Database& database, const PastDeletion& deletion);

}  // namespace syncwall
