// The one place that knows spdlog.
#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <vector>

#include "base/clock.h"
#include "base/json_text.h"
#include "base/private_file.h"
#include "base/utf8.h"

namespace syncwall {

namespace {

constexpr std::size_t kFileBytes = 10u << 20;
constexpr std::size_t kOldFiles = 3;

spdlog::level::level_enum level_of(Log::Level level) {
  switch (level) {
    case Log::Level::Debug:
      return spdlog::level::debug;
    case Log::Level::Info:
      return spdlog::level::info;
    case Log::Level::Warn:
      return spdlog::level::warn;
    case Log::Level::Error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

// Whatever the umask: who asked what is nobody else's business. Old files too: they have the rights they were made
// with.
Result<Done> make_log_private(const std::filesystem::path& file) {
  const auto made = make_private(file, "log", Others::GroupMayRead);
  if (!made.ok()) return made.problem();
  for (std::size_t i = 1; i <= kOldFiles; ++i) {
    const auto old = mend_private(spdlog::sinks::rotating_file_sink_mt::calc_filename(file.string(), i), "log",
                                  Others::GroupMayRead);
    if (!old.ok()) return old.problem();
  }
  return Done{};
}

Result<std::shared_ptr<spdlog::logger>> make_logger(const std::filesystem::path& file) {
  try {
    spdlog::sink_ptr sink;
    if (file.empty()) {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
      std::error_code ignored;
      if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);
      if (std::filesystem::is_regular_file(file, ignored) || !std::filesystem::exists(file, ignored)) {
        if (const auto done = make_log_private(file); !done.ok()) return done.problem();
      }
      spdlog::file_event_handlers handlers;
      handlers.before_open = [](const spdlog::filename_t& name) {
        if (std::error_code error; std::filesystem::exists(name, error)) return;
        static_cast<void>(make_private(name, "log").ok());
      };
      sink =
          std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.string(), kFileBytes, kOldFiles, false, handlers);
    }
    auto logger = std::make_shared<spdlog::logger>("syncwall", std::move(sink));
    logger->set_formatter(
        std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
    logger->set_level(spdlog::level::debug);
    logger->flush_on(spdlog::level::debug);
    // A full disk must not fill the screen too.
    logger->set_error_handler([](const std::string&) {});
    return logger;
  } catch (const spdlog::spdlog_ex& e) {
    return Problem{"could not open the log " + file.string(), e.what(), "check its folder, or name another one"};
  }
}

}  // namespace

namespace {

// C1 controls and DEL, line and paragraph separators, marks of direction, and what is not seen at all.
bool is_deceiving(char32_t c) {
  return (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE007F);
}

void append_escape(std::string& out, unsigned unit) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += "\\u";
  for (const int shift : {12, 8, 4, 0}) out += kHex[(unit >> shift) & 15];
}

std::string quoted(std::string_view bytes) {
  const std::string text = json_quoted(to_utf8(bytes));
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    const char32_t c = next_code_point(text, at);
    if (!is_deceiving(c)) {
      out.append(text, from, at - from);
    } else if (c < 0x10000) {
      append_escape(out, c);
    } else {
      append_escape(out, 0xD800 + ((c - 0x10000) >> 10));
      append_escape(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
    }
  }
  return out;
}

}  // namespace

Log::Field::Field(std::string_view n, std::string_view text) : name(n), value(quoted(text)) {}
Log::Field::Field(std::string_view n, std::int64_t number) : name(n), value(std::to_string(number)) {}

Result<std::unique_ptr<Log>> Log::open(const std::filesystem::path& file, Level level) {
  std::unique_ptr<Log> log(new Log(file, level));
  const auto opened = log->reopen();
  if (!opened.ok()) return opened.problem();
  return log;
}

Log::~Log() {
  try {
    report_left_out(true);
  } catch (const std::exception&) {
    // No memory for it.
  }
}

Result<Done> Log::reopen() {
  auto made = make_logger(file_);
  if (!made.ok()) return made.problem();
  Lock lock(mutex_);
  logger_ = std::move(made).value();
  return Done{};
}

void Log::write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (!wants(level)) return;
  report_left_out(false);
  if (admit(level, event)) put(level, event, fields);
}

bool Log::admit(Level level, std::string_view event) {
  if (level < Level::Warn) return true;
  const std::int64_t now = SystemClock().ticks_ms();
  Lock lock(mutex_);
  Window& window = windows_[{std::string(event), level}];
  if (window.lines == 0 || now - window.begins >= kWindowMs) window = {now, 0, 0};
  if (window.lines >= kMostLines) return ++window.left_out, false;
  return ++window.lines, true;
}

void Log::report_left_out(bool all) {
  struct LeftOut {
    std::string event;
    Level level;
    std::int64_t count;
  };
  std::vector<LeftOut> over;
  {
    const std::int64_t now = SystemClock().ticks_ms();
    Lock lock(mutex_);
    for (auto& [kind, window] : windows_) {
      if (window.left_out == 0 || (!all && now - window.begins < kWindowMs)) continue;
      over.push_back({kind.first, kind.second, std::exchange(window.left_out, 0)});
    }
  }
  for (const LeftOut& o : over) put(o.level, "left out", {{"event", o.event}, {"lines", o.count}});
}

void Log::put(Level level, std::string_view event, std::initializer_list<Field> fields) {
  std::string line(event);
  for (const Field& field : fields) {
    line += ' ';
    line += field.name;
    line += '=';
    line += field.value;
  }
  std::shared_ptr<spdlog::logger> logger;
  {
    Lock lock(mutex_);
    logger = logger_;
  }
  logger->log(level_of(level), spdlog::string_view_t(line.data(), line.size()));
}

Result<Log::Level> parse_log_level(std::string_view text) {
  if (text == "debug") return Log::Level::Debug;
  if (text == "info") return Log::Level::Info;
  if (text == "warn") return Log::Level::Warn;
  if (text == "error") return Log::Level::Error;
  return Problem{"unknown log level " + to_utf8(text), "", "use debug, info, warn or error"};
}

}  // namespace syncwall
