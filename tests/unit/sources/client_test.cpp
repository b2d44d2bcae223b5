// The client against servers that say anything but what they should.
#include <doctest/doctest.h>

#include <atomic>
#include <set>

#include "net/client/api_key.h"
#include "net/client/http_client.h"
#include "sources/syncwall_client.h"
#include "support/gzip.h"
#include "support/plain_query.h"
#include "support/raw_server.h"
#include "support/wait_until.h"
#include "wire/job_decode.h"

using namespace syncwall;
using namespace syncwall::test;
using namespace std::chrono_literals;
using test::gzipped;
using test::http_error;
using test::http_ok;
using test::RawReply;
using test::RawServer;
using Kind = RequestError::Kind;

namespace {

const std::string kKey = "sk-very-secret-0123456789";
const std::string kMe = R"({"id":"u1","username":"ada","email":"a@b","is_admin":true})";
const std::string kEmptyPage = R"({"items":[],"total":0,"revision":1})";

HttpSettings settings_for(const std::string& url) {
  HttpSettings settings;
  settings.error_message = decode_error_message;
  settings.address = parse_server_address(url).value();
  settings.key = fixed_key(kKey);
  // Nobody waits for these but where a test is about them: a busy machine may stop for seconds.
  settings.limits.connect = settings.limits.silence = settings.limits.answer = 60s;
  settings.max_answer_bytes = 1u << 20;
  return settings;
}

std::unique_ptr<HttpClient> client_for(const std::string& url) {
  auto made = HttpClient::make(settings_for(url));
  REQUIRE(made.ok());
  return std::move(made).value();
}

// How one answer to one request fails, with these limits on a silence and on the whole answer; the key must never be
// told.
RequestError failure_of(const RawReply& reply, std::chrono::milliseconds silence = 60s,
                        std::chrono::milliseconds whole = 60s) {
  RawServer server([&](const std::string&) { return reply; });
  HttpSettings settings = settings_for(server.url());
  settings.limits.silence = silence;
  settings.limits.answer = whole;
  const auto answer = HttpClient::make(settings).value()->get("/users/current");
  REQUIRE_FALSE(answer.ok());
  const RequestError& error = answer.problem();
  CHECK(error.text().find(kKey) == std::string::npos);
  CHECK(error.text().find('\n') == std::string::npos);
  CHECK(error.text().size() < 800);
  return error;
}

}  // namespace

