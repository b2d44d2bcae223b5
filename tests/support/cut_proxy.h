// A network that breaks where a test says: bytes to and from a server on loopback, cut off after so many of them.
// Its own thread; one connection at a time, as one source has.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "support/loopback.h"

namespace syncwall::test {

class CutProxy {
 public:
  enum class Way : unsigned char { Request, Answer };
  struct Cut {
    Way way = Way::Request;
    std::size_t after = 0;  // bytes that still get through that way, from now on
    bool reset = false;     // a TCP reset instead of an orderly end
    bool down = false;      // and afterwards nobody answers until restore()
    int times = 1;          // so often: a request that is sent again is cut again
  };

  explicit CutProxy(int port) : target_(port) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  ~CutProxy() {
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
  }
  CutProxy(const CutProxy&) = delete;
  CutProxy& operator=(const CutProxy&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // Any thread, while no request is under way.
  void cut(const Cut& cut) {
    std::lock_guard lock(mutex_);
    cut_ = cut;
    whole_ = cut.after;
    done_ = false;
  }
  void restore() { down_ = false; }
  void retarget(int port) { target_ = port; }
  [[nodiscard]] bool was_cut() const { return done_; }
  [[nodiscard]] std::size_t passed(Way way) const { return passed_[static_cast<std::size_t>(way)]; }  // bytes, ever

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      pollfd watched{listener_, POLLIN, 0};
      if (::poll(&watched, 1, 10) <= 0) continue;
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      const int server = down_ ? -1 : ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockaddr_in address = loopback(target_);
      void* const raw = &address;
      if (server >= 0 && ::connect(server, static_cast<sockaddr*>(raw), sizeof address) == 0)
        pass(client, server, stop);
      ::close(client);
      if (server >= 0) ::close(server);
    }
  }

  void pass(int client, int server, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::array<pollfd, 2> watched = {pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
      if (::poll(watched.data(), watched.size(), 10) <= 0) continue;
      if (watched[0].revents != 0 && !forward(client, server, Way::Request, client)) return;
      if (watched[1].revents != 0 && !forward(server, client, Way::Answer, client)) return;
    }
  }

  // False: the connection is over.
  bool forward(int from, int to, Way way, int client) {
    std::array<char, 65536> bytes;
    const ssize_t n = ::recv(from, bytes.data(), bytes.size(), 0);
    if (n <= 0) return false;
    std::size_t allowed = static_cast<std::size_t>(n);
    bool ends = false, reset = false;
    {
      std::lock_guard lock(mutex_);
      if (cut_ && cut_->way == way) {
        ends = allowed >= cut_->after;
        allowed = std::min(allowed, cut_->after);
        cut_->after -= allowed;
        reset = cut_->reset;
        if (ends) {
          down_ = cut_->down;
          if (--cut_->times > 0) {
            cut_->after = whole_;
          } else {
            cut_.reset();
          }
        }
      }
    }
    passed_[static_cast<std::size_t>(way)] += allowed;
    for (std::size_t sent = 0; sent < allowed;) {
      const ssize_t more = ::send(to, bytes.data() + sent, allowed - sent, MSG_NOSIGNAL);
      if (more <= 0) return false;
      sent += static_cast<std::size_t>(more);
    }
    if (ends && reset) {
      const linger at_once{1, 0};
      ::setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    if (ends) done_ = true;
    return !ends;
  }

  std::atomic<int> target_;
  int port_ = 0;
  const int listener_ = listen_on_loopback(port_);
  std::mutex mutex_;
  std::optional<Cut> cut_;
  std::size_t whole_ = 0;  // Cut::after as it was given
  std::atomic<bool> down_{false}, done_{false};
  std::array<std::atomic<std::size_t>, 2> passed_{};
  std::jthread thread_;
};

}  // namespace syncwall::test
