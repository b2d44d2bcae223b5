// Pages held to the one order and the one filter, on random jobs with hostile names.
#include <doctest/doctest.h>

#include <set>

#include "jobs/plain_filter.h"
#include "unit/store/kinds.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

std::vector<std::string> expected(const std::vector<Job>& jobs, const Filter& filter, SortKey sort) {
  return ids_of(naive_view(jobs, {filter, {sort}}, 0));
}

std::vector<Filter> filters() {
  std::vector<Filter> all(1);
  for (const char* text : {"ирина", "%", "_", "'", "a##b", "日本", "サポ", "straße", "finance", "no such name", "\\",
                           "\"", "x", "fin", "DROP TABLE", "😀", "😀 e"}) {
    all.push_back(filter_of({"", text, 0, 0, false, false}));
    all.push_back(filter_of({text, "", 0, 0, false, false}));
  }
  all.push_back(filter_of({"", "", bit(ConnectorType::S3) | bit(ConnectorType::Gcs), 0, false, false}));
  all.push_back(filter_of({"", "", 0, bit(Status::Failed) | bit(Status::Paused), false, false}));
  all.push_back(filter_of({"и", "a", bit(ConnectorType::S3), bit(Status::Completed), false, false}));
  return all;
}

}  // namespace

TEST_CASE_TEMPLATE("every sort, whatever the page size: the order of the one order, each job once", Kind,
                   SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(700);
  for (const SortKey sort : every_sort()) {
    const auto wanted = expected(f.jobs, {}, sort);
    for (const std::int64_t limit : {1, 7, 100, 1000}) {
      if (limit == 1 && sort.column != SortColumn::Collection) continue;
      CAPTURE(static_cast<int>(sort.column));
      CHECK((ids_of(f.walk({}, sort, limit)) == wanted));
      CHECK(f.last_total == 700);
    }
  }
}

