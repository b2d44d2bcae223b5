// What a client gets for each kind of a store's errors.
#include "server/store_failed.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace syncwall;

namespace {

std::optional<std::string> retry_after(const HttpAnswer& answer) {
  for (const auto& [name, value] : answer.headers) {
    if (name == "Retry-After") return value;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("what a store refuses is answered in its own words; only the limit says when to try again") {
  const Problem why{"this deletion was given up", "not for the client", ""};
  const HttpAnswer conflict = store_failed(refusal(StoreError::Kind::Conflict, why));
  CHECK(conflict.status == 409);
  CHECK(conflict.body == R"({"code":409,"message":"this deletion was given up"})");
  CHECK_FALSE(conflict.fault.has_value());
  CHECK_FALSE(retry_after(conflict).has_value());
  CHECK(store_failed(refusal(StoreError::Kind::Invalid, why)).status == 400);
  const HttpAnswer limit = store_failed(refusal(StoreError::Kind::Limit, why));
  CHECK(limit.status == 429);
  CHECK(retry_after(limit) == "3600");
}

TEST_CASE("a fault of the database: 503 where it may pass or be mended while the server runs, else 500; no path") {
  struct Row {
    DatabaseFault fault;
    StoreError::Kind kind;
    bool later;
  };
  for (const Row& row : {Row{DatabaseFault::Busy, StoreError::Kind::Busy, true},
                         Row{DatabaseFault::NoDescriptors, StoreError::Kind::Busy, true},
                         Row{DatabaseFault::NoMemory, StoreError::Kind::Busy, true},
                         Row{DatabaseFault::DiskFull, StoreError::Kind::Unavailable, true},
                         Row{DatabaseFault::Gone, StoreError::Kind::Unavailable, true},
                         Row{DatabaseFault::NoAccess, StoreError::Kind::Unavailable, true},
                         Row{DatabaseFault::Corrupt, StoreError::Kind::Broken, false},
                         Row{DatabaseFault::Foreign, StoreError::Kind::Broken, false},
                         Row{DatabaseFault::Other, StoreError::Kind::Broken, false}}) {
    CAPTURE(name_of(row.fault));
    const StoreError error = store_error("/secret/path.db", row.fault, "SELECT secret");
    CHECK((error.kind == row.kind));
    const HttpAnswer answer = store_failed(error);
    CHECK(answer.body.find("secret") == std::string::npos);
    REQUIRE(answer.fault.has_value());
    CHECK((answer.fault->retry_after_s > 0) == row.later);
    CHECK(answer.fault->shown == words_of(row.fault));
    CHECK(answer.fault->problem.text().find("SELECT secret") != std::string::npos);
  }
}
