// The one place that knows spdlog.
#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "base/json_text.h"
#include "base/private_file.h"
#include "base/utf8.h"

namespace syncwall {

namespace {

constexpr std::size_t kFileBytes = 10u << 20;
constexpr std::size_t kOldFiles = 3;

spdlog::level::level_enum level_of(Log::Level level) {
  switch (level) {
    case Log::Level::Debug: return spdlog::level::debug;
    case Log::Level::Info: return spdlog::level::info;
    case Log::Level::Warn: return spdlog::level::warn;
    case Log::Level::Error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

// Whatever the umask: who asked what is nobody else's business. Old files too: they have the rights they were made with.
Result<Done> make_log_private(const std::filesystem::path& file) {
  const auto made = make_private(file, "log", Others::GroupMayRead);
  if (!made.ok()) return made.problem();
  for (std::size_t i = 1; i <= kOldFiles; ++i) {
    const auto old = mend_private(spdlog::sinks::rotating_file_sink_mt::calc_filename(file.string(), i), "log", Others::GroupMayRead);
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
      sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.string(), kFileBytes, kOldFiles, false, handlers);
    }
    auto logger = std::make_shared<spdlog::logger>("syncwall", std::move(sink));
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
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

Log::Field::Field(std::string_view n, std::string_view text) : name(n), value(json_quoted(to_utf8(text))) {}
Log::Field::Field(std::string_view n, std::int64_t number) : name(n), value(std::to_string(number)) {}

Result<std::unique_ptr<Log>> Log::open(const std::filesystem::path& file, Level level) {
  std::unique_ptr<Log> log(new Log(file, level));
  const auto opened = log->reopen();
  if (!opened.ok()) return opened.problem();
  return log;
}

Log::~Log() = default;

Result<Done> Log::reopen() {
  auto made = make_logger(file_);
  if (!made.ok()) return made.problem();
  Lock lock(mutex_);
  logger_ = std::move(made).value();
  return Done{};
}

void Log::write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (!wants(level)) return;
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
