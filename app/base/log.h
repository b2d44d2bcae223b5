// Log: one line for each event: time, level, event, then name=value. Texts are quoted as JSON, with control characters
// and marks of direction escaped, so that no text forges a line or turns one around. Never an API key, and no query
// string, which may hold names.
//
// Of one event at `warn` or `error`, twenty lines in ten seconds; then a line says how many were left out. So no client
// can fill the disk or push other lines out of the files. `info` and `debug` have no limit: clients don't cause `info`,
// and `debug` is asked for.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

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

  static constexpr int kMostLines = 20;              // of one event at one level
  static constexpr std::int64_t kWindowMs = 10'000;  // in this time

  // An empty file: stderr. A file is rotated at 10 MiB, three old ones kept. It must be writable now. Files
  // are made for their owner only, and the rights of others are taken from those that are there (mode 640 stays).
  [[nodiscard]] static Result<std::unique_ptr<Log>> open(const std::filesystem::path& file, Level level);
  ~Log();

  [[nodiscard]] bool wants(Level level) const { return level >= level_; }
  // `event`: one of a fixed set, never text from outside.
  void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
  // Opens the file again by its name, after it was moved away (logrotate). Where that fails, the old one goes on.
  [[nodiscard]] Result<Done> reopen();

 private:
  Log(std::filesystem::path file, Level level) : file_(std::move(file)), level_(level) {}
  struct Window {
    std::int64_t begins = 0;  // ms
    int lines = 0;
    std::int64_t left_out = 0;
  };
  void put(Level level, std::string_view event, std::initializer_list<Field> fields);
  // Whether a line of the event may be written now.
  [[nodiscard]] bool admit(Level level, std::string_view event);
  // Says what was left out in windows that are over; `all`: in the others too.
  void report_left_out(bool all);

  const std::filesystem::path file_;
  const Level level_;
  Mutex mutex_;
  std::map<std::pair<std::string, Level>, Window> windows_ SYNCWALL_GUARDED_BY(mutex_);
  std::shared_ptr<spdlog::logger> logger_ SYNCWALL_GUARDED_BY(mutex_);
};

// "debug", "info", "warn", "error".
[[nodiscard]] Result<Log::Level> parse_log_level(std::string_view text);

}  // namespace syncwall
