#include "support/proxy_server.h"
#include "support/loopback.h"

#include <array>

namespace syncwall::test {

namespace {

void send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

// False: nothing more comes.
bool receive(int from, std::string& to, const std::stop_token& stop) {
  pollfd watched{from, POLLIN, 0};
  while (!stop.stop_requested()) {
    if (::poll(&watched, 1, 10) <= 0) continue;
    std::array<char, 16384> bytes;
    const ssize_t n = ::recv(from, bytes.data(), bytes.size(), 0);
    if (n > 0) to.append(bytes.data(), static_cast<std::size_t>(n));
    return n > 0;
  }
  return false;
}

void pass(int a, int b, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::array<pollfd, 2> watched = {pollfd{a, POLLIN, 0}, pollfd{b, POLLIN, 0}};
    if (::poll(watched.data(), watched.size(), 10) <= 0) continue;
    for (const auto& [from, to] : {std::pair{0u, b}, std::pair{1u, a}}) {
      if (watched[from].revents == 0) continue;
      std::string bytes;
      if (!receive(watched[from].fd, bytes, stop)) return;
      send_all(to, bytes);
    }
  }
}

}  // namespace

ProxyServer::ProxyServer(int target, std::string authorization)
    : target_(target), authorization_(std::move(authorization)) {
  listener_ = listen_on_loopback(port_);
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

ProxyServer::~ProxyServer() {
  thread_.request_stop();
  thread_.join();
  served_.clear();
  ::close(listener_);
}

void ProxyServer::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pollfd watched{listener_, POLLIN, 0};
    if (::poll(&watched, 1, 10) <= 0) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    served_.emplace_back([this, client](const std::stop_token& its_stop) {
      serve(client, its_stop);
      ::close(client);
    });
  }
}

void ProxyServer::serve(int client, const std::stop_token& stop) {
  std::string request;
  while (request.find("\r\n\r\n") == std::string::npos) {
    if (!receive(client, request, stop)) return;
  }
  const std::string head = request.substr(0, request.find("\r\n\r\n") + 4);
  std::string instead;
  {
    std::lock_guard lock(mutex_);
    heads_.push_back(head);
    instead = connect_answer_;
  }
  const bool connects = head.starts_with("CONNECT ");
  if (!authorization_.empty() &&
      head.find("\r\nProxy-Authorization: " + authorization_ + "\r\n") == std::string::npos) {
    return send_all(client, http_error(407, "", "Proxy-Authenticate: Basic realm=\"here\"\r\nConnection: close\r\n"));
  }
  if (connects && !instead.empty()) return send_all(client, instead);
  const RawClient server(target_);
  if (connects) {
    send_all(client, "HTTP/1.1 200 Connection established\r\nProxy-Agent: test\r\n\r\n");
  } else {
    send_all(server.fd(), request);
  }
  pass(client, server.fd(), stop);
}

}  // namespace syncwall::test
