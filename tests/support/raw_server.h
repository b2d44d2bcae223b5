// A server that says exactly the bytes a test gives it: what no honest HTTP library can be made to say. Loopback,
// one connection at a time, a thread of its own.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace syncwall::test {

struct RawReply {
  std::string bytes;
  bool keep = false;                     // the connection is kept for another request
  bool hold = false;                     // silence afterwards, until the other side leaves
  std::chrono::milliseconds between{0};  // if not 0: the bytes drip, one each
  std::size_t endless = 0;               // `bytes` are repeated so often
};

inline std::string http_ok(const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
inline std::string http_error(int status, const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 " + std::to_string(status) + " Reason\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class RawServer {
 public:
  // Called with each request, head and body, on the server's thread.
  using Script = std::function<RawReply(const std::string& request)>;

  explicit RawServer(Script script)
      : script_(std::move(script)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    void* const raw = &address;
    ::bind(listener_, static_cast<sockaddr*>(raw), size);
    ::listen(listener_, 16);
    ::getsockname(listener_, static_cast<sockaddr*>(raw), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  ~RawServer() {
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::vector<std::string> requests() const {
    std::lock_guard lock(mutex_);
    return requests_;
  }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  // False: time to end.
  static bool readable(int fd, const std::stop_token& stop) {
    pollfd watched{fd, POLLIN, 0};
    while (!stop.stop_requested()) {
      if (::poll(&watched, 1, 10) > 0) return true;
    }
    return false;
  }

  void run(const std::stop_token& stop) {
    while (readable(listener_, stop)) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      ++connections_;
      while (serve(fd, stop)) {
      }
      ::close(fd);
    }
  }

  static bool read_request(int fd, const std::stop_token& stop, std::string& request) {
    std::size_t needed = std::string::npos;
    while (request.size() < needed) {
      char bytes[4096];
      if (!readable(fd, stop)) return false;
      const ssize_t n = ::recv(fd, bytes, sizeof bytes, 0);
      if (n <= 0) return false;
      request.append(bytes, static_cast<std::size_t>(n));
      const std::size_t end = request.find("\r\n\r\n");
      if (end == std::string::npos) continue;
      const std::size_t length = request.find("Content-Length: ");
      needed = end + 4 + (length < end ? std::stoul(request.substr(length + 16)) : 0);
    }
    return true;
  }

  static bool send_all(int fd, std::string_view bytes, const std::stop_token& stop, std::size_t piece) {
    while (!bytes.empty() && !stop.stop_requested()) {
      pollfd watched{fd, POLLOUT, 0};
      if (::poll(&watched, 1, 10) <= 0) continue;
      const ssize_t n = ::send(fd, bytes.data(), std::min(piece, bytes.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (n < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  bool serve(int fd, const std::stop_token& stop) {
    std::string request;
    if (!read_request(fd, stop, request)) return false;
    {
      std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    const RawReply reply = script_(request);
    if (reply.between.count() == 0) {
      for (std::size_t i = 0; i <= reply.endless && !stop.stop_requested(); ++i) {
        if (!send_all(fd, reply.bytes, stop, std::string::npos)) return false;
      }
    }
    for (std::size_t i = 0; reply.between.count() > 0 && i < reply.bytes.size() && !stop.stop_requested(); ++i) {
      if (!send_all(fd, std::string_view(reply.bytes).substr(i, 1), stop, 1)) return false;
      std::this_thread::sleep_for(reply.between);
    }
    if (reply.hold && readable(fd, stop)) {
      char byte = 0;
      [[maybe_unused]] const ssize_t n = ::recv(fd, &byte, 1, 0);
    }
    return reply.keep && !stop.stop_requested();
  }

  const Script script_;
  const int listener_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::atomic<int> connections_{0};
  std::jthread thread_;
};

}  // namespace syncwall::test
