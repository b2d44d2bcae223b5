// The audit of a store, read page by page. In tests only.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "store/job_store.h"

namespace syncwall::test {

[[nodiscard]] inline std::vector<AuditRecord> whole_audit(JobStore& store, AuditRequest request = {}) {
  std::vector<AuditRecord> all;
  do {
    const auto page = store.audit(request);
    REQUIRE(page.ok());
    CHECK(static_cast<std::int64_t>(page.value().records.size()) <= request.limit);
    all.insert(all.end(), page.value().records.begin(), page.value().records.end());
    request.before = page.value().next;
  } while (request.before != 0);
  return all;
}

}  // namespace syncwall::test
