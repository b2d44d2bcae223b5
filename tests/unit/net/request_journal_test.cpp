#include "net/request_journal.h"

#include <doctest/doctest.h>

#include <thread>

#include "net/client/api_key.h"
#include "net/client/http_client.h"
#include "support/raw_server.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("the last fifty requests are kept, oldest first; a list once taken stays as it was") {
  RequestJournal journal;
  REQUIRE(journal.last() != nullptr);
  CHECK(journal.last()->empty());
  for (int i = 0; i < 120; ++i) journal.add({0, i, "GET", "/", 0, ""});
  const auto taken = journal.last();
  REQUIRE(taken->size() == RequestJournal::kKept);
  CHECK(taken->front().ms == 70);
  CHECK(taken->back().ms == 119);
  journal.add({0, 120, "GET", "/", 0, ""});
  CHECK(taken->back().ms == 119);
  CHECK(journal.last()->back().ms == 120);
}

TEST_CASE("two threads lose no request") {
  int told = 0;
  Mutex mutex;
  RequestJournal journal([&](const RequestRecord&) {
    Lock lock(mutex);
    ++told;
  });
  {
    const auto work = [&] {
      for (int i = 0; i < 500; ++i) journal.add({});
    };
    std::jthread one(work), other(work);
  }
  CHECK(told == 1000);
  CHECK(journal.last()->size() == RequestJournal::kKept);
}

TEST_CASE("a request is noted with what came back: never the key, never the query, also where the server echoes them") {
  const std::string key = "sk-very-secret-0123456789";
  auto journal = std::make_shared<RequestJournal>();
  RawServer server([&](const std::string& request) {
    if (request.find("/good") != std::string::npos) return RawReply{http_ok("12345")};
    return RawReply{http_error(401, R"({"code":401,"message":"no such key )" + key + "\"}")};
  });
  HttpSettings settings;
  settings.address = parse_server_address(server.url()).value();
  settings.key = fixed_key(key);
  settings.journal = journal;
  const auto client = HttpClient::make(std::move(settings));
  REQUIRE(client.ok());
  CHECK(client.value()->get("/good?user_filter=Ada%20Lovelace").ok());
  CHECK_FALSE(client.value()->post("/bad", R"({"connector_ids":["a"]})").ok());
  const auto requests = journal->last();
  REQUIRE(requests->size() == 2);
  const RequestRecord &good = (*requests)[0], &bad = (*requests)[1];
  CHECK(good.method == "GET");
  CHECK(good.path == "/api/v1/good");
  CHECK(good.bytes == 5);
  CHECK(good.failure.empty());
  CHECK(good.at > 0);
  CHECK(good.ms >= 0);
  CHECK(bad.method == "POST");
  CHECK(bad.failure.find("401") != std::string::npos);
  for (const RequestRecord& r : *requests) {
    for (const std::string& text : {r.path, r.failure}) {
      CHECK(text.find(key) == std::string::npos);
      CHECK(text.find("Ada") == std::string::npos);
    }
  }
}
