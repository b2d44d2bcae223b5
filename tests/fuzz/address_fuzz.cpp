// A server's address as people type it, and a proxy's; the list of servers that need none.
#include "fuzz/fuzz.h"
#include "net/client/proxy.h"
#include "net/server_address.h"

using namespace syncwall;
using test::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const auto proxy = parse_proxy(text, "X");
  if (!proxy.ok()) test::check_problem(proxy.problem());
  if (proxy.ok())
    require(!proxy.value().address.tls && proxy.value().authorization.find_first_of("\r\n") == std::string::npos);
  require(without_password(without_password(text)) == without_password(text));
  static_cast<void>(needs_no_proxy(parse_server_address("https://[fd00::5]:8470").value(), text));
  static_cast<void>(needs_no_proxy(parse_server_address("https://10.1.2.3").value(), text));
  require(needs_no_proxy(parse_server_address("https://dash.example").value(), text + ",.EXAMPLE"));
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
