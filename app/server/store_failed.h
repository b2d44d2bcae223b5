// The answer to a request that the store did not carry out.
#pragma once

#include "net/server/http_session.h"
#include "store/store_error.h"

namespace syncwall {

// Conflict: 409. Limit: 429. Invalid: 400. Busy and Unavailable: 503. Broken: 500. For the last three the client gets
// the kind of fault; the reason goes into the log, and the client gets an id of it (Http).
[[nodiscard]] HttpAnswer store_failed(const StoreError& error);

}  // namespace syncwall
