// A server that says exactly the bytes a test gives it: what no honest HTTP library can be made to say, over TCP or
// TLS. Loopback, a thread for each connection; the script is asked by one of them at a time.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_ctx_st;

namespace syncwall::test {

struct RawReply {
  std::string bytes;
  bool keep = false;                     // the connection is kept for another request
  bool hold = false;                     // silence afterwards, until the other side leaves
  std::chrono::milliseconds between{0};  // if not 0: the bytes drip, one each
  std::size_t endless = 0;               // `again` follows so often
  std::string again = {};                // empty: `bytes`
  bool reset = false;                    // a TCP reset ends the connection
};

[[nodiscard]] std::string http_ok(const std::string& body, const std::string& headers = "");
[[nodiscard]] std::string http_error(int status, const std::string& body, const std::string& headers = "");

using TlsContext = std::shared_ptr<ssl_ctx_st>;
struct Certificate;
// `newest`: the newest protocol spoken, as OpenSSL numbers them; 0: the newest there is.
[[nodiscard]] TlsContext tls_context(const Certificate& certificate, int newest = 0);

class RawServer {
 public:
  // Called with each request, head and body.
  using Script = std::function<RawReply(const std::string& request)>;

  explicit RawServer(Script script, TlsContext tls = nullptr);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url() const {
    return (tls_ ? "https" : "http") + ("://127.0.0.1:" + std::to_string(port_));
  }
  [[nodiscard]] std::vector<std::string> requests() const {
    std::lock_guard lock(mutex_);
    return requests_;
  }
  [[nodiscard]] int connections() const { return connections_; }

  // Any thread: what new connections meet from now on. The ones there are end.
  void refuse_connections(bool refuse);
  void speak(TlsContext tls);  // null: plain TCP, whatever url() says

 private:
  struct Channel;
  struct Connection {
    std::jthread thread;
    std::atomic<bool> over{false};
  };

  void listen_again();
  void accept_all(const std::stop_token& stop);
  void drop_connections();
  void serve(int fd, const TlsContext& tls, const std::stop_token& stop);
  [[nodiscard]] bool answer(Channel& channel, const std::stop_token& stop);

  const Script script_;
  const bool tls_;  // what url() says
  int port_ = 0;
  std::atomic<int> connections_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::mutex script_mutex_;
  std::mutex door_;  // guards the following
  int listener_ = -1;
  TlsContext speaks_;
  std::list<Connection> open_;
  std::jthread thread_;
};

}  // namespace syncwall::test