TEST_CASE("unreachable, silent, refused, half-answered, slow and nonsense are different sentences") {
  std::set<std::string> sentences;
  int closed_port = 0;
  {
    const RawServer gone([](const std::string&) { return RawReply{}; });
    closed_port = gone.port();
  }
  const auto refused = client_for("http://127.0.0.1:" + std::to_string(closed_port))->get("/x");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.problem().kind == Kind::Unreachable);
  CHECK(refused.problem().problem.why == "connection refused");
  sentences.insert(refused.problem().text());

  const RequestError silent = failure_of({.bytes = "", .hold = true}, 150ms);
  CHECK(silent.kind == Kind::Unreachable);
  CHECK(silent.problem.why == "no answer for 150 ms");
  sentences.insert(silent.text());

  const RequestError none = failure_of({.bytes = ""});
  CHECK(none.kind == Kind::Unreachable);
  CHECK(none.problem.what.find("broke off without an answer") != std::string::npos);
  sentences.insert(none.text());

  const RequestError half = failure_of({.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"items\":["});
  CHECK(half.kind == Kind::Unreachable);
  CHECK(half.problem.what == "the answer broke off after 10 bytes");
  sentences.insert(half.text());

  const RequestError stalled =
      failure_of({.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n12345", .hold = true}, 1'500ms);
  CHECK(stalled.problem.what == "the answer stopped after 5 bytes");
  sentences.insert(stalled.text());

  const RequestError dripping = failure_of({.bytes = http_ok(std::string(1'000, ' ')), .between = 5ms}, 60s, 600ms);
  CHECK(dripping.kind == Kind::Unreachable);
  CHECK(dripping.problem.why == "not the whole answer within 600 ms");
  sentences.insert(dripping.text());

  const RequestError ssh = failure_of({.bytes = "SSH-2.0-OpenSSH_9.2\r\n"});
  CHECK(ssh.kind == Kind::Nonsense);
  sentences.insert(ssh.text());
  sentences.insert(failure_of({.bytes = http_error(401, "")}).text());
  CHECK(sentences.size() == 8);
}

TEST_CASE("a host that doesn't exist is named, and nothing hangs") {
  const auto answer = client_for("https://no-such-host.invalid")->get("/x");
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.problem().problem.what == "could not reach https://no-such-host.invalid");
  CHECK(answer.problem().problem.why.starts_with("host not found"));
}

TEST_CASE("statuses become kinds, with the server's own words in one short line") {
  const std::string body = R"({"code":1,"message":"first\nsecond )" + std::string(2'000, 'x') + R"("})";
  for (const auto& [status, kind] : std::vector<std::pair<int, Kind>>{{400, Kind::BadRequest},
                                                                      {401, Kind::Refused},
                                                                      {403, Kind::Forbidden},
                                                                      {404, Kind::BadRequest},
                                                                      {410, Kind::Gone},
                                                                      {413, Kind::BadRequest},
                                                                      {429, Kind::ServerError},
                                                                      {500, Kind::ServerError},
                                                                      {503, Kind::ServerError}}) {
    const RequestError error = failure_of({.bytes = http_error(status, body, "Retry-After: 7\r\n")});
    CHECK(error.kind == kind);
    CHECK(error.problem.why.starts_with("first second xxx"));
    CHECK(error.problem.why.size() <= 300);
    CHECK(error.retry_after_ms == 7'000);
    CHECK(error.problem.what.find(std::to_string(status)) != std::string::npos);
  }
  CHECK_FALSE(failure_of({.bytes = http_error(503, "", "Retry-After: soon\r\n")}).retry_after_ms);
  CHECK(failure_of({.bytes = http_error(503, "", "Retry-After: 99999999\r\n")}).retry_after_ms == 3'600'000);
}

TEST_CASE("a server that repeats our key in an error or an address does not get it shown") {
  const RequestError echoed = failure_of({.bytes = http_error(401, R"({"message":"unknown key )" + kKey + R"("})")});
  CHECK(echoed.problem.why == "unknown key ***");
  const RequestError sent =
      failure_of({.bytes = http_error(302, "", "Location: https://evil.example/?k=" + kKey + "\r\n")});
  CHECK(sent.problem.why == "it sends us to https://evil.example/?k=***");
}

TEST_CASE("Retry-After as a date counts from the server's own clock") {
  const std::string date = "Date: Tue, 24 Nov 2026 13:04:21 GMT\r\n";
  CHECK(failure_of({.bytes = http_error(503, "", date + "Retry-After: Tue, 24 Nov 2026 13:04:51 GMT\r\n")})
            .retry_after_ms == 30'000);
  CHECK(failure_of({.bytes = http_error(503, "", date + "Retry-After: Tue, 24 Nov 2026 13:00:00 GMT\r\n")})
            .retry_after_ms == 0);
  CHECK(failure_of({.bytes = http_error(503, "", date + "Retry-After: Fri, 24 Nov 2028 13:00:00 GMT\r\n")})
            .retry_after_ms == 3'600'000);
}

TEST_CASE("a filter or an address that is too long for the server is told as that") {
  for (const int status : {414, 431}) {
    RawServer server([&](const std::string&) { return RawReply{.bytes = http_error(status, "")}; });
    const auto filtered = client_for(server.url())->get("/scheduled_connectors?limit=1&user_filter=ada");
    CHECK(filtered.problem().kind == Kind::BadRequest);
    CHECK(filtered.problem().problem.what == "the filter is too long for the server (" + std::to_string(status) + ")");
    CHECK(failure_of({.bytes = http_error(status, "")}).problem.what ==
          "the address is too long for the server (" + std::to_string(status) + ")");
  }
}

TEST_CASE("a byte-order mark before JSON is passed over, packed or not") {
  const std::string marked = "\xEF\xBB\xBF" + kMe;
  for (const std::string& bytes : {http_ok(marked), http_ok(gzipped(marked), "Content-Encoding: x-gzip\r\n")}) {
    RawServer server([&](const std::string&) { return RawReply{.bytes = bytes}; });
    const auto answer = client_for(server.url())->get("/users/current");
    REQUIRE(answer.ok());
    CHECK(answer.value() == kMe);
  }
}

TEST_CASE("an interim answer doesn't end the request, and the connection is kept after trailers") {
  RawServer server([](const std::string&) {
    return RawReply{.bytes =
                        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: "
                        "chunked\r\n\r\n2;e=1\r\n{}\r\n0\r\nX-T: 1\r\n\r\n",
                    .keep = true};
  });
  const auto client = client_for(server.url());
  for (int i = 0; i < 5; ++i) {
    const auto answer = client->get("/x");
    REQUIRE(answer.ok());
    CHECK(answer.value() == "{}");
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("of a name's addresses the one where somebody listens is found") {
  RawServer server([](const std::string&) { return RawReply{.bytes = http_ok("{}")}; });
  CHECK(client_for("http://localhost:" + std::to_string(server.port()))->get("/x").ok());  // ::1 may stand first
}

TEST_CASE("interim answers, headers and trailers without an end are given up, however they drip") {
  const auto endless = [](const std::string& begins, const std::string& again) {
    return failure_of({.bytes = begins, .endless = 100'000, .again = again});
  };
  for (const auto& [begins, again] : std::vector<std::pair<std::string, std::string>>{
           {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"},
           {"HTTP/1.1 200 OK\r\n", "X-Header: yes\r\n"},
           {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-Trailer: yes\r\n"}}) {
    CAPTURE(begins);
    const RequestError error = endless(begins, again);
    CHECK(error.kind == Kind::TooLarge);
    CHECK(error.problem.why.find("no end") != std::string::npos);
  }
}

TEST_CASE("a redirect is not followed") {
  RawServer other([](const std::string&) { return RawReply{.bytes = http_ok("{}")}; });
  const RequestError error = failure_of({.bytes = http_error(307, "", "Location: " + other.url() + "/\r\n")});
  CHECK(error.kind == Kind::Nonsense);
  CHECK(error.problem.why == "it sends us to " + other.url() + "/");
  CHECK(other.connections() == 0);
}

TEST_CASE("too large: told, sent, in chunks, unpacked, or as headers without an end") {
  const std::string big(4'000'000, ' ');
  CHECK(failure_of({.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"}).kind == Kind::TooLarge);
  CHECK(failure_of({.bytes = http_ok(big)}).kind == Kind::TooLarge);
  CHECK(failure_of({.bytes = "HTTP/1.1 200 OK\r\n\r\n" + big}).kind == Kind::TooLarge);
  CHECK(failure_of({.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3d0900\r\n" + big}).kind ==
        Kind::TooLarge);
  CHECK(failure_of({.bytes = http_ok(gzipped(big), "Content-Encoding: gzip\r\n")}).kind == Kind::TooLarge);
  CHECK(failure_of({.bytes = "HTTP/1.1 200 OK\r\n" + std::string(200'000, 'h')}).kind != Kind::Cancelled);
  std::string headers = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 20'000; ++i) headers += "X-Header: yes\r\n";
  CHECK(failure_of({.bytes = headers}).kind == Kind::TooLarge);
}

TEST_CASE("a status line of any length, and other broken HTTP, is Nonsense and not a crash") {
  for (const std::string& bytes :
       {"HTTP/1.1 200 " + std::string(3'000'000, 'a') + "\r\n\r\n", std::string("HTTP/1.1 99 no\r\n\r\n"),
        std::string("\r\n\r\n\r\n"), std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}"),
        std::string("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nnope!")}) {
    const Kind kind = failure_of({.bytes = bytes}).kind;
    CHECK((kind == Kind::Nonsense || kind == Kind::Unreachable || kind == Kind::TooLarge));
  }
}

TEST_CASE("an answer without a length, in chunks, or packed is read whole") {
  for (const std::string& bytes : {"HTTP/1.1 200 OK\r\n\r\n" + kMe, http_ok(gzipped(kMe), "Content-Encoding: gzip\r\n"),
                                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n" + kMe.substr(0, 5) +
                                       "\r\n35\r\n" + kMe.substr(5) + "\r\n0\r\n\r\n"}) {
    RawServer server([&](const std::string&) { return RawReply{.bytes = bytes}; });
    const auto answer = client_for(server.url())->get("/users/current");
    REQUIRE(answer.ok());
    CHECK(answer.value() == kMe);
  }
}

TEST_CASE("a kept connection is used again, and one that was closed meanwhile is replaced unnoticed") {
  RawServer server([count = 0](const std::string&) mutable {
    ++count;
    return RawReply{.bytes = http_ok("{}"), .keep = count % 3 != 0};
  });
  const auto client = client_for(server.url());
  for (int i = 0; i < 9; ++i) REQUIRE(client->get("/x").ok());
  CHECK(server.connections() == 3);
  CHECK(server.requests().size() == 9);
}

TEST_CASE("bytes left over from one answer are no part of the next") {
  RawServer server([count = 0](const std::string&) mutable {
    const std::string extra = count++ == 0 ? http_ok("{\"smuggled\":true}") : "";
    return RawReply{.bytes = http_ok("{}") + extra, .keep = true};
  });
  const auto client = client_for(server.url());
  REQUIRE(client->get("/x").ok());
  const auto second = client->get("/x");
  REQUIRE(second.ok());
  CHECK(second.value() == "{}");
}

TEST_CASE("what is asked is what the contract says, and the key stands in its header only") {
  RawServer server([](const std::string& request) {
    if (request.find("/users/current") != std::string::npos) return RawReply{.bytes = http_ok(kMe), .keep = true};
    return RawReply{.bytes = http_ok(kEmptyPage), .keep = true};
  });
  SyncwallClient client(client_for(server.url() + "/behind/a/proxy/api/v1/"));
  Query query;
  query.sort = {{SortColumn::Collection, true}, {SortColumn::User, false}};
  set_user(query.filter, "a&b=c д/+");
  set_types(query.filter, bit(ConnectorType::S3) | bit(ConnectorType::Gcs));
  set_statuses(query.filter, bit(Status::Failed));
  REQUIRE(client.page(query, "cur/sor=", 250).ok());
  const std::vector<std::string> requests = server.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].starts_with("GET /behind/a/proxy/api/v1/users/current HTTP/1.1\r\n"));
  CHECK(requests[1].starts_with(
      "GET /behind/a/proxy/api/v1/admin/scheduled_connectors?limit=250&sort_column=collection_name&ascending=true"
      "&user_filter=a%26b%3Dc%20%D0%B4%2F%2B&type_filter=s3%2Cgcs&status_filter=Failed&cursor=cur%2Fsor%3D "
      "HTTP/1.1\r\n"));
  CHECK(requests[1].find("Authorization: Bearer " + kKey + "\r\n") != std::string::npos);
  CHECK(requests[1].find(kKey) == requests[1].rfind(kKey));
}

TEST_CASE("someone who is no administrator asks for their own jobs") {
  RawServer server([](const std::string& request) {
    const bool me = request.find("/users/current") != std::string::npos;
    return RawReply{.bytes = http_ok(me ? R"({"id":"u1","is_admin":false})" : R"({"results":[]})"), .keep = true};
  });
  SyncwallClient client(client_for(server.url()));
  const std::vector<std::string> ids = {"a\"b", "c"};
  REQUIRE(client.carry_out({RowAction::Delete, ids, "r-1"}).ok());
  const std::string asked = server.requests().back();
  CHECK(asked.starts_with("POST /api/v1/scheduled_connectors/batch_delete HTTP/1.1\r\n"));
  CHECK(asked.ends_with("\r\n\r\n{\"connector_ids\":[\"a\\\"b\",\"c\"],\"request_id\":\"r-1\"}"));
}

TEST_CASE("after a 401 the key is asked for again, and so is whose it is") {
  std::atomic<int> asked{0};
  RawServer server([](const std::string& request) {
    if (request.find("Bearer new") == std::string::npos) return RawReply{.bytes = http_error(401, ""), .keep = true};
    if (request.find("/users/current") != std::string::npos) return RawReply{.bytes = http_ok(kMe), .keep = true};
    return RawReply{.bytes = http_ok(kEmptyPage), .keep = true};
  });
  HttpSettings settings = settings_for(server.url());
  settings.key = [&]() -> Result<std::string> { return std::string(++asked == 1 ? "old" : "new"); };
  SyncwallClient client(std::move(HttpClient::make(settings).value()));
  const auto first = client.page({}, "", 1);
  REQUIRE_FALSE(first.ok());
  CHECK(first.problem().kind == Kind::Refused);
  CHECK(client.page({}, "", 1).ok());
  CHECK(client.page({}, "", 1).ok());
  CHECK(asked == 2);
}

TEST_CASE("a key that can't stand in a header, or that isn't there, is a fault of this machine: nobody is asked") {
  RawServer server([](const std::string&) { return RawReply{.bytes = http_ok("{}")}; });
  for (const std::string& bad :
       {std::string("a\r\nX-Injected: yes"), std::string(""), std::string("two words"), std::string("кл")}) {
    HttpSettings settings = settings_for(server.url());
    settings.key = fixed_key(bad);
    const auto answer = HttpClient::make(settings).value()->get("/x");
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.problem().kind == Kind::NoKey);
    CHECK((bad.empty() || answer.problem().text().find(bad) == std::string::npos));
  }
  CHECK(server.connections() == 0);
}

TEST_CASE("a key crosses a network in the clear only where that was allowed") {
  HttpSettings settings = settings_for("http://dashboard.example:8470");
  const auto refused = HttpClient::make(settings);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.problem().todo.find("https://") != std::string::npos);
  CHECK(refused.problem().text().find(kKey) == std::string::npos);
  settings.insecure_http = true;
  CHECK(HttpClient::make(settings).ok());
}

TEST_CASE("cancel() ends a request that waits, and every later one, at once") {
  RawServer server([](const std::string&) { return RawReply{.bytes = "", .hold = true}; });
  HttpSettings settings = settings_for(server.url());
  settings.limits.silence = settings.limits.answer = 60s;
  const auto client = std::move(HttpClient::make(settings)).value();
  const auto began = std::chrono::steady_clock::now();
  std::jthread other([&] {
    (void)test::wait_until([&] { return server.requests().size() == 1; });
    client->cancel();
  });
  const auto answer = client->get("/x");
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.problem().kind == Kind::Cancelled);
  CHECK(client->get("/y").problem().kind == Kind::Cancelled);
  CHECK(std::chrono::steady_clock::now() - began < 10s);
}

TEST_CASE("answers that are JSON, but not what was agreed, are Nonsense that says where") {
  RawServer server([](const std::string& request) {
    if (request.find("/users/current") != std::string::npos) return RawReply{.bytes = http_ok(kMe), .keep = true};
    if (request.find("/summary") != std::string::npos)
      return RawReply{.bytes = http_ok(R"({"total_jobs":"many"})"), .keep = true};
    return RawReply{.bytes = http_ok("<html>sign in</html>"), .keep = true};
  });
  SyncwallClient client(client_for(server.url()));
  const auto summary = client.summary();
  REQUIRE_FALSE(summary.ok());
  CHECK(summary.problem().kind == Kind::Nonsense);
  CHECK(summary.problem().problem.why == "total_jobs: not a number");
  const auto page = client.page({}, "", 10);
  REQUIRE_FALSE(page.ok());
  CHECK(page.problem().problem.why == "it is a web page");
}
