// The h2ogpte source, and finding out what kind a server is.
#include <doctest/doctest.h>

#include <set>

#include "sources/api_key.h"
#include "sources/open_source.h"
#include "support/raw_server.h"

using namespace syncwall;
using test::http_error;
using test::http_ok;
using test::RawReply;
using test::RawServer;
using Kind = SourceError::Kind;

namespace {

std::string record(const std::string& id) {
  return R"({"id":")" + id +
         R"(","user_id":"u","collection_id":"c","type":"S3","schedule":3600,"created_at":"2026-01-02T03:04:05Z"})";
}

bool asks(const std::string& request, const std::string& path) {
  return request.starts_with("GET " + path + " ") || request.starts_with("GET " + path + "?");
}

// `collections` collections with one job each; c3 has gone since it was listed, c5 has two jobs.
RawReply h2ogpte(const std::string& request, int collections) {
  const auto ok = [](const std::string& body) { return RawReply{.bytes = http_ok(body), .keep = true}; };
  if (asks(request, "/api/v1/users/current/roles")) return ok(R"([{"id":"1","name":"Admin"}])");
  if (asks(request, "/api/v1/api-spec.yaml"))
    return ok("paths:\n  /collections/{collection_id}/scheduled_connectors:\n");
  if (asks(request, "/api/v1/collections/all")) {
    const int offset = std::stoi(request.substr(request.find("offset=") + 7));
    std::string list;
    for (int i = offset; i < std::min(offset + 100, collections); ++i) {
      list += (list.empty() ? "" : ",") + std::string(R"({"id":"c)") + std::to_string(i) + R"(","name":"Collection )" +
              std::to_string(i) + "\"}";
    }
    return ok("[" + list + "]");
  }
  const std::string start = "GET /api/v1/collections/c";
  if (request.starts_with(start)) {
    const int number = std::stoi(request.substr(start.size()));
    if (number == 3) return {.bytes = http_error(404, "{}"), .keep = true};
    std::string jobs = record("job-" + std::to_string(number));
    if (number == 5) jobs += "," + record("second");
    return ok("[" + jobs + "]");
  }
  return {.bytes = http_error(404, "{}"), .keep = true};
}

std::unique_ptr<JobSource> open(const RawServer& server, SourceKind kind) {
  SourceSettings settings;
  settings.url = server.url();
  settings.kind = kind;
  settings.key = fixed_key("sk-x");
  auto opened = open_source(settings);
  REQUIRE(opened.ok());
  return std::move(opened).value();
}

}  // namespace

TEST_CASE("the collections are walked to the last, each job comes once, with its collection's name") {
  for (const int collections : {0, 1, 99, 100, 101, 250}) {
    RawServer server([&](const std::string& request) { return h2ogpte(request, collections); });
    const auto source = open(server, SourceKind::H2ogpte);
    REQUIRE(source->account().value().is_admin);
    std::set<std::string> ids;
    std::string cursor;
    int pages = 0;
    do {
      const auto page = source->page({}, cursor, 1000);
      REQUIRE(page.ok());
      CHECK((page.value().next_cursor.empty() || page.value().next_cursor != cursor));
      for (const JobView& job : page.value().list.jobs) {
        CHECK(ids.insert(std::string(job.id)).second);
        CHECK(job.collection_name.starts_with("Collection "));
      }
      cursor = page.value().next_cursor;
    } while (!cursor.empty() && ++pages < 1'000);
    const std::size_t expected =
        static_cast<std::size_t>(collections) - (collections > 3 ? 1 : 0) + (collections > 5 ? 1 : 0);
    CHECK(ids.size() == expected);
  }
}

TEST_CASE("it offers no deletion, and says why") {
  RawServer server([](const std::string& request) { return h2ogpte(request, 1); });
  const auto source = open(server, SourceKind::H2ogpte);
  CHECK((source->capabilities().value() == Capabilities{}));
  const auto answer = source->remove({}, "");
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.problem().problem.why == "this server's API has no operation for it");
}

TEST_CASE("what kind a server is, is found out with the first request") {
  RawServer h2o([](const std::string& request) { return h2ogpte(request, 7); });
  CHECK(open(h2o, SourceKind::Auto)->account().value().is_admin);

  RawServer syncwall([](const std::string& request) {
    if (asks(request, "/api/v1/capabilities"))
      return RawReply{.bytes = http_ok(R"({"can_delete":true})"), .keep = true};
    return RawReply{.bytes = http_ok(R"({"id":"me"})"), .keep = true};
  });
  const auto ours = open(syncwall, SourceKind::Auto);
  CHECK(ours->account().value().id == "me");
  CHECK(ours->capabilities().value().can_delete);

  RawServer neither([](const std::string&) { return RawReply{.bytes = http_ok("<html>"), .keep = true}; });
  const auto answer = open(neither, SourceKind::Auto)->account();
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.problem().kind == Kind::Nonsense);
  CHECK(answer.problem().problem.what.find("neither") != std::string::npos);
}

TEST_CASE("a server that refuses the key, or is away, is asked again what it is") {
  RawServer server([count = 0](const std::string& request) mutable {
    if (++count == 1) return RawReply{.bytes = http_error(503, ""), .keep = true};
    if (count == 2) return RawReply{.bytes = http_error(401, ""), .keep = true};
    return h2ogpte(request, 7);
  });
  const auto source = open(server, SourceKind::Auto);
  CHECK(source->account().problem().kind == Kind::ServerError);
  CHECK(source->account().problem().kind == Kind::Refused);
  CHECK(source->account().ok());
}

TEST_CASE("kinds of source and unusable addresses name themselves") {
  CHECK(parse_source_kind("h2ogpte").value() == SourceKind::H2ogpte);
  CHECK(parse_source_kind("other").problem().what == "unknown source \"other\"");
  SourceSettings settings;
  settings.url = "nowhere";
  settings.key = fixed_key("sk-x");
  CHECK_FALSE(open_source(settings).ok());
}
