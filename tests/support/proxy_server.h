// A small outbound proxy on loopback: CONNECT, and requests in absolute form; asks for a user name and a password where
// it was given some. Whatever host it is asked for, it leads to one port of this machine, so that tests need no
// network. Threads of its own.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "support/raw_client.h"
#include "support/raw_server.h"

namespace syncwall::test {

class ProxyServer {
 public:
  // `authorization`: "Basic …" that has to come; empty: none.
  explicit ProxyServer(int target, std::string authorization = "");
  ~ProxyServer();
  ProxyServer(const ProxyServer&) = delete;
  ProxyServer& operator=(const ProxyServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(const std::string& user = "") const {
    return "http://" + user + "127.0.0.1:" + std::to_string(port_);
  }
  // The heads that came.
  [[nodiscard]] std::vector<std::string> heads() const {
    std::lock_guard lock(mutex_);
    return heads_;
  }
  // In place of a tunnel: these bytes, and the end; empty: a tunnel.
  void answer_connect(std::string bytes) {
    std::lock_guard lock(mutex_);
    connect_answer_ = std::move(bytes);
  }

 private:
  void run(const std::stop_token& stop);
  void serve(int client, const std::stop_token& stop);

  const int target_;
  const std::string authorization_;
  int listener_ = -1, port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> heads_;
  std::string connect_answer_;
  std::list<std::jthread> served_;
  std::jthread thread_;
};

}  // namespace syncwall::test
