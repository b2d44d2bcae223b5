// A client that sends exactly the bytes a test gives it, when it likes: what no honest HTTP library can be made to do.
// Loopback only; every wait has an end.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace syncwall::test {

class RawClient {
 public:
  // `receive_bytes`: the size of the buffer for what comes, if not 0; how much the server can send unread. `from`: an
  // address of this machine's loopback network, like "127.0.0.2".
  explicit RawClient(int port, int receive_bytes = 0, const char* from = nullptr)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_bytes != 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    void* const raw = &address;
    if (from != nullptr) {
      sockaddr_in own{};
      own.sin_family = AF_INET;
      ::inet_pton(AF_INET, from, &own.sin_addr);
      void* const raw_own = &own;
      ::bind(fd_, static_cast<sockaddr*>(raw_own), sizeof own);
    }
    connected_ = ::connect(fd_, static_cast<sockaddr*>(raw), sizeof address) == 0;
  }
  ~RawClient() {
    if (fd_ >= 0) ::close(fd_);
  }
  RawClient(RawClient&& other) noexcept : fd_(std::exchange(other.fd_, -1)), connected_(other.connected_) {}
  RawClient& operator=(RawClient&&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] int fd() const { return fd_; }
  // False: the server has gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  // What came until the server closed, or until `limit`; closed() tells which.
  std::string read_all(std::chrono::milliseconds limit = std::chrono::seconds(20)) {
    return read_while([](const std::string&) { return true; }, limit);
  }
  // One answer with a Content-Length.
  std::string read_answer(std::chrono::milliseconds limit = std::chrono::seconds(20)) {
    return read_while([](const std::string& got) { return !whole(got); }, limit);
  }
  // At most so many bytes, if there are any.
  void sip(std::size_t most) {
    std::string bytes(most, '\0');
    closed_ = ::recv(fd_, bytes.data(), most, MSG_DONTWAIT) == 0;
  }
  [[nodiscard]] bool closed() const { return closed_; }

  [[nodiscard]] static bool whole(const std::string& answer) {
    const std::size_t end = answer.find("\r\n\r\n"), length = answer.find("Content-Length: ");
    return end != std::string::npos && length < end &&
           answer.size() >= end + 4 + std::stoul(answer.substr(length + 16));
  }

 private:
  template <class More>
  std::string read_while(More more, std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    std::string got;
    while (more(got)) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
      pollfd watched{fd_, POLLIN, 0};
      if (left <= 0 || ::poll(&watched, 1, static_cast<int>(left)) <= 0) return got;
      char bytes[16384];
      const ssize_t n = ::recv(fd_, bytes, sizeof bytes, 0);
      closed_ = n <= 0;
      if (closed_) return got;
      got.append(bytes, static_cast<std::size_t>(n));
    }
    return got;
  }

  int fd_;
  bool connected_ = false, closed_ = false;
};

[[nodiscard]] inline int status_of(const std::string& answer) {
  return answer.starts_with("HTTP/1.1 ") && answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
}

}  // namespace syncwall::test
