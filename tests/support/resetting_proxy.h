// ResettingProxy: passes bytes between clients and a server on loopback until told to cut every connection, which both
// sides see as a reset. A thread of its own.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "support/loopback.h"

namespace syncwall::test {

class ResettingProxy {
 public:
  explicit ResettingProxy(int server_port) : server_port_(server_port) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  ~ResettingProxy() {
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
  }
  ResettingProxy(const ResettingProxy&) = delete;
  ResettingProxy& operator=(const ResettingProxy&) = delete;

  [[nodiscard]] int port() const { return port_; }
  void cut() { cut_ = true; }
  [[nodiscard]] int connections_made() const { return made_; }

 private:
  struct Pair {
    int client, server;
  };

  // Closed without lingering, a socket sends a reset.
  static void reset(const Pair& pair) {
    for (const int fd : {pair.client, pair.server}) {
      const linger now{1, 0};
      ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
      ::close(fd);
    }
  }

  void accept() {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(server_port_);
    const void* const raw = &address;
    if (::connect(server, static_cast<const sockaddr*>(raw), sizeof address) != 0) return reset({client, server});
    // So that a side that reads nothing (a stopped server) can't hold up the others for ever.
    const timeval limit{2, 0};
    for (const int fd : {client, server}) ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    pairs_.push_back({client, server});
    ++made_;
  }

  // False: the connection has ended.
  static bool pass(int from, int to) {
    std::array<char, 65536> bytes;
    const ssize_t got = ::recv(from, bytes.data(), bytes.size(), 0);
    for (ssize_t sent = 0; sent < got;) {
      const ssize_t n = ::send(to, bytes.data() + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
      if (n <= 0) return false;
      sent += n;
    }
    return got > 0;
  }

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (cut_.exchange(false)) drop_all();
      std::vector<pollfd> watched{{listener_, POLLIN, 0}};
      for (const Pair& p : pairs_) {
        watched.push_back({p.client, POLLIN, 0});
        watched.push_back({p.server, POLLIN, 0});
      }
      if (::poll(watched.data(), watched.size(), 50) <= 0) continue;
      for (std::size_t i = pairs_.size(); i-- > 0;) {
        const Pair p = pairs_[i];
        const bool up = watched[1 + 2 * i].revents == 0 || pass(p.client, p.server);
        if (up && (watched[2 + 2 * i].revents == 0 || pass(p.server, p.client))) continue;
        reset(p);
        pairs_.erase(pairs_.begin() + static_cast<std::ptrdiff_t>(i));
      }
      if (watched[0].revents != 0) accept();
    }
    drop_all();
  }

  void drop_all() {
    for (const Pair& p : pairs_) reset(p);
    pairs_.clear();
  }

  const int server_port_;
  int port_ = 0;
  const int listener_ = listen_on_loopback(port_);
  std::atomic<bool> cut_{false};
  std::atomic<int> made_{0};
  std::vector<Pair> pairs_;
  std::jthread thread_;
};

}  // namespace syncwall::test
