// Request heads that two readers could take for different things: each is answered by 400 and the connection is closed,
// so that nothing behind it is ever read as a request of its own. And what is well-formed in another dress is served.
#include <doctest/doctest.h>

#include <llhttp.h>

#include <random>

#include "net/server/http_head.h"
#include "support/raw_http.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

const std::string kStart = "GET /api/v1/health HTTP/1.1\r\n";
const std::string kHost = "Host: x\r\n";
const std::string kSmuggled = "GET /api/v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string kDelete = "POST /api/v1/admin/scheduled_connectors/batch_delete HTTP/1.1\r\nHost: x\r\n";
const std::string kMe = "/api/v1/users/current";

struct Case {
  const char* name;
  std::string head;  // with its empty line, and a body maybe
  int status = 400;
};

Http::Options quick() {
  Http::Options http;
  http.limits.linger = std::chrono::milliseconds(50);
  http.throttle.free = 1'000'000;
  return http;
}

std::string with_zero(std::string text) {
  for (char& c : text) c = c == '@' ? '\0' : c;
  return text;
}

// One answer, closed, and nothing of what was behind the head.
void check_refused(const RawHttp& server, const Case& c) {
  CAPTURE(c.name);
  RawClient client(server.port());
  client.send(c.head + kSmuggled);
  const std::string answer = client.read_all();
  CHECK(status_of(answer) == c.status);
  CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
  CHECK(answer.find("HTTP/1.1 ", 5) == std::string::npos);
  CHECK(answer.find("smuggled") == std::string::npos);
  CHECK(client.closed());
}

}  // namespace

TEST_CASE("ambiguous lines: refused, closed, and what follows is not a request") {
  const RawHttp server(quick());
  const std::string end = "\r\n\r\n";
  for (const Case& c : {
           Case{"bare LF in the request line", "GET /api/v1/health HTTP/1.1\n" + kHost + "\r\n"},
           Case{"bare LFs only, so without the end that is waited for", "GET /api/v1/health HTTP/1.1\nHost: x\n\n"},
           Case{"bare LF within the fields", kStart + kHost + "A: b\nC: d" + end},
           Case{"bare CR within a value", kStart + kHost + "A: b\rC: d" + end},
           Case{"bare CR before the colon", kStart + kHost + "A\r: b" + end},
           Case{"CR CR LF", kStart + kHost + "A: b\r\r\nC: d" + end},
           Case{"a zero in a value", with_zero(kStart + kHost + "A: b@c" + end)},
           Case{"a zero in the address", with_zero("GET /api/v1/health@ HTTP/1.1\r\n" + kHost + "\r\n")},
           Case{"a zero in a name", with_zero(kStart + kHost + "A@: b" + end)},
           Case{"a control character in a value", kStart + kHost + "A: b\x01" + end},
           Case{"DEL in a value", kStart + kHost + "A: b\x7f" + end},
           Case{"no request line", "nonsense" + end},
           Case{"an empty line before the request", "\r\n" + kStart + kHost + "\r\n"},
           Case{"a line feed before the request", "\n" + kStart + kHost + "\r\n"},
           Case{"a blank before the request", " " + kStart + kHost + "\r\n"},
           Case{"two blanks in the request line", "GET  /api/v1/health HTTP/1.1\r\n" + kHost + "\r\n"},
           Case{"a tab in the request line", "GET\t/api/v1/health HTTP/1.1\r\n" + kHost + "\r\n"},
           Case{"a blank within the address", "GET /api/v1/health x HTTP/1.1\r\n" + kHost + "\r\n"},
           Case{"a blank behind the version", "GET /api/v1/health HTTP/1.1 \r\n" + kHost + "\r\n"},
           Case{"HTTP/0.9", "GET /api/v1/health\r\n\r\n"},
           Case{"another version", "GET /api/v1/health HTTP/2.0\r\n" + kHost + "\r\n", 505},
           Case{"a version that is none", "GET /api/v1/health HTTP/1.10\r\n" + kHost + "\r\n"},
           Case{"http in small letters", "GET /api/v1/health http/1.1\r\n" + kHost + "\r\n"},
           Case{"a method that is no token", "G(T /api/v1/health HTTP/1.1\r\n" + kHost + "\r\n"},
           Case{"no address", "GET  HTTP/1.1\r\n" + kHost + "\r\n"},
           Case{"a fragment", "GET /api/v1/health#x HTTP/1.1\r\n" + kHost + "\r\n"},
           Case{"a backslash", "GET /api\\v1/health HTTP/1.1\r\n" + kHost + "\r\n"},
           Case{"raw UTF-8 in the address", "GET /\xc3\xa9 HTTP/1.1\r\n" + kHost + "\r\n"},
           Case{"half a percent-encoding", "GET /api/v1/health?a=%4 HTTP/1.1\r\n" + kHost + "\r\n"},
           Case{"no percent-encoding", "GET /api/v1/health?a=%zz HTTP/1.1\r\n" + kHost + "\r\n"},
           Case{"an address without a slash", "GET api/v1/health HTTP/1.1\r\n" + kHost + "\r\n"},
           Case{"CONNECT", "CONNECT x:80 HTTP/1.1\r\n" + kHost + "\r\n"},
       }) {
    check_refused(server, c);
  }
}

