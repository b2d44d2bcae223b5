#include "support/raw_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "support/certificate.h"
#include "support/loopback.h"

namespace syncwall::test {

std::string http_ok(const std::string& body, const std::string& headers) {
  return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
std::string http_error(int status, const std::string& body, const std::string& headers) {
  return "HTTP/1.1 " + std::to_string(status) + " Reason\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TlsContext tls_context(const Certificate& certificate, int newest) {
  TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_use_certificate(context.get(), certificate.x509.get());
  SSL_CTX_use_PrivateKey(context.get(), certificate.key.get());
  if (newest == 0) return context;
  SSL_CTX_set_security_level(context.get(), 0);  // or OpenSSL refuses to speak it at all
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), newest);
  return context;
}

// One connection's bytes; waits in short steps, so that it can be told to stop.
struct RawServer::Channel {
  Channel(int socket, const TlsContext& tls) : fd(socket), ssl(tls ? SSL_new(tls.get()) : nullptr, SSL_free) {
    if (ssl) SSL_set_fd(ssl.get(), fd);
  }
  ~Channel() { ::close(fd); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // False: time to end.
  bool wait(short events, const std::stop_token& stop) const {
    pollfd watched{fd, events, 0};
    while (!stop.stop_requested()) {
      if (::poll(&watched, 1, 10) > 0) return true;
    }
    return false;
  }
  // Runs an OpenSSL call until it is done or fails.
  template <class Call>
  int until_done(Call call, const std::stop_token& stop) {
    for (;;) {
      ERR_clear_error();
      const int n = call();
      if (n > 0) return n;
      const int error = SSL_get_error(ssl.get(), n);
      const short events = error == SSL_ERROR_WANT_READ ? POLLIN : error == SSL_ERROR_WANT_WRITE ? POLLOUT : short{0};
      if (events == 0 || !wait(events, stop)) return -1;
    }
  }
  bool shake_hands(const std::stop_token& stop) {
    return !ssl || until_done([&] { return SSL_accept(ssl.get()); }, stop) > 0;
  }
  ssize_t receive(char* to, std::size_t size, const std::stop_token& stop) {
    if (ssl) return until_done([&] { return SSL_read(ssl.get(), to, static_cast<int>(size)); }, stop);
    return wait(POLLIN, stop) ? ::recv(fd, to, size, MSG_DONTWAIT) : -1;
  }
  bool send_all(std::string_view bytes, const std::stop_token& stop) {
    while (!bytes.empty()) {
      ssize_t n = 0;
      if (ssl) {
        n = until_done([&] { return SSL_write(ssl.get(), bytes.data(), static_cast<int>(bytes.size())); }, stop);
      } else {
        if (!wait(POLLOUT, stop)) return false;
        n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      }
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  void reset() const {
    const linger at_once{1, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

  const int fd;
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl;
};

RawServer::RawServer(Script script, TlsContext tls)
    : script_(std::move(script)), tls_(tls != nullptr), speaks_(std::move(tls)) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  listen_again();
  thread_ = std::jthread([this](const std::stop_token& stop) { accept_all(stop); });
}

RawServer::~RawServer() {
  thread_.request_stop();
  thread_.join();
  drop_connections();
  if (listener_ >= 0) ::close(listener_);
}

void RawServer::listen_again() { listener_ = listen_on_loopback(port_); }

void RawServer::refuse_connections(bool refuse) {
  std::lock_guard lock(door_);
  if (refuse && listener_ >= 0) {
    ::close(listener_);
    listener_ = -1;
  } else if (!refuse && listener_ < 0) {
    listen_again();
  }
  drop_connections();
}

void RawServer::speak(TlsContext tls) {
  std::lock_guard lock(door_);
  speaks_ = std::move(tls);
  drop_connections();
}

void RawServer::drop_connections() { open_.clear(); }

void RawServer::accept_all(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::lock_guard lock(door_);
      pollfd watched{listener_, POLLIN, 0};
      const bool waiting = listener_ >= 0 && ::poll(&watched, 1, 0) > 0;
      const int fd = waiting ? ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK) : -1;
      if (fd >= 0) {
        ++connections_;
        open_.remove_if([](const Connection& c) { return c.over.load(); });
        Connection& connection = open_.emplace_back();
        connection.thread = std::jthread([this, fd, tls = speaks_, &connection](const std::stop_token& ends) {
          serve(fd, tls, ends);
          connection.over = true;
        });
        continue;
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

void RawServer::serve(int fd, const TlsContext& tls, const std::stop_token& stop) {
  Channel channel(fd, tls);
  if (!channel.shake_hands(stop)) return;
  while (answer(channel, stop)) {
  }
}

bool RawServer::answer(Channel& channel, const std::stop_token& stop) {
  std::string request;
  for (std::size_t needed = std::string::npos; request.size() < needed;) {
    std::array<char, 4096> bytes;
    const ssize_t n = channel.receive(bytes.data(), bytes.size(), stop);
    if (n <= 0) return false;
    request.append(bytes.data(), static_cast<std::size_t>(n));
    if (!channel.ssl && request[0] == '\x16') {  // a TLS handshake: what a web server says to one
      static_cast<void>(channel.send_all(http_error(400, ""), stop));
      return false;
    }
    const std::size_t end = request.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    const std::size_t length = request.find("Content-Length: ");
    needed = end + 4 + (length < end ? std::stoul(request.substr(length + 16)) : 0);
  }
  {
    std::lock_guard lock(mutex_);
    requests_.push_back(request);
  }
  RawReply reply;
  {
    std::lock_guard lock(script_mutex_);
    reply = script_(request);
  }
  if (reply.between.count() == 0) {
    if (!channel.send_all(reply.bytes, stop)) return false;
    const std::string& again = reply.again.empty() ? reply.bytes : reply.again;
    for (std::size_t i = 0; i < reply.endless; ++i) {
      if (!channel.send_all(again, stop)) return false;
    }
  }
  for (std::size_t i = 0; reply.between.count() > 0 && i < reply.bytes.size(); ++i) {
    if (stop.stop_requested() || !channel.send_all(std::string_view(reply.bytes).substr(i, 1), stop)) return false;
    std::this_thread::sleep_for(reply.between);
  }
  if (reply.hold) {
    char byte = 0;
    static_cast<void>(channel.receive(&byte, 1, stop));
  }
  if (reply.reset) channel.reset();
  return reply.keep && !stop.stop_requested();
}

}  // namespace syncwall::test
