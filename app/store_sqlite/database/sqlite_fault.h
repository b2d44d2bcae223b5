// SQLite's result codes as what an operator does about them. Pure; any thread.
#pragma once

#include "store/database_fault.h"

namespace syncwall {

// Of SQLite's extended code, and the errno with it.
[[nodiscard]] DatabaseFault fault_of(int sqlite_code, int system_error);

}  // namespace syncwall