TEST_CASE("ambiguous fields: refused, closed, and what follows is not a request") {
  const RawHttp server(quick());
  const std::string end = "\r\n\r\n", key = "Authorization: Bearer " + server.key + "\r\n";
  for (const Case& c : {
           Case{"a blank before the colon", kStart + "Host : x" + end},
           Case{"a tab before the colon", kStart + kHost + "A\t: b" + end},
           Case{"a folded line", kStart + kHost + "A: b\r\n c" + end},
           Case{"a line folded with a tab", kStart + kHost + "A: b\r\n\tc" + end},
           Case{"the first field folded", kStart + " Host: y\r\n" + kHost + "\r\n"},
           Case{"a line without a colon", kStart + kHost + "nonsense" + end},
           Case{"an empty name", kStart + kHost + ": b" + end},
           Case{"a name that is no token", kStart + kHost + "A(b): c" + end},
           Case{"no Host", kStart + "\r\n"},
           Case{"two Hosts", kStart + kHost + "Host: y" + end},
           Case{"the same Host twice", kStart + kHost + kHost + "\r\n"},
           Case{"a Host that is a list", kStart + "Host: x, y" + end},
           Case{"a Host with a path", kStart + "Host: x/y" + end},
           Case{"an address of another host", "GET http://y/api/v1/health HTTP/1.1\r\n" + kHost + "\r\n"},
           Case{"two Authorizations",
                "GET " + kMe + " HTTP/1.1\r\n" + kHost + key + "Authorization: Bearer sk-other" + end},
           Case{"the same Authorization twice", "GET " + kMe + " HTTP/1.1\r\n" + kHost + key + key + "\r\n"},
           Case{"two lengths", kStart + kHost + "Content-Length: 0\r\nContent-Length: 44" + end},
           Case{"the same length twice", kDelete + key + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"},
           Case{"a list of lengths", kDelete + key + "Content-Length: 2, 2\r\n\r\n{}"},
           Case{"an empty length", kDelete + key + "Content-Length:" + end},
           Case{"a length with a sign", kDelete + key + "Content-Length: +2\r\n\r\n{}"},
           Case{"a negative length", kDelete + key + "Content-Length: -2\r\n\r\n{}"},
           Case{"a hexadecimal length", kDelete + key + "Content-Length: 0x2\r\n\r\n{}"},
           Case{"a length with a blank before its colon", kDelete + key + "Content-Length : 2\r\n\r\n{}"},
           Case{"a length that no number holds", kDelete + key + "Content-Length: 18446744073709551618\r\n\r\n{}", 413},
           Case{"length and chunks",
                kDelete + key + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
           Case{"chunks and length",
                kDelete + key + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"},
           Case{"chunks folded", kDelete + key + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"},
           Case{"chunks spaced", kDelete + key + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"},
           Case{"chunks twice",
                kDelete + key + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
           Case{"another coding", kDelete + key + "Transfer-Encoding: identity\r\n\r\n{}"},
           Case{"chunks in chunks", kDelete + key + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"},
           Case{"chunks in a vertical tab", kDelete + key +
                                                "Transfer-Encoding: \x0b"
                                                "chunked\r\n\r\n0\r\n\r\n"},
           Case{"chunks before 1.1", "POST /api/v1/health HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
           Case{"another expectation", kDelete + key + "Expect: wonders\r\nContent-Length: 2\r\n\r\n{}", 417},
           Case{"chunks, well-formed", kDelete + key + "Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", 411},
       }) {
    check_refused(server, c);
  }
}

TEST_CASE("a body that nobody reads is not the next request") {
  const RawHttp server(quick());
  const std::string length = "Content-Length: " + std::to_string(kSmuggled.size()) + "\r\n\r\n";
  for (const std::string& head :
       {kStart + kHost + length, "GET " + kMe + " HTTP/1.1\r\n" + kHost + length,
        "GET /none HTTP/1.1\r\n" + kHost + length, kDelete + length,
        kStart + kHost + "Transfer-Encoding: chunked\r\n\r\n", "HEAD /api/v1/health HTTP/1.1\r\n" + kHost + length}) {
    CAPTURE(head);
    RawClient client(server.port());
    client.send(head + kSmuggled);
    const std::string answer = client.read_all();
    CHECK(status_of(answer) >= 200);
    CHECK(answer.find("smuggled") == std::string::npos);
    CHECK(answer.find("HTTP/1.1 ", 5) == std::string::npos);
    CHECK(client.closed());
  }
}

TEST_CASE("keys open by their own bytes only") {
  const RawHttp server(quick());
  const std::string& key = server.key;
  const auto status = [&](const std::string& authorization) {
    RawClient client(server.port());
    client.send("GET " + kMe + " HTTP/1.1\r\n" + kHost + authorization + "\r\n\r\n");
    return status_of(client.read_answer());
  };
  std::string encoded = "%" + std::string("73") + key.substr(1);  // %73 is s
  for (const char* scheme : {"Bearer", "bearer", "BEARER", "bEaReR"})
    CHECK(status("Authorization: " + std::string(scheme) + " " + key) == 200);
  CHECK(status("AUTHORIZATION:Bearer  " + key + " \t") == 200);
  for (const std::string& value :
       {"Bearer " + key + "%00", "Bearer " + encoded, "Bearer " + key + "%20", "Bearer%20" + key, "Bearer\t" + key,
        "Bearer" + key, key, "Basic " + key, "Bearer " + key + ", Bearer x", "Bearer \"" + key + "\"",
        "Bearer " + key + " x", "Bearer " + key + "=", std::string("Bearer "), std::string("Bearer")}) {
    CAPTURE(value.substr(0, 12));
    CHECK(status("Authorization: " + value) == 401);
  }
  // A capital for a small letter, and the other way round.
  std::string other = key;
  other.back() = static_cast<char>(other.back() ^ 0x20);
  CHECK(status("Authorization: Bearer " + other) != 200);
  // A query, a cookie, another header: no.
  CHECK(status("X-Api-Key: " + key) == 401);
}

TEST_CASE("the connection ends where either side says so, in any dress") {
  const RawHttp server(quick());
  for (const char* line :
       {"Connection: close", "Connection: Close", "connection:CLOSE", "Connection: keep-alive, close",
        "Connection: x,Close ,y", "Connection: keep-alive\r\nConnection: close", "Connection: ,,close"}) {
    CAPTURE(line);
    RawClient client(server.port());
    client.send(kStart + kHost + line + "\r\n\r\n" + kSmuggled);
    const std::string answer = client.read_all();
    CHECK(status_of(answer) == 200);
    CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
    CHECK(answer.find("smuggled") == std::string::npos);
    CHECK(client.closed());
  }
  RawClient old(server.port());  // HTTP/1.0 needs no Host, and one answer is all
  old.send("GET /api/v1/health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(status_of(old.read_all()) == 200);
  CHECK(old.closed());
  RawClient kept(server.port());
  for (const char* line : {"Connection: keep-alive", "Connection: closed", "X-Connection: close", "Accept: */*"}) {
    kept.send(kStart + kHost + line + "\r\n\r\n");
    CHECK(status_of(kept.read_answer()) == 200);
  }
}

TEST_CASE("what a strict reader has to take") {
  const RawHttp server(quick());
  for (const std::string& head : {"GET http://x/api/v1/health HTTP/1.1\r\n" + kHost + "\r\n",
                                  "GET HTTP://X/api/v1/health HTTP/1.1\r\n" + kHost + "\r\n", kStart + "Host:\r\n\r\n",
                                  kStart + "HOST: [::1]:80\r\n\r\n", kStart + kHost + "X: \xff\xfe\t!\r\n\r\n",
                                  kStart + kHost + "X:\r\n\r\n", kStart + kHost + "Content-Length: 00\r\n\r\n"}) {
    CAPTURE(head);
    RawClient client(server.port());
    client.send(head);
    CHECK(status_of(client.read_answer()) == 200);
  }
  // Paths are compared as they are sent: a proxy that keeps /metrics to itself isn't got round.
  for (const char* path : {"/%6detrics", "/metrics/", "//metrics", "/./metrics", "/metrics;x", "/METRICS"})
    CHECK(status_of(server.ask(path, server.key)) == 404);
  CHECK(status_of(server.ask("/metrics?x", server.key)) == 200);
  RawClient brew(server.port());
  brew.send("BREW /api/v1/health HTTP/1.1\r\n" + kHost + "\r\nOPTIONS * HTTP/1.1\r\n" + kHost + "\r\n");
  CHECK(status_of(brew.read_answer()) == 404);
}

TEST_CASE("Expect: 100-continue is heard before the body is sent, and no body is asked for that won't be read") {
  const RawHttp server(quick());
  const std::string with_key = kDelete + "Authorization: Bearer " + server.key + "\r\nExpect: 100-Continue\r\n";
  RawClient client(server.port());
  const std::string body = R"({"connector_ids":["a"]})";
  client.send(with_key + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n");
  std::string got;
  while (got.find("\r\n\r\n") == std::string::npos && !client.closed())
    got += client.read_all(std::chrono::milliseconds(20));
  CHECK(got == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send(body);
  CHECK(status_of(client.read_answer()) == 200);
  RawClient large(server.port()), unknown(server.port());
  large.send(with_key + "Content-Length: 99999999\r\n\r\n");
  CHECK(status_of(large.read_all()) == 413);
  unknown.send(kDelete + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(status_of(unknown.read_all()) == 401);
}

TEST_CASE("answers are compressed as asked for, and as refused") {
  const RawHttp server(quick(), 40);
  const std::string list = "/api/v1/admin/scheduled_connectors";
  const auto coding = [&](const std::string& headers) -> std::string {
    const std::string answer = server.ask(list, server.key, headers);
    CHECK(status_of(answer) == 200);
    CHECK(answer.find("\r\nVary: Accept-Encoding\r\n") != std::string::npos);
    const std::size_t at = answer.find("\r\nContent-Encoding: ");
    return at == std::string::npos ? "none" : answer.substr(at + 20, answer.find("\r\n", at + 2) - at - 20);
  };
  const std::pair<const char*, const char*> cases[] = {{"", "none"},
                                                       {"Accept-Encoding: gzip, br\r\n", "br"},
                                                       {"Accept-Encoding: br;q=0, gzip\r\n", "gzip"},
                                                       {"Accept-Encoding: br; q=0.000,gzip;q=0.1\r\n", "gzip"},
                                                       {"Accept-Encoding: gzip;q=0\r\n", "none"},
                                                       {"Accept-Encoding: *;q=0\r\n", "none"},
                                                       {"Accept-Encoding: *, br;q=0\r\n", "gzip"},
                                                       {"Accept-Encoding: identity\r\n", "none"},
                                                       {"Accept-Encoding: BR\r\n", "br"},
                                                       {"Accept-Encoding: gzip\r\nAccept-Encoding: br;q=0\r\n", "gzip"},
                                                       {"Accept-Encoding: brotli, xgzip\r\n", "none"},
                                                       {"Accept-Encoding: br;Q=0\r\n", "none"},
                                                       {"Accept-Encoding: gzip;q=nonsense\r\n", "none"},
                                                       {"Accept-Encoding:\r\n", "none"}};
  for (const auto& [headers, wanted] : cases) {
    CAPTURE(headers);
    CHECK(coding(headers) == wanted);
  }
}

namespace {

// Another reader: Node.js's. What it makes of a head.
struct Reading {
  bool taken = false, known_method = true;
  std::string url;
  std::uint64_t length = 0;
};

Reading& of(llhttp_t* parser) { return *static_cast<Reading*>(parser->data); }

Reading read_by_llhttp(const std::string& head) {
  Reading reading;
  llhttp_settings_t settings;
  llhttp_settings_init(&settings);
  settings.on_url = [](llhttp_t* p, const char* at, std::size_t n) { return of(p).url.append(at, n), 0; };
  settings.on_headers_complete = [](llhttp_t* p) { return of(p).taken = true, static_cast<int>(HPE_PAUSED); };
  llhttp_t parser;
  llhttp_init(&parser, HTTP_REQUEST, &settings);
  parser.data = &reading;
  const llhttp_errno_t error = llhttp_execute(&parser, head.data(), head.size());
  reading.known_method = error != HPE_INVALID_METHOD && error != HPE_INVALID_CONSTANT;
  reading.length = parser.content_length;
  return reading;
}

}  // namespace

TEST_CASE("whatever is changed in a sound head: it is refused, or another strict reader takes it for the same") {
  std::mt19937 random(7);
  const std::string sound =
      "POST /api/v1/a?b=%20c HTTP/1.1\r\nHost: x:1\r\nContent-Length: 12\r\nConnection: close\r\nAuthorization: Bearer "
      "k\r\n\r\n";
  int taken = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string head = sound;
    for (auto n = 1 + random() % 3; n > 0; --n) {
      const std::size_t at = random() % head.size();
      switch (random() % 3) {
        case 0:
          head[at] = static_cast<char>(random() % 256);
          break;
        case 1:
          head.erase(at, 1);
          break;
        default:
          head.insert(at, 1, "\r\n :,%\t\0x0"[random() % 10]);
          break;
      }
    }
    if (!head.ends_with("\r\n\r\n") || head.find("\r\n\r\n") != head.size() - 4)
      continue;  // the connection gives whole heads only
    const auto parsed = parse_head(head);
    if (!parsed.ok()) continue;
    ++taken;
    const HttpHead& h = parsed.value();
    const Reading other = read_by_llhttp(head);
    if (!other.known_method) continue;                                   // it knows no others than the registered
    if (!other.taken && head.find('\t') != std::string::npos) continue;  // nor a tab behind a length, which is lawful
    CAPTURE(head);
    CHECK(other.taken);
    CHECK(other.url.ends_with(h.target));
    CHECK((h.chunked || other.length == h.content_length));
    CHECK(h.target == h.path + (h.target.find('?') == std::string::npos ? "" : "?") + h.query);
  }
  CHECK(taken > 500);
}
