#include "support/fault_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace syncwall::test {

namespace {

// The healthy server's whole answer, over a connection of its own.
std::string pass_on(int port, const std::string& request) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  void* const raw = &address;
  std::string answer;
  if (::connect(fd, static_cast<sockaddr*>(raw), sizeof address) == 0 &&
      ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
    for (std::size_t needed = std::string::npos; answer.size() < needed;) {
      std::array<char, 65'536> bytes;
      const ssize_t n = ::recv(fd, bytes.data(), bytes.size(), 0);
      if (n <= 0) break;
      answer.append(bytes.data(), static_cast<std::size_t>(n));
      const std::size_t end = answer.find("\r\n\r\n"), length = answer.find("Content-Length: ");
      if (end != std::string::npos && length < end) needed = end + 4 + std::stoul(answer.substr(length + 16));
    }
  }
  ::close(fd);
  return answer.empty() ? http_error(502, "") : answer;
}

}  // namespace

struct FaultServer::Certificates {
  Certificate good{"IP:127.0.0.1", -kDay, kDay}, wrong_name{"DNS:dashboard.example", -kDay, kDay},
      expired{"IP:127.0.0.1", -2 * kDay, -kDay}, unknown{"IP:127.0.0.1", -kDay - 1, kDay};
};

FaultServer::FaultServer(const Options& options) : drip_(options.drip), healthy_port_(options.healthy_port) {
  if (options.https) {
    static std::atomic<int> number{0};
    certificates_ = std::make_unique<Certificates>();
    ca_file_ = std::filesystem::temp_directory_path() /
               ("syncwall-faults-" + std::to_string(::getpid()) + "-" + std::to_string(number++) + ".pem");
    certificates_->good.write(ca_file_);
    certificates_->wrong_name.write(ca_file_, "a");
    certificates_->expired.write(ca_file_, "a");
  }
  server_ = std::make_unique<RawServer>([this](const std::string& request) { return reply(request); },
                                        options.https ? context(Fault::Door::Open) : nullptr);
}

FaultServer::~FaultServer() {
  server_.reset();
  if (!ca_file_.empty()) std::filesystem::remove(ca_file_);
}

TlsContext FaultServer::context(Fault::Door door) const {
  switch (door) {
    case Fault::Door::PlainHttp:
      return nullptr;
    case Fault::Door::WrongName:
      return tls_context(certificates_->wrong_name);
    case Fault::Door::Expired:
      return tls_context(certificates_->expired);
    case Fault::Door::UnknownAuthority:
      return tls_context(certificates_->unknown);
    case Fault::Door::OldTls:
      return tls_context(certificates_->good, TLS1_1_VERSION);
    case Fault::Door::Open:
    case Fault::Door::Refused:
      break;
  }
  return tls_context(certificates_->good);
}

void FaultServer::begin(const Fault& fault) {
  {
    std::lock_guard lock(mutex_);
    fault_ = &fault;
    memory_ = {};
  }
  if (certificates_) server_->speak(context(fault.door));
  if (fault.door == Fault::Door::Refused) server_->refuse_connections(true);
}

void FaultServer::end() {
  bool refused = false;
  {
    std::lock_guard lock(mutex_);
    refused = fault_ != nullptr && fault_->door == Fault::Door::Refused;
    fault_ = nullptr;
  }
  if (certificates_) server_->speak(context(Fault::Door::Open));
  if (refused) server_->refuse_connections(false);
}

RawReply FaultServer::reply(const std::string& request) {
  const std::function<std::string()> healthy = [&] { return pass_on(healthy_port_, request); };
  std::lock_guard lock(mutex_);
  if (fault_ == nullptr || fault_->reply == nullptr) return {.bytes = healthy(), .keep = true};
  Asked asked{request, healthy, memory_, drip_};
  return fault_->reply(asked);
}

}  // namespace syncwall::test
