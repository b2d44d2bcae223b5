// What can be said of filters without a job: which one is narrower, which change with time, and which part a server
// answers. Pure functions; any thread.
#pragma once

#include "jobs/account.h"
#include "jobs/query.h"

namespace syncwall {

// Whatever passes `filter` passes `wider` too, as far as their terms show: each of `wider` follows from one of
// `filter`.
[[nodiscard]] bool narrows(const Filter& filter, const Filter& wider);

// A job may begin or cease to match although nothing changes but the time: lateness, and ages.
[[nodiscard]] bool depends_on_now(const Filter& filter);
[[nodiscard]] bool asks_lateness(const Term& term);
[[nodiscard]] bool asks_deleting(const Filter& filter);

// The same with local times in UTC: what may be sent to a server, and compared with what was sent.
[[nodiscard]] Filter in_utc(const Filter& filter);

// The part of a query that a server answers: the terms that `offered.filters` covers, in UTC, and the first sort key.
// Never what changes with time: pages walked an hour ago prove nothing about the ages of now.
[[nodiscard]] Query server_part(const Query& query, const Capabilities& offered);

// Whether any server can judge it: only the window knows what it deletes, and what it calls a server.
[[nodiscard]] bool for_servers(const Term& term);

}  // namespace syncwall
