// The h2ogpte source, and finding out what kind a server is.
#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <set>

#include "net/client/api_key.h"
#include "sources/open_source.h"
#include "support/raw_server.h"
#include "support/running_server.h"
#include "support/wait_until.h"
#include "sync/fetch_thread.h"

using namespace syncwall;
using namespace std::chrono_literals;
using test::http_error;
using test::http_ok;
using test::RawReply;
using test::RawServer;
using test::wait_until;
using Kind = RequestError::Kind;

namespace {

std::string record(const std::string& id, int collection) {
  return R"({"id":")" + id + R"(","user_id":"u","collection_id":"c)" + std::to_string(collection) +
         R"(","type":"S3","schedule":3600,"created_at":"2026-01-02T03:04:05Z"})";
}

bool asks(const std::string& request, const std::string& path) {
  return request.starts_with("GET " + path + " ") || request.starts_with("GET " + path + "?");
}

// `collections` collections with one job each; c3 has gone since it was listed, c5 has two jobs.
// `without`: the number of a collection that has gone.
RawReply h2ogpte(const std::string& request, int collections, int without = -1) {
  const auto ok = [](const std::string& body) { return RawReply{.bytes = http_ok(body), .keep = true}; };
  if (asks(request, "/api/v1/users/current/roles")) return ok(R"([{"id":"1","name":"Admin"}])");
  if (asks(request, "/api/v1/api-spec.yaml"))
    return ok("paths:\n  /collections/{collection_id}/scheduled_connectors:\n");
  if (asks(request, "/api/v1/collections/all")) {
    const int offset = std::stoi(request.substr(request.find("offset=") + 7));
    std::string list;
    for (int i = 0, place = 0; i < collections; ++i) {
      if (i == without || place++ < offset || place > offset + 100) continue;
      list += (list.empty() ? "" : ",") + std::string(R"({"id":"c)") + std::to_string(i) + R"(","name":"Collection )" +
              std::to_string(i) + "\"}";
    }
    return ok("[" + list + "]");
  }
  const std::string start = "GET /api/v1/collections/c";
  if (request.starts_with(start)) {
    const int number = std::stoi(request.substr(start.size()));
    if (number == 3) return {.bytes = http_error(404, "{}"), .keep = true};
    std::string jobs = record("job-" + std::to_string(number), number);
    if (number == 5) jobs += "," + record("second", number);
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
  const auto answer = source->carry_out({});
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
  CHECK(ours->capabilities().value().actions.has(RowAction::Delete));

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

TEST_CASE("what can't be read is counted as often as it is there, and not once more with every walk") {
  std::atomic<int> lists = 0;
  RawServer server([&](const std::string& request) {
    RawReply reply = h2ogpte(request, 4);
    const auto body = [&] { return reply.bytes.substr(reply.bytes.find("\r\n\r\n") + 4); };
    if (asks(request, "/api/v1/collections/all")) {
      ++lists;
      if (body() == "[]") return reply;
      return RawReply{.bytes = http_ok(R"([{"name":"nobody's"},)" + body().substr(1)), .keep = true};
    }
    if (request.starts_with("GET /api/v1/collections/c1/"))
      return RawReply{.bytes = http_ok("[{},{\"type\":\"s3\"}," + body().substr(1)), .keep = true};
    return reply;
  });
  FetchOptions options;
  options.rewalk_ms = 50;
  options.max_wait_ms = 5;
  const SystemClock clock;
  JobCache cache([] {});
  FetchThread fetch(open(server, SourceKind::H2ogpte), cache, clock, options, Query{}, [] {});
  REQUIRE(wait_until([&] { return fetch.status()->complete; }, 60s));
  const int before = lists;
  REQUIRE(wait_until([&] { return lists > before + 8; }, 60s));  // at least three walks more
  CHECK(wait_until([&] { return fetch.status()->skipped == 3; }, 60s));
}

TEST_CASE("what goes wrong with one collection loses none of its jobs, holds up no other, and is told") {
  std::mutex mutex;
  std::function<std::optional<RawReply>(const std::string&)> fault;
  RawServer server([&](const std::string& request) {
    std::lock_guard lock(mutex);
    if (fault) {
      if (auto reply = fault(request)) return *std::move(reply);
    }
    return h2ogpte(request, 30);
  });
  SourceSettings settings;
  settings.url = server.url();
  settings.kind = SourceKind::H2ogpte;
  settings.key = fixed_key("sk-x");
  settings.limits = {.connect = 5'000ms, .silence = 400ms, .answer = 1'200ms};
  FetchOptions options;
  options.rewalk_ms = 50;
  options.max_wait_ms = 5;
  const SystemClock clock;
  JobCache cache([] {});
  FetchThread fetch(std::move(open_source(settings)).value(), cache, clock, options, Query{}, [] {});
  const auto live = [&] { return fetch.status()->connection.link == Link::Live && fetch.status()->complete; };
  REQUIRE(wait_until([&] { return live() && test::cached_ids(cache).size() == 30; }, 30s));  // c3 has none, c5 has two
  const std::set<std::string> before = test::cached_ids(cache);

  const auto seventh = [](const std::string& bytes) {
    return [bytes](const std::string& request) -> std::optional<RawReply> {
      if (!request.starts_with("GET /api/v1/collections/c7/")) return std::nullopt;
      return RawReply{.bytes = bytes, .keep = false};
    };
  };
  const std::vector<std::pair<std::string, std::string>> ways = {
      {http_error(403, "{}"), "(403)"},
      {http_error(500, R"({"code":500,"message":"a broken index"})"), "a broken index"},
      {http_ok("[{\"id\":"), "it stops in the middle"},
      {http_ok("{\"jobs\":[]}"), "not a list"},
      {http_ok("<html>"), "it is a web page"}};
  for (const auto& [bytes, says] : ways) {
    CAPTURE(says);
    {
      std::lock_guard lock(mutex);
      fault = seventh(bytes);
    }
    const auto told = [&] {
      const std::string why = fetch.status()->unread_why;
      return fetch.status()->unread_collections == 1 && why.starts_with("collection c7: ") &&
             why.find(says) != std::string::npos;
    };
    CHECK(wait_until(told, 60s));
    CHECK((test::cached_ids(cache) == before));
  }
  // The list of collections: half of it, then nothing more; and one that brings the same for ever.
  for (const bool endless : {false, true}) {
    {
      std::lock_guard lock(mutex);
      fault = [endless](const std::string& request) -> std::optional<RawReply> {
        if (!asks(request, "/api/v1/collections/all")) return std::nullopt;
        if (endless) return RawReply{.bytes = h2ogpte("GET /api/v1/collections/all?offset=0 ", 30).bytes, .keep = true};
        RawReply half = h2ogpte(request, 30);
        half.bytes.resize(half.bytes.size() / 2);
        half.keep = false;
        return half;
      };
    }
    const auto walked = [&] { return server.requests().size(); };
    const std::size_t asked = walked();
    if (!endless) {
      CHECK(wait_until([&] { return fetch.status()->connection.problem.why.starts_with("half an answer"); }, 30s));
    } else {
      CHECK(wait_until([&] { return walked() > asked + 80 && live(); }, 60s));  // two walks or more came to an end
      CHECK(fetch.status()->missing_why == "the list of collections changes while it is read");
    }
    CHECK((test::cached_ids(cache) == before));
  }
  {
    std::lock_guard lock(mutex);
    fault = [](const std::string& request) -> std::optional<RawReply> {  // c7 has gone, and so is not listed
      return h2ogpte(request, 30, 7);
    };
  }
  CHECK(wait_until([&] { return test::cached_ids(cache).size() == 29; }, 60s));
  CHECK_FALSE(test::cached_ids(cache).contains("job-7"));
}
