// What a request is answered that the store could not carry out.
#pragma once

#include "net/server/http_session.h"
#include "store/database_fault.h"

namespace syncwall {

// The client is told what kind of fault it is; the reason goes into the log, and the client gets an id of it (Http).
[[nodiscard]] HttpAnswer store_failed(const StoreProblem& problem);

}  // namespace syncwall
