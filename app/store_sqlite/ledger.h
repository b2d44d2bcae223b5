// What a database must still know later of its own past: which deletions it has carried out, by the request's id, and
// which epochs its revisions belong to. Functions on a connection; the transaction is the caller's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "store/store.h"
#include "store_sqlite/database/sqlite.h"

namespace syncwall {

// The tables, where there are none yet, and what older ones lack.
void make_ledger(Database& database);

// Epochs. One begins each time a database is opened for writing. A database restored from a backup has not heard of
// the epochs since that backup, so a reader who has must read afresh, also when the revision has been passed
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
// Whose id it is: each user's are their own.
struct RequestOf {
  std::string_view user_id, request_id;
};
// So many are kept of each user (StoreOptions::kept_requests), and no user's calls touch another's. Beyond that the
// oldest is forgotten, if no request of its time can still arrive; else there is no room for another one.

[[nodiscard]] std::optional<PastDeletion> past_deletion(Database& database, const RequestOf& request);
// Before remember_deletion(). False: there is no room, and so nothing must be done under a new id. `now`: ms since
// 1970.
[[nodiscard]] bool make_room(Database& database, std::string_view user_id, std::int64_t now, std::int64_t kept);
void remember_deletion(Database& database, const RequestOf& request, const PastDeletion& deletion, std::int64_t now);
[[nodiscard]] std::unordered_set<std::string> deleted_by(Database& database, const PastDeletion& deletion);

}  // namespace syncwall
