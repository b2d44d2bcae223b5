// FaultServer: stands in front of a healthy job server and passes everything on, until it is told to misbehave in one
// of the ways of faults.h; and stops when it is told. Loopback. Any thread.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "support/certificate.h"
#include "support/faults.h"
#include "support/raw_server.h"

namespace syncwall::test {

class FaultServer {
 public:
  struct Options {
    int healthy_port = 0;  // on loopback, plain HTTP
    bool https = false;
    std::chrono::milliseconds drip{1'000};  // from byte to byte, of the slow trickle
  };
  explicit FaultServer(const Options& options);
  ~FaultServer();
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;

  void begin(const Fault& fault);
  void end();
  // Another healthy server stands behind it from now on.
  void retarget(int healthy_port) { healthy_port_ = healthy_port; }

  [[nodiscard]] std::string url() const { return server_->url(); }
  // Whom to trust; only over TLS.
  [[nodiscard]] const std::filesystem::path& ca_file() const { return ca_file_; }
  [[nodiscard]] std::size_t requests() const { return server_->requests().size(); }

 private:
  struct Certificates;
  [[nodiscard]] RawReply reply(const std::string& request);
  [[nodiscard]] TlsContext context(Fault::Door door) const;

  const std::chrono::milliseconds drip_;
  std::atomic<int> healthy_port_;
  std::filesystem::path ca_file_;
  std::unique_ptr<Certificates> certificates_;
  std::mutex mutex_;
  const Fault* fault_ = nullptr;  // null: healthy
  FaultMemory memory_;
  std::unique_ptr<RawServer> server_;
};

}  // namespace syncwall::test
