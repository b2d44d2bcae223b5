#include "sources/transport.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <utility>

#include "base/private_file.h"

namespace syncwall {

namespace {

using Clock = std::chrono::steady_clock;

std::string error_text(int error) {
  if (error == ECONNREFUSED) return "connection refused";
  if (error == ENETUNREACH || error == EHOSTUNREACH) return "there is no route to the host";
  if (error == ECONNRESET || error == EPIPE) return "the connection was reset";
  return std::generic_category().message(error);
}

std::string seconds_text(std::chrono::milliseconds time) {
  if (time.count() % 1000 == 0) return std::to_string(time.count() / 1000) + " s";
  return std::to_string(time.count()) + " ms";
}

// OpenSSL writes with write(2), which raises SIGPIPE in this thread when the other side has gone. Kept from
// happening for a lifetime, without touching what other threads do with the signal.
class NoSigPipe {
 public:
  NoSigPipe() {
    sigset_t pending;
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoSigPipe() {
    const timespec at_once{};
    while (!was_pending_ && sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoSigPipe(const NoSigPipe&) = delete;
  NoSigPipe& operator=(const NoSigPipe&) = delete;

 private:
  sigset_t pipe_{}, before_{};
  bool was_pending_ = false;
};

bool is_ip(const std::string& host) {
  return host.find(':') != std::string::npos ||
         std::ranges::all_of(host, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

// The events that a TLS call wants waited for; 0: none, it failed.
short events_of(SSL* tls, int result) {
  const int error = SSL_get_error(tls, result);
  if (error == SSL_ERROR_WANT_READ) return POLLIN;
  if (error == SSL_ERROR_WANT_WRITE) return POLLOUT;
  return 0;
}

// What a server says that wants a certificate, or another one. With TLS 1.3 that comes with the first read only.
bool of_our_certificate(unsigned long error) {
  switch (ERR_GET_REASON(error)) {
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: return ERR_GET_LIB(error) == ERR_LIB_SSL;
    default: return false;
  }
}

// Asked for the password of a key that has one: nobody is there to tell it.
int no_password(char*, int, int, void*) { return 0; }

}  // namespace

void Transport::FreeTls::operator()(ssl_st* ssl) const { SSL_free(ssl); }
void Transport::FreeTls::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Transport::Transport(ServerAddress address, std::string ca_file, ClientIdentity identity, TransportLimits limits)
    : address_(std::move(address)),
      ca_file_(std::move(ca_file)),
      identity_(std::move(identity)),
      limits_(limits),
      cancel_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      deadline_(Clock::now() + limits.answer) {}

Transport::~Transport() {
  disconnect();
  if (cancel_fd_ >= 0) ::close(cancel_fd_);
}

std::ptrdiff_t Transport::fail(Fault fault, std::string why) {
  if (fault_ == Fault::None) {
    fault_ = fault;
    why_ = std::move(why);
  }
  return fault_ == Fault::Closed ? 0 : -1;
}

void Transport::cancel() {
  cancelled_ = true;
  const std::uint64_t one = 1;
  // Can't fail but for a counter that is full, and then it is readable anyway.
  [[maybe_unused]] const ssize_t written = ::write(cancel_fd_, &one, sizeof one);
}

bool Transport::wait(int fd, short events, Time until, Fault late, const std::string& late_why) {
  for (;;) {
    if (cancelled_) return fail(Fault::Cancelled, "cancelled") > 0;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return fail(late, late_why) > 0;
    std::array<pollfd, 2> watched = {pollfd{fd, events, 0}, pollfd{cancel_fd_, POLLIN, 0}};
    const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready < 0 && errno != EINTR) return fail(Fault::Broken, error_text(errno)) > 0;
    if (ready > 0 && watched[1].revents == 0) return true;  // errors too: the next call tells which
  }
}

bool Transport::wait_for_bytes(short events) {
  const Time silent = Clock::now() + limits_.silence;
  if (silent < deadline_) {
    return wait(fd_, events, silent, Fault::Silent, "no answer for " + seconds_text(limits_.silence));
  }
  return wait(fd_, events, deadline_, Fault::Slow, "not the whole answer within " + seconds_text(limits_.answer));
}

int Transport::connect_to(const addrinfo& target, Time until) {
  const int fd = ::socket(target.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, target.ai_protocol);
  if (fd < 0) {
    (void)fail(Fault::Connect, error_text(errno));
    return -1;
  }
  int error = ::connect(fd, target.ai_addr, target.ai_addrlen) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    const std::string late = "the server didn't take the connection within " + seconds_text(limits_.connect);
    socklen_t size = sizeof error;
    error = 0;
    if (!wait(fd, POLLOUT, until, Fault::Connect, late)) {
      ::close(fd);
      return -1;
    }
    if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  }
  if (error != 0) {
    (void)fail(Fault::Connect, error_text(error));
    ::close(fd);
    return -1;
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

int Transport::connect() {
  disconnect();
  if (cancelled_) return static_cast<int>(fail(Fault::Cancelled, "cancelled"));
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(address_.host.c_str(), std::to_string(address_.port).c_str(), &hints, &found);
  if (error != 0)
    return static_cast<int>(fail(Fault::Connect, std::string("host not found: ") + ::gai_strerror(error)));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> targets(found, &::freeaddrinfo);

  const Time until = Clock::now() + limits_.connect;
  int fd = -1;
  for (const addrinfo* target = targets.get(); target != nullptr && fd < 0; target = target->ai_next) {
    if (fault_ == Fault::Cancelled) break;
    fault_ = Fault::None;  // of the address before; the last one's is told
    fd = connect_to(*target, until);
  }
  if (fd < 0) return -1;
  if (address_.tls && !shake_hands(fd)) {
    tls_.reset();
    ::close(fd);
    return -1;
  }
  fd_ = fd;
  fresh_ = true;
  return fd_;
}

void Transport::disconnect() {
  tls_.reset();
  fd_ = -1;
  buffer_at_ = buffer_end_ = 0;
}

bool Transport::make_context() {
  if (context_) return true;
  context_.reset(SSL_CTX_new(TLS_client_method()));
  if (!context_) return fail(Fault::Tls, "out of memory") > 0;
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_default_passwd_cb(context_.get(), no_password);
  const int loaded = ca_file_.empty() ? SSL_CTX_set_default_verify_paths(context_.get())
                                      : SSL_CTX_load_verify_locations(context_.get(), ca_file_.c_str(), nullptr);
  if (loaded == 1) return use_identity();
  context_.reset();
  return fail(Fault::Certificate,
              "no certificates could be read from " + (ca_file_.empty() ? "the system" : ca_file_)) > 0;
}

bool Transport::use_identity() {
  const std::string& certificate = identity_.certificate;
  if (certificate.empty()) return true;
  const std::string& key = identity_.key.empty() ? certificate : identity_.key;
  std::string why;
  if (const auto held = check_private(key, "key file"); !held.ok()) {
    why = held.problem().text();
  } else if (SSL_CTX_use_certificate_chain_file(context_.get(), certificate.c_str()) != 1) {
    why = "no certificate could be read from " + certificate;
  } else if (SSL_CTX_use_PrivateKey_file(context_.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
    why = "no key of this certificate could be read from " + key;
  }
  if (why.empty()) return true;
  context_.reset();
  return fail(Fault::Identity, why) > 0;
}

void Transport::explain_tls(int result) {
  const long verdict = SSL_get_verify_result(tls_.get());
  if (verdict != X509_V_OK) {
    (void)fail(Fault::Certificate, X509_verify_cert_error_string(verdict));
    return;
  }
  const int error = SSL_get_error(tls_.get(), result);
  const unsigned long queued = ERR_get_error();
  if (of_our_certificate(queued)) {
    (void)fail(Fault::Identity, ERR_reason_error_string(queued));
    return;
  }
  const char* const reason = queued != 0 ? ERR_reason_error_string(queued) : nullptr;
  const int code = queued != 0 ? ERR_GET_REASON(queued) : 0;
  if (code == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION || code == SSL_R_UNSUPPORTED_PROTOCOL) {
    (void)fail(Fault::Tls, "it speaks no TLS of 1.2 or newer");
  } else if (code == SSL_R_WRONG_VERSION_NUMBER) {
    (void)fail(Fault::Tls, "it answers with something that isn't TLS");
  } else if (reason != nullptr) {
    (void)fail(Fault::Tls, reason);
  } else {
    (void)fail(Fault::Tls,
               error == SSL_ERROR_SYSCALL && errno != 0 ? error_text(errno) : "the server closed the connection");
  }
}

bool Transport::shake_hands(int fd) {
  if (!make_context()) return false;
  const NoSigPipe quiet;
  ERR_clear_error();
  tls_.reset(SSL_new(context_.get()));
  const std::string& host = address_.host;
  bool named = tls_ && SSL_set_fd(tls_.get(), fd) == 1;
  if (named && is_ip(host)) {
    named = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls_.get()), host.c_str()) == 1;
  } else if (named) {
    named = SSL_set1_host(tls_.get(), host.c_str()) == 1 &&
            SSL_ctrl(tls_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                     const_cast<char*>(host.c_str())) == 1;
  }
  if (!named) return fail(Fault::Tls, "the host name can't be used with TLS") > 0;

  const Time until = Clock::now() + limits_.connect;
  const std::string late = "no TLS answer within " + seconds_text(limits_.connect);
  for (;;) {
    const int result = SSL_connect(tls_.get());
    if (result == 1) return true;
    const short events = events_of(tls_.get(), result);
    if (events == 0) {
      explain_tls(result);
      return false;
    }
    if (!wait(fd, events, until, Fault::Tls, late)) return false;
  }
}

void Transport::begin_request() {
  fault_ = Fault::None;
  why_.clear();
  deadline_ = Clock::now() + limits_.answer;
  received_ = 0;
  in_body_ = fresh_ = sent_ = false;
}

std::ptrdiff_t Transport::read_some(char* to, std::size_t size, short& again) {
  again = 0;
  if (tls_) {
    const NoSigPipe quiet;  // a read may have to write
    ERR_clear_error();
    const int n = SSL_read(tls_.get(), to, static_cast<int>(std::min<std::size_t>(size, 1u << 30)));
    if (n > 0) return n;
    again = events_of(tls_.get(), n);
    if (again != 0) return -1;
    if (of_our_certificate(ERR_peek_error())) return fail(Fault::Identity, ERR_reason_error_string(ERR_peek_error()));
    // A server that leaves without a close_notify is as gone as one with.
    const bool closed = SSL_get_error(tls_.get(), n) == SSL_ERROR_ZERO_RETURN ||
                        ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
    return closed ? fail(Fault::Closed, "the server closed the connection") : fail(Fault::Broken, "TLS broke off");
  }
  const ssize_t n = ::recv(fd_, to, size, 0);
  if (n > 0) return n;
  if (n == 0) return fail(Fault::Closed, "the server closed the connection");
  if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK) {
    again = POLLIN;
    return -1;
  }
  return fail(Fault::Broken, error_text(errno));
}

std::ptrdiff_t Transport::read(char* to, std::size_t size) {
  while (buffer_at_ == buffer_end_) {
    if (cancelled_) return fail(Fault::Cancelled, "cancelled");
    if (Clock::now() >= deadline_)
      return fail(Fault::Slow, "not the whole answer within " + seconds_text(limits_.answer));
    short again = 0;
    const std::ptrdiff_t n = read_some(buffer_.data(), buffer_.size(), again);
    if (n > 0) {
      buffer_at_ = 0;
      buffer_end_ = static_cast<std::size_t>(n);
    } else if (again == 0) {
      return n;
    } else if (!wait_for_bytes(again)) {
      return -1;
    }
  }
  const std::size_t n = std::min(size, buffer_end_ - buffer_at_);
  std::memcpy(to, buffer_.data() + buffer_at_, n);
  buffer_at_ += n;
  received_ += n;
  if (!in_body_ && received_ > limits_.header_bytes) return fail(Fault::TooLong, "its headers have no end");
  if (received_ > limits_.bytes) return fail(Fault::TooLong, "it has no end");
  return static_cast<std::ptrdiff_t>(n);
}

std::ptrdiff_t Transport::write_some(const char* from, std::size_t size, short& again) {
  again = 0;
  if (tls_) {
    const NoSigPipe quiet;
    ERR_clear_error();
    const int n = SSL_write(tls_.get(), from, static_cast<int>(std::min<std::size_t>(size, 1u << 30)));
    if (n > 0) return n;
    again = events_of(tls_.get(), n);
    return again != 0 ? -1 : fail(Fault::Broken, "TLS broke off");
  }
  const ssize_t n = ::send(fd_, from, size, MSG_NOSIGNAL);
  if (n >= 0) return n;
  if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK) {
    again = POLLOUT;
    return -1;
  }
  return fail(Fault::Broken, error_text(errno));
}

std::ptrdiff_t Transport::write(const char* from, std::size_t size) {
  if (size == 0) return 0;
  for (;;) {
    if (cancelled_) return fail(Fault::Cancelled, "cancelled");
    short again = 0;
    const std::ptrdiff_t n = write_some(from, size, again);
    if (n > 0) sent_ = true;
    if (n > 0 || again == 0) return n;
    if (!wait_for_bytes(again)) return -1;
  }
}

}  // namespace syncwall
