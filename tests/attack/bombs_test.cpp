// Bodies that cost their reader far more than their sender: refused early, in little memory, and the server lives.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "server/deletion_body.h"
#include "support/raw_http.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

const std::string kDelete = "/api/v1/admin/scheduled_connectors/batch_delete";

// Of this process, with the server in it.
std::size_t resident_bytes() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::string post(const RawHttp& server, const std::string& body) {
  RawClient client(server.port());
  client.send("POST " + kDelete + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key +
              "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  return client.read_answer();
}

std::string ids(std::size_t count, const std::string& id) {
  std::string body = R"({"connector_ids":[)";
  for (std::size_t i = 0; i < count; ++i) body += (i == 0 ? "\"" : ",\"") + id + "\"";
  return body + "]}";
}

std::string repeated(std::size_t bytes, const std::string& part) {
  std::string out;
  while (out.size() + part.size() <= bytes) out += part;
  return out;
}

}  // namespace

TEST_CASE("deep, wide and endless bodies: 400 in little memory, all of them at once") {
  const RawHttp server;
  const std::size_t most = kDeletionBytes - 100;
  const std::string bombs[] = {
      std::string(most, '['),
      R"({"connector_ids":)" + std::string(most, '['),
      R"({"a":)" + repeated(most, R"({"a":)"),
      repeated(most, "[{\"a\":"),
      R"({"connector_ids":[)" + repeated(most, "0,") + "0]}",
      R"({"connector_ids":[)" + repeated(most, "\"\",") + "\"\"]}",
      "{" + repeated(most, "\"a\":1,") + "\"b\":2",
      R"({"connector_ids":["a"],"request_id":")" + std::string(most, 'x') + "\"}",
      std::string(most, '"'),
      std::string(most, '1'),
      std::string(most, ' '),
  };
  static_cast<void>(post(server, "{}"));
  const std::size_t before = resident_bytes();
  std::atomic<std::size_t> highest{0};
  std::atomic<int> refused{0};
  {
    std::vector<std::jthread> senders;
    for (int i = 0; i < 24; ++i) {
      senders.emplace_back([&, i] {
        for (int n = 0; n < 3; ++n) {
          refused += status_of(post(server, bombs[static_cast<std::size_t>(i + n) % std::size(bombs)])) == 400 ? 1 : 0;
          const std::size_t now = resident_bytes();
          std::size_t seen = highest;
          while (now > seen && !highest.compare_exchange_weak(seen, now)) {
          }
        }
      });
    }
  }
  CHECK(refused == 24 * 3);
  // Each sender holds its body up to three times, and so does the server: 24 * 6 * 640 KiB. A tree took 5 GB.
  CHECK(highest - std::min<std::size_t>(before, highest) < (160u << 20));
  CHECK(status_of(post(server, ids(1, "a"))) == 200);
}

TEST_CASE("a thousand long ids fit, more or larger don't, and nothing is read that is too large") {
  const RawHttp server;
  CHECK(status_of(post(server, ids(1000, std::string(600, 'x')))) == 200);
  CHECK(status_of(post(server, ids(1001, "x"))) == 400);
  CHECK(status_of(post(server, ids(1, std::string(kLongestId + 1, 'x')))) == 400);
  CHECK(status_of(post(server, ids(1, std::string(kDeletionBytes, 'x')))) == 413);
}

TEST_CASE("a deletion's body says one thing only") {
  for (const char* body :
       {R"({"connector_ids":["a"],"connector_ids":["b"]})",
        R"({"connector_ids":["a"],"request_id":"1","request_id":"2"})", R"({"connector_ids":[["a"]]})",
        R"({"connector_ids":{"a":"b"}})", R"([{"connector_ids":["a"]}])", R"({"connector_ids":["a"]}{})",
        R"({"connector_ids":["a"]} x)", R"({"connector_ids":"a"})", R"({"connector_ids":["a",null]})",
        R"({"connector_ids":["a"],"x":{}})", R"({"connector_ids":["a"],"x":[]})", R"({"x":1})",
        R"({"connector_ids":["a"],"request_id":["b"]})", R"({"connector_ids":["a"],"request_id":null})",
        R"({"connector_ids":["a"])", "", "null", "\"connector_ids\"", R"({"connector_ids":["\ud800"]})"}) {
    CAPTURE(body);
    CHECK_FALSE(parse_deletion(body).ok());
  }
  const auto read = parse_deletion(
      R"( { "x" : 1.5e3, "y":null, "request_id" : "r" , "connector_ids" : [ "a" , "b\u00e9", "a" ] , "z" : "[" } )");
  REQUIRE(read.ok());
  CHECK(read.value().ids == std::vector<std::string>{"a", "b\xc3\xa9", "a"});
  CHECK(read.value().request_id == "r");
}
