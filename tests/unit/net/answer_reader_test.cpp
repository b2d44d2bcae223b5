// HTTP/1 answers as the RFCs allow them, and as nobody should send them. Expected values are RFC 9112's and 9110's.
#include "net/client/answer_reader.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include "support/gzip.h"

using namespace syncwall;
using State = AnswerReader::State;
using test::gzipped;

namespace {

const std::string kJson = R"({"total":3})";

struct Read {
  State state = State::Head;
  int status = 0;
  std::string body, why;
  bool keeps = false;
  std::size_t used = 0;
};

// In pieces of `step` bytes, then the end of the connection.
Read read(const std::string& bytes, std::size_t step = std::string::npos,
          AnswerReader::Limits limits = {1u << 20, 64u << 10}, bool to_connect = false) {
  AnswerReader reader(limits, to_connect);
  std::size_t at = 0;
  while (at < bytes.size() && !reader.over()) at += reader.feed(std::string_view(bytes).substr(at, step));
  reader.end();
  return {reader.state(), reader.status(), reader.body(), reader.why(), reader.keeps_connection(), at};
}

std::string chunked(const std::string& rest, const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\n" + headers + "Transfer-Encoding: chunked\r\n\r\n" + rest;
}
std::string packed(const std::string& coding, const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}
std::string plain(const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 11\r\n\r\n" + kJson;
}

}  // namespace

TEST_CASE("every lawful form of the same answer is read as the same, whole or byte by byte") {
  const std::string gz = gzipped(kJson);
  const std::vector<std::pair<const char*, std::string>> forms = {
      {"plain", plain()},
      {"no reason phrase", "HTTP/1.1 200\r\nContent-Length: 11\r\n\r\n" + kJson},
      {"an empty reason phrase", "HTTP/1.1 200 \r\nContent-Length: 11\r\n\r\n" + kJson},
      {"HTTP/1.0, ended by the connection", "HTTP/1.0 200 OK\r\n\r\n" + kJson},
      {"ended by the connection", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + kJson},
      {"names in any case", "HTTP/1.1 200 OK\r\ncOnTeNt-LENGTH:11\r\n\r\n" + kJson},
      {"blanks around a value", plain("X: \t x \t\r\nContent-Encoding: \t identity \t\r\n")},
      {"an empty value", plain("X-Empty:\r\n")},
      {"bytes over 127 in a value", plain("X-Name: \xC3\xA9\r\n")},
      {"chunks", chunked("5\r\n{\"tot\r\n6\r\nal\":3}\r\n0\r\n\r\n")},
      {"blanks around a chunk's size and extensions",
       chunked("b ; name = value ;\tflag  \r\n" + kJson + "\r\n0  \r\n\r\n")},
      {"a quoted extension with blanks, quotes and semicolons",
       chunked("b;q=\"a b;\\\"c\"\r\n" + kJson + "\r\n0\r\n\r\n")},
      {"chunk extensions", chunked("b;name=value;flag;q=\"a\"\r\n" + kJson + "\r\n0;last\r\n\r\n")},
      {"capital hex digits and leading zeros", chunked("000B\r\n" + kJson + "\r\n000\r\n\r\n")},
      {"trailers",
       chunked("b\r\n" + kJson + "\r\n0\r\nX-Checksum: 1\r\nContent-Length: 99\r\nContent-Encoding: br\r\n\r\n")},
      {"Transfer-Encoding in another case",
       "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\nb\r\n" + kJson + "\r\n0\r\n\r\n"},
      {"100 before it", "HTTP/1.1 100 Continue\r\n\r\n" + plain()},
      {"103 before it",
       "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nContent-Length: 7\r\n\r\n" + plain()},
      {"100, 102 and 103 before it",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
           plain()},
      {"103 with Connection: close", "HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n" + plain()},
      {"identity", packed("identity", kJson)},
      {"gzip", packed("gzip", gz)},
      {"GZIP", packed("GZIP", gz)},
      {"x-gzip", packed("x-gzip", gz)},
      {"identity, gzip", packed("identity, gzip", gz)},
      {"an empty Content-Encoding", packed("", kJson)},
      {"gzip of two members", packed("gzip", gzipped(kJson.substr(0, 4)) + gzipped(kJson.substr(4)))},
      {"gzip in chunks, with trailers", chunked(
                                            "5\r\n" + gz.substr(0, 5) + "\r\n" +
                                                [&] {
                                                  char size[16];
                                                  std::snprintf(size, sizeof size, "%zx", gz.size() - 5);
                                                  return std::string(size);
                                                }() +
                                                "\r\n" + gz.substr(5) + "\r\n0\r\nA: b\r\n\r\n",
                                            "Content-Encoding: gzip\r\n")},
      {"gzip, ended by the connection", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gz},
      {"empty lines before it", "\r\n\r\n" + plain()},
  };
  for (const auto& [name, bytes] : forms) {
    for (const std::size_t step : {std::string::npos, std::size_t{1}, std::size_t{7}}) {
      CAPTURE(std::string(name));
      CAPTURE(step);
      const Read got = read(bytes, step);
      CHECK(got.state == State::Whole);
      CHECK(got.why == "");
      CHECK(got.status == 200);
      CHECK(got.body == kJson);
      CHECK(got.used == bytes.size());
    }
  }
}

