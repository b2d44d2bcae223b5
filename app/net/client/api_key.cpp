#include "net/client/api_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/private_file.h"

namespace syncwall {

namespace {

constexpr std::size_t kLongestKey = 4096;

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(kBlank) - first + 1));
}

class File {
 public:
  explicit File(const std::filesystem::path& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

Problem unreadable(const std::filesystem::path& file, int error) {
  return {"could not read the key file " + file.string(), std::generic_category().message(error), ""};
}

}  // namespace

Result<std::string> read_api_key_file(const std::filesystem::path& file) {
  const File opened(file);
  struct stat about {};
  if (opened.fd() < 0 || ::fstat(opened.fd(), &about) != 0) return unreadable(file, errno);
  if (S_ISDIR(about.st_mode)) return unreadable(file, EISDIR);
  if (auto problem = open_to_others(about, file, "key file")) return *std::move(problem);
  std::array<char, kLongestKey + 1> bytes{};
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t n = ::read(opened.fd(), bytes.data() + size, bytes.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return unreadable(file, errno);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  if (size > kLongestKey) return Problem{"the key file " + file.string() + " holds no key", "it is too long", ""};
  std::string key = trimmed({bytes.data(), size});
  if (key.empty()) return Problem{"the key file " + file.string() + " holds no key", "it is empty", ""};
  return key;
}

namespace {

// A pipe's key, read by whoever asks first.
struct KeptKey {
  std::mutex mutex;
  std::optional<std::string> key;
};

KeyProvider once(const std::filesystem::path& file) {
  return [file, kept = std::make_shared<KeptKey>()]() -> Result<std::string> {
    const std::lock_guard lock(kept->mutex);
    if (kept->key) return *kept->key;
    auto read = read_api_key_file(file);
    if (read.ok()) kept->key = read.value();
    return read;
  };
}

}  // namespace

KeyProvider key_provider(const std::filesystem::path& file) {
  std::error_code failed;
  const auto type = std::filesystem::status(file, failed).type();
  const bool readable_once = type == std::filesystem::file_type::fifo ||
                             type == std::filesystem::file_type::character ||
                             type == std::filesystem::file_type::socket;
  if (!file.empty() && readable_once) return once(file);
  if (!file.empty()) return [file] { return read_api_key_file(file); };
  return []() -> Result<std::string> {
    const char* const value = std::getenv("SYNCWALL_API_KEY");
    std::string key = trimmed(value == nullptr ? "" : value);
    if (key.empty()) {
      return Problem{"no key is given", "", "set SYNCWALL_API_KEY, or name a file with --api-key-file"};
    }
    return key;
  };
}

KeyProvider fixed_key(std::string key) {
  return [key = std::move(key)]() -> Result<std::string> { return key; };
}

}  // namespace syncwall
