#include "net/server_address.h"

#include <doctest/doctest.h>

using syncwall::parse_server_address;

TEST_CASE("addresses as people type them") {
  const auto text = [](const char* url) { return parse_server_address(url).value().text(); };
  CHECK(text("http://127.0.0.1:8470") == "http://127.0.0.1:8470");
  CHECK(text("HTTPS://H2O.Example.com/") == "https://h2o.example.com");
  CHECK(text("https://host:443/api/v1") == "https://host");
  CHECK(text("http://host:80/tools//api/v1/") == "http://host/tools");
  CHECK(text("http://host/tools/api/v1//api/v1/") == "http://host/tools");
  CHECK(text("https://[2001:db8::1]:9") == "https://[2001:db8::1]:9");
}

TEST_CASE("what is no address says why and never repeats it") {
  for (const char* url : {"", "host", "ftp://host", "http://", "http://host:", "http://host:0", "http://host:99999",
                          "http://host:8a", "http://ada:hunter2@host", "http://host/?key=hunter2",
                          "http://host#hunter2", "http://[::1", "http://ho st", "http://host/a\r\nhunter2: x"}) {
    const auto parsed = parse_server_address(url);
    REQUIRE_FALSE(parsed.ok());
    CHECK_FALSE(parsed.problem().why.empty());
    CHECK(parsed.problem().text().find("hunter2") == std::string::npos);
  }
}

TEST_CASE("what stands behind a NUL is no part of an address, and isn't repeated") {
  const auto odd = parse_server_address(std::string("http://::1:1\0\xff", 15));
  REQUIRE_FALSE(odd.ok());
  CHECK(odd.problem().todo.find("::1") == std::string::npos);
}

TEST_CASE("an IPv6 address without brackets is explained with them") {
  const auto todo = [](const char* url) { return parse_server_address(url).problem().todo; };
  CHECK(todo("http://::1:8470") == "give it as http://[::1]:8470");
  CHECK(todo("https://::1") == "give it as https://[::1]");
  CHECK(todo("http://2001:db8::5/tools") == "give it as http://[2001:db8::5]");
  CHECK(todo("http://2001:db8::5:8470") == "give it as http://[2001:db8::5]:8470");
  CHECK(todo("http://1:2:3:4:5:6:7:8:443") == "give it as http://[1:2:3:4:5:6:7:8]:443");
  CHECK(todo("http://ada:hunter2:host").find("hunter2") == std::string::npos);
}

TEST_CASE("loopback is what never leaves the machine, not what looks like it") {
  const auto loopback = [](const char* url) { return parse_server_address(url).value().loopback(); };
  CHECK(loopback("http://localhost:1"));
  CHECK(loopback("http://127.9.9.9"));
  CHECK(loopback("http://[::1]:8"));
  CHECK_FALSE(loopback("http://127.0.0.1.example.com"));
  CHECK_FALSE(loopback("http://localhost.example.com"));
  CHECK_FALSE(loopback("http://10.0.0.1"));
  CHECK_FALSE(loopback("http://[fe80::1]"));
}
