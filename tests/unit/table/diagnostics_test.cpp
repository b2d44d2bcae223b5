#include "table/diagnostics.h"

#include <doctest/doctest.h>

#include "support/table_fixture.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

Desk::News some_news(TableFixture& fixture) {
  auto status = std::make_shared<FetchStatus>();
  status->connection.server = "https://jobs.example.com";
  status->connection.link = Link::Reconnecting;
  status->connection.since_wall = kNow - 60'000;
  status->connection.last_answer = 1'000;
  status->connection.attempt = 3;
  status->connection.problem = {"could not reach https://jobs.example.com", "connection refused", ""};
  status->account = Account{"user-7", "ada", "ada@example.com", true};
  status->capabilities = {{RowAction::Delete}, false, true, true};
  status->walked = 1'234;
  status->walk_total = 5'000;
  status->skipped = 2;
  status->last_skipped = "items[3].id: missing";
  Desk::News news;
  news.snapshot = fixture.cache.snapshot();
  news.status = status;
  news.now = kNow;
  auto requests = std::make_shared<RequestRecords>();
  requests->push_back({kNow - 2'000, 12, "GET", "/api/v1/users/current", 4'096, ""});
  requests->push_back(
      {kNow - 1'000, 5'000, "POST", "/api/v1/batch_delete", 0, "the server is unavailable for now (503)"});
  news.requests = requests;
  return news;
}

std::string text_of(const std::vector<Field>& fields, std::string_view label) {
  for (const Field& f : fields) {
    if (f.label == label) return f.text;
  }
  return "";
}

}  // namespace

TEST_CASE("the diagnostics say what stands, in words") {
  TableFixture fixture;
  fixture.put(some_jobs(5));
  const auto fields =
      diagnostics(some_news(fixture), {"0.1.0", "Dear ImGui 1.86", 1920, 1080, 1.5f, 1'234, 450}, 4'000);
  CHECK(text_of(fields, "Program") == "syncwall 0.1.0, Dear ImGui 1.86");
  CHECK(text_of(fields, "Screen") == "1920x1080 px, scale 1.50");
  CHECK(text_of(fields, "Frames") == "1,234 drawn, the last in 450 µs");
  CHECK(text_of(fields, "Server") == "https://jobs.example.com");
  CHECK(text_of(fields, "Connection").starts_with("reconnecting since "));
  CHECK(text_of(fields, "Connection").ends_with("last answer 3 s ago, 3 failed tries in a row"));
  CHECK(text_of(fields, "Problem").find("connection refused") != std::string::npos);
  CHECK(text_of(fields, "Role") == "administrator");
  CHECK(text_of(fields, "Offers") == "deletion, changes, sorted pages");
  CHECK(text_of(fields, "Loaded") == "1,234 of 5,000; 2 records skipped, the last: items[3].id: missing");
  CHECK(text_of(fields, "Cache").starts_with("5 jobs, revision "));
}

TEST_CASE("a report holds every request and no name of a person or a collection") {
  TableFixture fixture;
  fixture.put(some_jobs(5));
  const std::string report = bug_report(some_news(fixture), {"0.1.0", "Dear ImGui 1.86", 1920, 1080, 1, 1, 1}, 4'000);
  CHECK(report.find("GET /api/v1/users/current · 12 ms · 4 KiB\n") != std::string::npos);
  CHECK(report.find("POST /api/v1/batch_delete · 5,000 ms · the server is unavailable for now (503)\n") !=
        std::string::npos);
  for (const char* name : {"ada", "user-7", "example.com\n@"}) CHECK(report.find(name) == std::string::npos);
  CHECK(report.find(TableFixture::job(1000).collection_name) == std::string::npos);
}

TEST_CASE("before anything is known there is little to say, and it is said") {
  const Desk::News nothing;
  const std::string report = bug_report(nothing, {}, 0);
  CHECK(report.find("Cache: 0 jobs") != std::string::npos);
  CHECK(report.find("Server") == std::string::npos);
}
