#include "net/server/listen_address.h"

#include <doctest/doctest.h>

#include <string>

using namespace syncwall;

TEST_CASE("--listen: HOST:PORT, IPv6 in brackets, and nothing else") {
  struct Good {
    const char *text, *host;
    int port;
  };
  for (const Good& good :
       {Good{"127.0.0.1:8470", "127.0.0.1", 8470}, Good{"localhost:0", "localhost", 0}, Good{"[::1]:80", "::1", 80},
        Good{"[fe80::1%eth0]:65535", "fe80::1%eth0", 65535}, Good{"host-1.example_x:00080", "host-1.example_x", 80}}) {
    CAPTURE(good.text);
    const auto parsed = parse_listen(good.text);
    REQUIRE(parsed.ok());
    CHECK(parsed.value().host == good.host);
    CHECK(parsed.value().port == good.port);
  }
  for (const char* bad : {"",
                          ":",
                          "nowhere",
                          "host:",
                          ":80",
                          "127.0.0.1: 80",
                          "127.0.0.1:80 ",
                          " 127.0.0.1:80",
                          "127.0.0.1 :80",
                          "host:+80",
                          "host:-1",
                          "host:0x50",
                          "host:65536",
                          "host:999999",
                          "host:000080",
                          "::1:80",
                          "::1",
                          "[::1]",
                          "[::1]80",
                          "[]:80",
                          "[host]:80",
                          "[::1:80",
                          "::1]:80",
                          "a:b:80",
                          "host\n:80",
                          "http://host:80",
                          "host:8/0",
                          "ho st:80",
                          "[::1 ]:80"}) {
    CAPTURE(bad);
    const auto parsed = parse_listen(bad);
    CHECK_FALSE(parsed.ok());
    if (!parsed.ok()) CHECK(parsed.problem().text().find("HOST:PORT") != std::string::npos);
  }
  CHECK_FALSE(parse_listen(std::string("host\0:80", 8)).ok());
}

TEST_CASE("an address as a web address has it") {
  CHECK(host_and_port("127.0.0.1", 80) == "127.0.0.1:80");
  CHECK(host_and_port("::1", 80) == "[::1]:80");
  CHECK(host_and_port("host", 8470) == "host:8470");
}
