// Log: what a program tells its operator, a line for each event: time, level, event, then name=value. Texts are quoted
// as JSON, so that nothing from outside can make up a line. Never a key, and no query string: names stand there.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "base/guarded.h"
#include "base/result.h"

namespace spdlog {
class logger;
}

namespace syncwall {

class Log {
 public:
  enum class Level : unsigned char { Debug, Info, Warn, Error };
  struct Field {
    Field(std::string_view n, std::string_view text);
    Field(std::string_view n, const std::string& text) : Field(n, std::string_view(text)) {}
    Field(std::string_view n, const char* text) : Field(n, std::string_view(text)) {}
    Field(std::string_view n, std::int64_t number);
    std::string_view name;
    std::string value;
  };

  // An empty file: stderr. A file is turned over at 10 MiB, and three old ones are kept. It must be writable now. Files
  // are made for their owner only, and the rights of others are taken from those that are there (mode 640 stays).
  [[nodiscard]] static Result<std::unique_ptr<Log>> open(const std::filesystem::path& file, Level level);
  ~Log();

  [[nodiscard]] bool wants(Level level) const { return level >= level_; }
  void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
  // The file anew, by its name: after somebody has moved it away. Where that fails, the old one goes on.
  [[nodiscard]] Result<Done> reopen();

 private:
  Log(std::filesystem::path file, Level level) : file_(std::move(file)), level_(level) {}
  const std::filesystem::path file_;
  const Level level_;
  Mutex mutex_;
  std::shared_ptr<spdlog::logger> logger_ SYNCWALL_GUARDED_BY(mutex_);
};

// "debug", "info", "warn", "error".
[[nodiscard]] Result<Log::Level> parse_log_level(std::string_view text);

}  // namespace syncwall
