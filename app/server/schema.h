// The tables of the job database. Made, and brought to the newest version, when the store opens.
#pragma once

#include "server/sqlite.h"

namespace syncwall {

// Throws SqliteError, also for a database of a newer program.
void bring_up_to_date(Database& database);

}  // namespace syncwall
