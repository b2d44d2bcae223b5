// Log: what a program tells its operator, a line for each event: time, level, event, then name=value. Texts are quoted
// as JSON, with every character escaped that a terminal or a reader could take for another line or another order.
// Never a key, and no query string: names stand there.
//
// Of one event at `warn` or `error`, twenty lines in ten seconds; then a line says how many were left out. So nobody
// outside can fill the disk or push what matters out of the files. `info` is the program's own and `debug` is asked
// for.
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

  // An empty file: stderr. A file is turned over at 10 MiB, and three old ones are kept. It must be writable now. Files
  // are made for their owner only, and the rights of others are taken from those that are there (mode 640 stays).
  [[nodiscard]] static Result<std::unique_ptr<Log>> open(const std::filesystem::path& file, Level level);
  ~Log();

  [[nodiscard]] bool wants(Level level) const { return level >= level_; }
  // `event`: one of a fixed set, never text from outside.
  void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
  // The file anew, by its name: after somebody has moved it away. Where that fails, the old one goes on.
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
  void tell_left_out(bool all);

  const std::filesystem::path file_;
  const Level level_;
  Mutex mutex_;
  std::map<std::pair<std::string, Level>, Window> windows_ SYNCWALL_GUARDED_BY(mutex_);
  std::shared_ptr<spdlog::logger> logger_ SYNCWALL_GUARDED_BY(mutex_);
};

// "debug", "info", "warn", "error".
[[nodiscard]] Result<Log::Level> parse_log_level(std::string_view text);

}  // namespace syncwall
