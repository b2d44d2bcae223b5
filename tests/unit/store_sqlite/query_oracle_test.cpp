// The store with the terms of `q` held to the naive reading (support/naive_query.h), on random queries and hostile
// names.
#include <doctest/doctest.h>

#include "jobs/filter/filter_grammar.h"
#include "server/request_values.h"
#include "support/naive_query.h"
#include "support/random_queries.h"
#include "support/store_fixture.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("pages and totals of any query are the naive ones, as for all jobs so for one user's own") {
  constexpr WallMs kNow = 30 * 3'600'000;
  for (const std::uint64_t n : {300u, 6'000u}) {
    StoreFixture f(n);
    // As the store keeps them: what may be a secret in an error is masked.
    const std::vector<Job> jobs = f.walk({}, {SortColumn::Created, true}, 1000);
    REQUIRE(jobs.size() == n);
    RandomQueries queries(n, true);
    for (int i = 0; i < (n > 1000 ? 60 : 600); ++i) {
      const Filter filter = queries.filter();
      const Scope scope =
          queries.below(3) == 0 ? Scope{false, "user-" + std::to_string(queries.below(9))} : Scope{true, ""};
      CAPTURE(filter_text(filter));
      PageRequest request;
      request.filter = filter;
      request.now = kNow;
      request.sort = {static_cast<SortColumn>(queries.below(kSortColumns)), queries.below(2) == 0};
      request.limit = 1000;
      std::vector<Job> wanted;
      const NaiveQuery naive(filter, kNow);
      for (const Job& job : jobs) {
        if ((scope.all || job.user_id == scope.user_id) && naive.matches(job)) wanted.push_back(job);
      }
      const auto total = static_cast<std::int64_t>(wanted.size());
      const std::vector<std::string> ids = ids_of(naive_view(wanted, {{}, {request.sort}}, kNow));
      std::vector<std::string> got;
      while (true) {
        const auto page = f.store->page(scope, request);
        REQUIRE(page.ok());
        REQUIRE(page.value().total == total);
        for (const Job& job : page.value().jobs) got.push_back(job.id);
        if (!page.value().next) break;
        request.after = page.value().next;
      }
      REQUIRE((got == ids));
    }
  }
}

TEST_CASE("q of a request: the same terms, and a sentence with the place where it is wrong") {
  const auto read = [](std::string q) { return parse_page_request({{"q", std::move(q)}, {"user_filter", "ann"}}); };
  const auto good = read("status:failed -error:/4../");
  REQUIRE(good.ok());
  CHECK(filter_text(good.value().filter) == "user:ann status:failed -error:/4../");
  const auto wrong = read("user:a stat:failed");
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.problem().what == "parameter q: unknown field `stat`, did you mean `status`? at byte 7: stat");
  for (const char* q : {"server:x", "is:deleting", "sort:user", "user:/(/", "\xFF"}) CHECK_FALSE(read(q).ok());
  CHECK_FALSE(read(std::string(9'000, 'x')).ok());
}
