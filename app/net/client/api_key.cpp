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

#include "base/ascii.h"
#include "base/descriptor.h"
#include "base/private_file.h"

namespace syncwall {

namespace {

constexpr std::size_t kLongestKey = 4096;

Problem unreadable(const std::filesystem::path& file, int error) {
  return {"could not read the key file " + file.string(), std::generic_category().message(error), ""};
}

}  // namespace

Result<std::string> read_api_key_file(const std::filesystem::path& file) {
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about {};
  if (opened.get() < 0 || ::fstat(opened.get(), &about) != 0) return unreadable(file, errno);
  if (S_ISDIR(about.st_mode)) return unreadable(file, EISDIR);
  if (auto problem = open_to_others(about, file, "key file")) return *std::move(problem);
  std::array<char, kLongestKey + 1> bytes{};
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t n = ::read(opened.get(), bytes.data() + size, bytes.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return unreadable(file, errno);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  if (size > kLongestKey) return Problem{"the key file " + file.string() + " holds no key", "it is too long", ""};
  std::string key(trimmed({bytes.data(), size}));
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
    std::string key(trimmed(value == nullptr ? "" : value));
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
