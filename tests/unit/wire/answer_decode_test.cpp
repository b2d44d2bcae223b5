// Answers beside those that hold jobs: counts, accounts, orders, the audit, errors, h2oGPTe's collections.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <tuple>
#include <vector>

#include "wire/h2ogpte_decode.h"
#include "wire/job_decode.h"

using namespace syncwall;

TEST_CASE("summary, account, capabilities") {
  const auto summary = decode_summary(
      R"({"total_jobs":15,"pending_jobs":1,"running_jobs":2,"completed_jobs":3,"failed_jobs":4,"paused_jobs":5,"revision":8})");
  REQUIRE(summary.ok());
  CHECK(summary.value().total == 15);
  CHECK((summary.value().by_status == std::array<std::int64_t, kStatuses>{1, 2, 3, 4, 5}));
  CHECK(decode_summary(R"({"total_jobs":15})").problem().why == "pending_jobs: missing");
  CHECK(decode_account(R"({"id":"u","username":"ada","is_admin":true})").value().is_admin);
  CHECK(decode_account(R"({"id":"u","is_admin":"yes"})").problem().why == "is_admin: not a boolean");
  CHECK(decode_account("{}").problem().why == "id: missing");
  CHECK(decode_account(R"({"id":42,"is_admin":"true"})").value().id == "42");
  CHECK(decode_account(R"({"username":"ada","is_admin":1})").value().is_admin);
  CHECK(
      decode_summary(
          R"({"total_jobs":"15","pending_jobs":1,"running_jobs":2,"completed_jobs":3,"failed_jobs":4.0,"paused_jobs":5})")
          .value()
          .of(Status::Failed) == 4);
  CHECK(decode_capabilities(R"({"can_delete":true})").value().actions.has(RowAction::Delete));
  CHECK_FALSE(decode_capabilities("{}").value().has_changes);
  CHECK_FALSE(decode_capabilities("{}").value().has_audit);
  CHECK(decode_capabilities(R"({"has_audit":true})").value().has_audit);
}

TEST_CASE("what became of a deletion, word for word") {
  const auto answer = decode_deletion(
      R"({"status":"ok","count":1,"results":[{"id":"a","status":"deleted"},{"id":"b","status":"not_found","message":"m"},)"
      R"({"id":"c","status":"forbidden","message":"not\nyours"},{"id":"d","status":"error"},{"id":"e","status":"maybe"}]})");
  REQUIRE(answer.ok());
  using Kind = OrderResult::Kind;
  const std::vector<OrderResult> expected = {{"a", Kind::Done, ""},
                                             {"b", Kind::AlreadySo, "m"},
                                             {"c", Kind::Refused, "not yours"},
                                             {"d", Kind::Failed, "the server says \"error\""},
                                             {"e", Kind::Unclear, "the server says \"maybe\""}};
  CHECK((answer.value().results == expected));
  const auto odd = decode_deletion(
      R"({"results":[{"status":"deleted"},5,{"id":7,"status":"deleted"},{"id":"x"},{"id":"y","status":["deleted"]}]})");
  REQUIRE(odd.ok());
  REQUIRE(odd.value().results.size() == 3);
  CHECK((odd.value().results[0] == OrderResult{"7", Kind::Done, ""}));
  CHECK(odd.value().results[1].kind == Kind::Unclear);
  CHECK(odd.value().results[2].kind == Kind::Unclear);
}

TEST_CASE("an error's message, if there is one") {
  CHECK(decode_error_message(R"({"code":400,"message":"limit: too\nlarge"})") == "limit: too large");
  CHECK(decode_error_message("<html>").empty());
  CHECK(decode_error_message(R"({"message":{}})").empty());
  CHECK(decode_error_message(R"({"message":")" + std::string(9000, 'x') + R"("})").size() == 8192);
}

TEST_CASE("h2oGPTe: collections and roles") {
  const auto page = decode_collections(R"([{"id":"c1","name":"One"},{"name":"no id"},7,{"id":"c2"}])");
  REQUIRE(page.ok());
  CHECK(page.value().listed == 4);
  CHECK(page.value().skipped == 2);
  CHECK(page.value().skipped_why == "[1].id: missing");
  // An empty list comes as []; null is a fault, and takes no job off the screen.
  CHECK_FALSE(decode_collections("null").ok());
  CHECK_FALSE(decode_job_array("null").ok());
  REQUIRE(page.value().collections.size() == 2);
  CHECK(page.value().collections[1].id == "c2");
  const auto names = decode_names(R"([{"name":"admin"},"user",{"other":1},9])");
  REQUIRE(names.ok());
  CHECK((names.value() == std::vector<std::string>{"admin", "user", "", ""}));
  CHECK_FALSE(decode_names("{}").ok());
  CHECK(decode_job_array(R"([{"id":"j1"},5])").value().skipped_why == "[1]: not an object");
}

TEST_CASE("the audit, word for word; a field that can't be read is empty, and counted") {
  const std::string record =
      R"({"number":7,"at":"2026-11-20T08:14:05.123Z","key_name":"ops","user_id":"42","address":"::1","connector_id":"c","connector_user_id":"u",)"
      R"("connector_user_name":"Ada","collection_id":"x","collection_name":"X","outcome":"deleted"})";
  const auto answer = decode_audit(R"({"items":[)" + record + R"(],"next_cursor":"7"})");
  REQUIRE(answer.ok());
  CHECK((answer.value().records == std::vector<AuditRecord>{{7, 1'795'162'445'123, "ops", "42", "::1", "c", "u", "Ada",
                                                             "x", "X", AuditRecord::Outcome::Deleted}}));
  CHECK(answer.value().next_cursor == "7");
  CHECK(decode_audit(R"({"items":[]})").value().next_cursor == "");
  CHECK(decode_audit("{}").problem().why == "items: missing");
  for (const auto& [was, is, why] : {std::tuple{R"("number":7)", R"("number":0)", "items[1].number"},
                                     {R"("deleted")", R"("maybe")", "items[1].outcome"},
                                     {R"("at":"2026)", R"("at":"26)", "items[1].at"},
                                     {R"("key_name":"ops",)", "", "items[1].key_name: missing"}}) {
    std::string broken = record;
    broken.replace(broken.find(was), std::string(was).size(), is);
    const auto read = decode_audit(R"({"items":[)" + record + "," + broken + ",null]}");
    REQUIRE(read.ok());
    CHECK(read.value().records.size() == 2);
    CHECK(read.value().unreadable == 1);
    CHECK(read.value().unreadable_why.starts_with(why));
    CHECK(read.value().skipped == 1);
    CHECK(read.value().skipped_why == "items[2]: not an object");
    CHECK(read.value().records[1].connector_id == "c");
  }
}

TEST_CASE("a result with a key that comes twice is refused") {
  const auto outcome = decode_deletion(R"({"results":[{"id":"a","status":"error","status":"deleted"}]})");
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.problem().why == "results[0].status: there twice");
}
