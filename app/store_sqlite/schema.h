// The tables of a job database, and bringing an older file up to date.
#pragma once

#include "store_sqlite/database/sqlite.h"

namespace syncwall {

// Whether the file's header says already that it is ours, or there is nothing in it: of no other program's file.
[[nodiscard]] bool header_is_ours(const std::filesystem::path& file);

// Whether something stands at its beginning that is no database's: a text, a picture, or a header that is damaged.
[[nodiscard]] bool begins_otherwise(const std::filesystem::path& file);

// Throws SqliteError, also for a file of a newer version or of another program.
void bring_up_to_date(Database& database);
// The version of a file of ours, 0 for an empty one; throws for another program's. Writes nothing.
[[nodiscard]] std::int64_t checked_version(Database& database);

// Around writing very many jobs into an empty database: what can be made in one go afterwards is not kept up row by
// row. In one transaction with the writing.
void begin_bulk(Database& database);
void end_bulk(Database& database);

}  // namespace syncwall
