// A server's address as people type it.
#include "fuzz/fuzz.h"
#include "sources/server_address.h"

using namespace syncwall;
using test::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const auto address = parse_server_address(text);
  if (!address.ok()) {
    test::check_problem(address.problem());
    return 0;
  }
  const ServerAddress& a = address.value();
  require(a.port >= 1 && a.port <= 65535 && !a.host.empty() && !a.prefix.ends_with('/'));
  static_cast<void>(a.loopback());
  const auto again = parse_server_address(a.text());
  require(again.ok() && again.value().text() == a.text() && again.value().loopback() == a.loopback());
  return 0;
}
