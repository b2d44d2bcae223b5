#include "jobs/query.h"
#include "support/plain_query.h"

#include <doctest/doctest.h>

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("statuses, types and sort keys are read, and an unknown word is named") {
  PlainFilter filter;
  REQUIRE(parse_statuses("failed, Paused,overdue", filter).ok());
  CHECK(filter.statuses == (bit(Status::Failed) | bit(Status::Paused)));
  CHECK(filter.overdue);
  const auto bad = parse_statuses("failed,broken", filter);
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.problem().what.find("\"broken\"") != std::string::npos);

  REQUIRE(parse_types("s3,azure", filter).ok());
  CHECK(type_list(filter.types) == "s3,azure_blob_storage");
  CHECK_FALSE(parse_types("ftp", filter).ok());

  const auto sort = parse_sort("-last_sync,user_name,user");
  REQUIRE(sort.ok());
  CHECK(sort.value() == std::vector<SortKey>{{SortColumn::LastSync, false}, {SortColumn::User, true}});
  CHECK_FALSE(parse_sort("colour").ok());
}

TEST_CASE("a server is asked only what it can answer") {
  Query query;
  set_statuses(query.filter, bit(Status::Failed));
  query.sort = {{SortColumn::Status, true}, {SortColumn::User, true}};
  CHECK(plain_part(server_part(query, full_server()).filter).statuses == bit(Status::Failed));
  CHECK(server_part(query, full_server()).sort.size() == 1);
  set_overdue(query.filter, true);
  CHECK(server_part(query, full_server()).filter.all());
}

TEST_CASE("every column's wire name reads back") {
  for (std::size_t i = 0; i < kSortColumns; ++i) {
    const auto column = static_cast<SortColumn>(i);
    CHECK(parse_sort_column(wire_name(column)) == column);
  }
}