TEST_CASE_TEMPLATE("every filter matches what the one filter matches, and counts it: few matches and many", Kind,
                   SYNCWALL_STORE_KINDS) {
  // Below and above Source::kFew, the bound between the two plans.
  for (const std::uint64_t n : {600u, 30'000u}) {
    BasicStoreFixture<Kind> f(n);
    for (const Filter& filter : filters()) {
      for (const SortKey sort : {SortKey{SortColumn::LastSync, false}, SortKey{SortColumn::User, true},
                                 SortKey{SortColumn::Created, false}}) {
        if (n > 1000 && sort.column != SortColumn::LastSync) continue;
        CAPTURE(filter_words(filter));
        const auto wanted = expected(f.jobs, filter, sort);
        CHECK((ids_of(f.walk(filter, sort, 997)) == wanted));
        CHECK(f.last_total == static_cast<std::int64_t>(wanted.size()));
      }
    }
  }
}

TEST_CASE_TEMPLATE("a filter sees names that came after it was asked for first", Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(50);
  const Filter filter = filter_of({"", "brand new", 0, 0, false, false});
  CHECK(f.walk(filter, {SortColumn::Created, true}, 10).empty());
  Job job = f.random.job(1'000);
  job.collection_name = "A BRAND NEW name";
  REQUIRE(f.store->put(std::vector<Job>{job}).ok());
  CHECK((ids_of(f.walk(filter, {SortColumn::Created, true}, 10)) == std::vector<std::string>{job.id}));
}

TEST_CASE_TEMPLATE("a renamed job is found under its new name only, and counted there", Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(50);
  Job job = f.jobs[3];
  job.collection_name = "renamed by somebody";
  REQUIRE(f.store->put(std::vector<Job>{job}).ok());
  const Filter filter = filter_of({"", "by somebody", 0, 0, false, false});
  CHECK((ids_of(f.walk(filter, {SortColumn::Created, true}, 10)) == std::vector<std::string>{job.id}));
  job.collection_name = "again";
  REQUIRE(f.store->put(std::vector<Job>{job}).ok());
  CHECK(f.walk(filter, {SortColumn::Created, true}, 10).empty());
  CHECK(f.last_total == 0);
}

TEST_CASE_TEMPLATE("jobs that stand still are neither skipped nor repeated while others come, go and move", Kind,
                   SYNCWALL_STORE_KINDS) {
  for (const SortKey sort : every_sort()) {
    BasicStoreFixture<Kind> f(300);
    std::set<std::string> moving;
    for (std::size_t i = 0; i < f.jobs.size(); i += 3) moving.insert(f.jobs[i].id);
    std::uint64_t next = 10'000;
    const auto seen = ids_of(f.walk({}, sort, 20, [&] {
      const std::size_t i = f.random.below(f.jobs.size() / 3) * 3;
      Job job = f.jobs[i];
      f.random.run(job);
      REQUIRE(f.store->put(std::vector<Job>{job}).ok());
      const std::vector<std::string> gone{f.jobs[f.random.below(f.jobs.size() / 3) * 3].id};
      REQUIRE(f.store->remove({true, ""}, gone, {}).ok());
      Job fresh = f.random.job(next++);
      moving.insert(fresh.id);
      REQUIRE(f.store->put(std::vector<Job>{fresh}).ok());
    }));
    std::vector<std::string> still, wanted;
    for (const std::string& id : seen) {
      if (!moving.contains(id)) still.push_back(id);
    }
    for (const std::string& id : expected(f.jobs, {}, sort)) {
      if (!moving.contains(id)) wanted.push_back(id);
    }
    CHECK((still == wanted));
  }
}

TEST_CASE_TEMPLATE("a cursor whose job was deleted goes on behind it", Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(100);
  const SortKey sort{SortColumn::Collection, false};
  const auto wanted = expected(f.jobs, {}, sort);
  PageRequest request;
  request.sort = sort;
  request.limit = 10;
  const auto first = f.store->page({true, ""}, request);
  REQUIRE(first.ok());
  const std::vector<std::string> last{wanted[9]};
  REQUIRE(f.store->remove({true, ""}, last, {}).ok());
  request.after = first.value().next;
  const auto second = f.store->page({true, ""}, request);
  REQUIRE(second.ok());
  CHECK(second.value().jobs.front().id == wanted[10]);
}

TEST_CASE_TEMPLATE("a cursor survives names of 10 kB, and no text that isn't one passes for one", Kind,
                   SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(200);
  PageRequest request;
  request.sort = {SortColumn::Collection, true};
  request.limit = 1;
  for (int i = 0; i < 199; ++i) {
    const auto page = f.store->page({true, ""}, request);
    REQUIRE(page.ok());
    REQUIRE(page.value().next.has_value());
    const std::string text = to_text(*page.value().next);
    CHECK(text.size() < 300);
    request.after = parse_cursor(text);
    REQUIRE(request.after.has_value());
    for (std::size_t cut = 1; cut < text.size(); cut += 5) {
      const auto part = parse_cursor(text.substr(0, cut));
      if (part) CHECK(part->sort == request.sort);  // only its id may have become shorter
    }
  }
  for (const char* text : {"", "x", "AAAA", "!!!!", "MTo", "Mjo5KzE6MTph"}) CHECK_FALSE(parse_cursor(text).has_value());
}

TEST_CASE_TEMPLATE("who is no administrator meets their own jobs only: in pages, counts, changes and deletion", Kind,
                   SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(500);
  const Scope scope{false, "user-3"};
  std::vector<Job> own;
  for (const Job& job : f.jobs) {
    if (job.user_id == "user-3") own.push_back(job);
  }
  REQUIRE(own.size() > 10);
  for (const Filter& filter : filters()) {
    CHECK((ids_of(f.walk(filter, {SortColumn::Status, false}, 9, scope)) ==
           expected(own, filter, {SortColumn::Status, false})));
    CHECK(f.last_total == static_cast<std::int64_t>(expected(own, filter, {SortColumn::Status, false}).size()));
  }
  const auto summary = f.store->summary(scope);
  REQUIRE(summary.ok());
  CHECK(summary.value().total == static_cast<std::int64_t>(own.size()));
  const auto changes = f.store->changes(scope, 0, 1000);
  REQUIRE(changes.ok());
  CHECK(changes.value().changes.size() == own.size());
  std::string other;
  for (const Job& job : f.jobs) {
    if (job.user_id != "user-3") other = job.id;
  }
  const std::vector<std::string> ids{other, own[0].id};
  const auto removed = f.store->remove(scope, ids, {});
  REQUIRE(removed.ok());
  CHECK(removed.value().results[0].kind == OrderResult::Kind::AlreadySo);
  CHECK(removed.value().results[1].kind == OrderResult::Kind::Done);
  CHECK(f.store->summary({true, ""}).value().total == 499);
}
