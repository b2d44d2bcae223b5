#include "net/client/tunnel.h"

#include <string>

#include "base/utf8.h"
#include "net/client/answer_reader.h"

namespace syncwall {

using Fault = NetFault::Kind;

namespace {

bool refused(Transport& transport, Fault fault, std::string why) {
  transport.forget_bytes();
  // An end by ourselves isn't the proxy's doing.
  if (transport.fault().kind != Fault::Cancelled) transport.set_fault({fault, std::move(why)});
  return false;
}

std::string meaning_of(int status) {
  if (status == 403) return "doesn't allow that (403)";
  if (status == 502 || status == 503) return "can't reach that server (" + std::to_string(status) + ")";
  if (status == 504) return "got no answer from that server (504)";
  return "answered with " + std::to_string(status);
}

}  // namespace

std::string why_no_basic(std::string_view challenges) {
  std::string schemes;
  for (std::size_t at = 0; at < challenges.size();) {
    const std::size_t end = std::min(challenges.find(',', at), challenges.size());
    std::string_view one = challenges.substr(at, end - at);
    at = end + 1;
    while (one.starts_with(' ')) one.remove_prefix(1);
    const std::string_view scheme = one.substr(0, one.find(' '));
    if (scheme.empty() || scheme.find('=') != std::string_view::npos) continue;  // a parameter of the one before
    if (fold(scheme) == "basic") return "";
    schemes += (schemes.empty() ? "" : ", ") + one_line(to_utf8(scheme));
  }
  if (schemes.empty()) return "";
  return "it asks for " + std::string(cut_utf8(schemes, 60)) + "; only Basic is known";
}

bool open_tunnel(Transport& transport, const ServerAddress& server, const Proxy& proxy, std::size_t head_bytes) {
  const std::string target = server.host_text() + ":" + std::to_string(server.port);
  std::string request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\nUser-Agent: syncwall\r\n";
  if (!proxy.authorization.empty()) request += "Proxy-Authorization: " + proxy.authorization + "\r\n";
  if (!transport.write(request + "\r\n"))
    return refused(transport, Fault::Proxy, "broke off: " + transport.fault().why);
  AnswerReader answer({.body = 0, .head_bytes = head_bytes}, true);
  while (answer.state() == AnswerReader::State::Head) {
    const std::string_view bytes = transport.receive();
    if (bytes.empty() && transport.fault().kind == Fault::Closed)
      return refused(transport, Fault::Proxy, "closed the connection");
    if (bytes.empty()) return refused(transport, Fault::Proxy, "broke off: " + transport.fault().why);
    transport.consume(answer.feed(bytes));
  }
  if (answer.status() == 407)
    return refused(transport, Fault::ProxyRefused, why_no_basic(answer.headers("Proxy-Authenticate")));
  if (answer.status() == 0) return refused(transport, Fault::Proxy, "doesn't speak HTTP");
  if (answer.status() / 100 != 2) return refused(transport, Fault::Proxy, meaning_of(answer.status()));
  // A server that we haven't spoken to yet says nothing: whose bytes are these?
  if (transport.leftover()) return refused(transport, Fault::Proxy, "says more than that the tunnel is there");
  transport.forget_bytes();
  return true;
}

}  // namespace syncwall
