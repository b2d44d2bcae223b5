// StoreError: why a store could not do what it was asked. Its texts are for the operator (SQL and paths may stand in
// them), never for a client: those get words_of(fault). Values; any thread.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "store/database_fault.h"

namespace syncwall {

struct StoreError : Problem {
  enum class Kind : unsigned char {
    Busy,         // nothing was done; a moment later the same may go well
    Unavailable,  // nothing was done; until an operator acts (a full disk, a missing file) nothing will be
    Conflict,     // nothing was done: it contradicts what the store knows (a deletion given up, a name that is taken)
    Limit,        // nothing was done: the caller has used up what is kept for one user
    Invalid,      // nothing was done: what was asked for makes no sense
    Broken        // the database is damaged, or failed for an unknown reason
  };
  Kind kind = Kind::Broken;
  DatabaseFault fault = DatabaseFault::None;  // None: of the request, not of the database
};

template <class T>
using Stored = Result<T, StoreError>;

[[nodiscard]] StoreError::Kind kind_of(DatabaseFault fault);
// In an operator's words, with what to do about it. `database`: how the operator names it, such as its file.
[[nodiscard]] StoreError store_error(const std::filesystem::path& database, DatabaseFault fault, std::string why);
// Of the request: the database is well.
[[nodiscard]] StoreError refusal(StoreError::Kind kind, Problem problem);

}  // namespace syncwall
