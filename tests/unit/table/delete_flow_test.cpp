#include "table/delete_flow.h"

#include <doctest/doctest.h>

#include <numeric>

#include "support/table_fixture.h"

using namespace syncwall;
using namespace syncwall::test;
using State = DeleteFlow::State;

namespace {
std::vector<CacheRow> rows(std::uint32_t n) {
  std::vector<CacheRow> all;
  for (std::uint32_t i = 0; i < n; ++i) all.push_back(CacheRow(i));
  return all;
}
}  // namespace

TEST_CASE("the list is checked again at the moment of pressing, and changes must be seen before they are sent") {
  TableFixture f;
  f.put(some_jobs(4));
  DeleteFlow flow;
  flow.ask(f.cache.snapshot(), rows(4), 1);
  CHECK(flow.state() == State::Asking);
  CHECK(flow.count() == 4);
  CHECK(flow.hidden() == 1);
  CHECK(flow.named()[2].collection == "Collection 1002");
  CHECK(flow.with_status(Status::Completed) == 4);

  f.remove("job-1003");
  f.put({TableFixture::job(1, Status::Running)});
  CHECK(flow.confirm(f.cache.snapshot(), 1).empty());
  CHECK(flow.state() == State::Rechecked);
  CHECK(flow.gone() == 1);
  CHECK(flow.began() == 1);
  CHECK(flow.count() == 3);
  const auto ids = flow.confirm(f.cache.snapshot(), 2);
  CHECK((ids == std::vector<std::string>{"job-1000", "job-1001", "job-1002"}));
  CHECK(flow.state() == State::Sending);
  CHECK(flow.deleting(CacheRow(2)));
  CHECK_FALSE(flow.deleting(CacheRow(3)));
}

TEST_CASE("the outcome names each failure, and Retry asks for those only") {
  TableFixture f;
  f.put(some_jobs(3));
  DeleteFlow flow;
  flow.ask(f.cache.snapshot(), rows(3), 0);
  CHECK(flow.confirm(f.cache.snapshot(), 7).size() == 3);
  auto other = std::make_shared<DeleteProgress>();
  other->request_id = 6;
  other->finished = true;
  flow.update(f.cache.snapshot(), other);
  CHECK(flow.state() == State::Sending);
  auto done = std::make_shared<DeleteProgress>();
  done->request_id = 7;
  done->total = 3;
  done->finished = true;
  done->results = {{"job-1000", DeleteResult::Kind::Deleted, ""},
                   {"job-1001", DeleteResult::Kind::Failed, "the database is locked"},
                   {"job-1002", DeleteResult::Kind::AlreadyGone, ""}};
  flow.update(f.cache.snapshot(), done);
  CHECK(flow.state() == State::Outcome);
  CHECK(flow.deleted() == 1);
  CHECK(flow.already_gone() == 1);
  REQUIRE(flow.failures().size() == 1);
  CHECK(flow.failures()[0].collection == "Collection 1001");
  CHECK(flow.failures()[0].reason == "the database is locked");
  flow.retry(f.cache.snapshot());
  CHECK(flow.state() == State::Asking);
  CHECK(flow.count() == 1);
  flow.close();
  CHECK_FALSE(flow.open());
}

TEST_CASE("over 50 jobs the number must be typed") {
  TableFixture f;
  f.put(some_jobs(1051));
  DeleteFlow flow;
  flow.ask(f.cache.snapshot(), rows(50), 0);
  CHECK_FALSE(flow.must_type());
  CHECK(flow.may_confirm(""));
  flow.ask(f.cache.snapshot(), rows(1051), 0);
  CHECK(flow.must_type());
  CHECK_FALSE(flow.may_confirm(""));
  CHECK_FALSE(flow.may_confirm("105"));
  CHECK(flow.may_confirm("1051"));
  CHECK(flow.may_confirm("1,051"));
}
