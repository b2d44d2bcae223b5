// A description's request → the request that is sent. Pure; any thread.
#pragma once

#include "net/client/http_client.h"
#include "sources/described/evaluate.h"
#include "sources/described/list_walk.h"

namespace syncwall::described {

// Without the headers that open doors. Places in the path and in the query are percent-encoded; a query's parameter
// that names a variable without a value is left out. A problem: one of the places has no value in this row.
[[nodiscard]] Result<ClientRequest> make_request(const Description& description, const RequestSpec& spec,
                                                 const Scope& scope, const PageParams& page = {});

// The value of a header; what can't stand in one is a problem, and never repeated.
[[nodiscard]] Result<std::string> header_value(const TextTemplate& text, const Scope& scope, const std::string& name);

}  // namespace syncwall::described