TEST_CASE("answers without a body have none, whatever their headers say") {
  for (const char* bytes :
       {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Encoding: gzip\r\n\r\n"}) {
    CAPTURE(bytes);
    const Read got = read(bytes);
    CHECK(got.state == State::Whole);
    CHECK(got.body.empty());
    CHECK(got.keeps);
  }
}

TEST_CASE("a connection is kept where both sides know where the answer ended") {
  CHECK(read(plain()).keeps);
  CHECK(read(chunked("b\r\n" + kJson + "\r\n0\r\n\r\n")).keeps);
  CHECK_FALSE(read(plain("Connection: close\r\n")).keeps);
  CHECK_FALSE(read(plain("Connection: Keep-Alive, Close\r\n")).keeps);
  CHECK_FALSE(read("HTTP/1.0 200 OK\r\nContent-Length: 11\r\n\r\n" + kJson).keeps);
  CHECK_FALSE(read("HTTP/1.1 200 OK\r\n\r\n" + kJson).keeps);
}

TEST_CASE("bytes after the answer are left alone") {
  const std::string one = plain();
  const Read got = read(one + plain());
  CHECK(got.state == State::Whole);
  CHECK(got.used == one.size());
}

TEST_CASE("half an answer is not taken for one") {
  for (const std::string& bytes :
       {std::string("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n" + kJson), chunked("b\r\n" + kJson),
        chunked("b\r\n" + kJson + "\r\n0\r\n"), std::string("HTTP/1.1 200 OK\r\nContent-Le"),
        std::string("HTTP/1.1 100 Continue\r\n\r\n"), std::string()}) {
    CAPTURE(bytes);
    const Read got = read(bytes);
    CHECK((got.state == State::Head || got.state == State::Body));
  }
  const std::string gz = gzipped(kJson);
  CHECK(read(packed("gzip", gz.substr(0, gz.size() - 4))).state == State::Broken);
}

TEST_CASE("what is no answer, or one that wasn't asked for, is broken and says so in one line") {
  for (const auto& [bytes, why] : std::vector<std::pair<std::string, std::string>>{
           {"SSH-2.0-OpenSSH_9.2\r\n", "not sound HTTP"},
           {"HTTP/1.1 99 no\r\n\r\n", "it has no status"},
           {"HTTP/1.1 099 no\r\n\r\n", "it has no status"},
           {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "another protocol"},
           {chunked("zz\r\n{}"), "not sound HTTP"},
           {chunked("5\r\n123456\r\n0\r\n\r\n"), "not sound HTTP"},
           {chunked("5\n12345\r\n0\r\n\r\n"), "not sound HTTP"},
           {chunked("-1\r\n"), "not sound HTTP"},
           {chunked("\r\n"), "not sound HTTP"},
           {chunked("0x5\r\n"), "not sound HTTP"},
           {chunked("ffffffffffffffffff\r\n{}"), "not sound HTTP"},
           {plain("Content-Length: 12\r\n"), "not sound HTTP"},
           {plain("Transfer-Encoding: chunked\r\n"), "not sound HTTP"},
           {plain("X y: z\r\n"), "not sound HTTP"},
           {packed("br", "abc"), "packed as \"br\", which wasn't asked for"},
           {packed("gzip, gzip", gzipped(gzipped(kJson))), "packed as \"gzip\""},
           {packed("zstd\x01\xFF" + std::string(500, 'x'), "abc"), ""},
           {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "packed as \"gzip\""},
           {packed("gzip", "nope!"), "not sound gzip"},
           {packed("gzip", gzipped(kJson) + "garbage"), "not sound gzip"}}) {
    CAPTURE(bytes);
    const Read got = read(bytes);
    CHECK(got.state == State::Broken);
    CHECK(got.why.find(why) != std::string::npos);
    CHECK(got.why.find('\n') == std::string::npos);
    CHECK(got.why.size() < 150);
  }
}

TEST_CASE("without an end: interim answers, headers, trailers, extensions; and bodies over the limit, packed or not") {
  std::string interim, headers = "HTTP/1.1 200 OK\r\n", trailers = chunked("0\r\n");
  for (int i = 0; i < 5'000; ++i)
    interim += i % 2 == 0 ? "HTTP/1.1 100\r\n\r\n" : "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
  for (int i = 0; i < 5'000; ++i) headers += "X-Header: yes\r\n";
  for (int i = 0; i < 5'000; ++i) trailers += "X-Trailer: yes\r\n";
  const std::string bomb = gzipped(std::string(30u << 20, ' '));
  CHECK(bomb.size() < 64u << 10);
  for (const auto& [name, bytes, state] : std::vector<std::tuple<const char*, std::string, State>>{
           {"1xx", interim, State::TooLong},
           {"headers", headers, State::TooLong},
           {"one header", "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'h'), State::TooLong},
           {"a header's name", "HTTP/1.1 200 OK\r\n" + std::string(100'000, 'h'), State::TooLong},
           {"a reason phrase", "HTTP/1.1 200 " + std::string(100'000, 'r'), State::TooLong},
           {"trailers", trailers, State::TooLong},
           {"a chunk's size", chunked(std::string(100'000, '0')), State::TooLong},
           {"a trailer", chunked("0\r\nX: " + std::string(100'000, 't')), State::TooLong},
           {"an extension", chunked("1;" + std::string(100'000, 'e')), State::TooLong},
           {"a told length", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", State::TooLarge},
           {"chunks", chunked("3d0900\r\n" + std::string(2'000'000, ' ')), State::TooLarge},
           {"no length", "HTTP/1.1 200 OK\r\n\r\n" + std::string(2'000'000, ' '), State::TooLarge},
           {"a bomb", packed("gzip", bomb), State::TooLarge}}) {
    CAPTURE(std::string(name));
    const Read got = read(bytes, 16384);
    CHECK(got.state == state);
    CHECK(got.body.size() <= 1u << 20);
  }
}

TEST_CASE("extensions count for their own chunk: many chunks with small ones are lawful") {
  std::string chunks;
  for (int i = 0; i < 5'000; ++i) chunks += "1;signature=0123456789abcdef\r\n \r\n";
  const Read got = read(chunked(chunks + "0\r\n\r\n"), 4096);
  CHECK(got.state == State::Whole);
  CHECK(got.body.size() == 5'000);
}

TEST_CASE("the answer to CONNECT ends with its head") {
  const AnswerReader::Limits limits{0, 64u << 10};
  const std::string head =
      "HTTP/1.1 200 Connection established\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n";
  for (const std::string& ok :
       {std::string("HTTP/1.1 200 Connection established\r\n\r\n"),
        std::string("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n"),
        std::string("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")}) {
    CAPTURE(ok);
    const Read got = read(ok + "TLS", std::string::npos, limits, true);
    CHECK(got.status == 200);
    CHECK(got.state == State::Whole);
    CHECK(got.used == ok.size());
  }
  CHECK(read("HTTP/1.1 407 No\r\nContent-Length: 5\r\n\r\n", std::string::npos, limits, true).status == 407);
}
