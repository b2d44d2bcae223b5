#include "server/sqlite.h"

#include <sqlite3.h>

#include <utility>

namespace syncwall {

namespace {

[[noreturn]] void fail(sqlite3* handle, const std::string& doing) {
  throw SqliteError(doing + ": " + (handle != nullptr ? sqlite3_errmsg(handle) : "out of memory"));
}

}  // namespace

Statement::~Statement() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void Statement::check(int code) {
  if (code != SQLITE_OK) fail(sqlite3_db_handle(statement_), "binding");
}

Statement& Statement::bind(std::int64_t value) {
  check(sqlite3_bind_int64(statement_, next_++, value));
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  check(sqlite3_bind_text64(statement_, next_++, text.data() != nullptr ? text.data() : "", text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(sqlite3_db_handle(statement_), sqlite3_sql(statement_));
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Database::Database(const std::filesystem::path& file, Mode mode) : handle_(nullptr, sqlite3_close) {
  sqlite3* raw = nullptr;
  const int flags = mode == Mode::Write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const int code = sqlite3_open_v2(file.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(raw);
  if (code != SQLITE_OK) fail(raw, "opening " + file.string());
  sqlite3_busy_timeout(raw, 10'000);
  if (mode == Mode::Write) {
    // WAL: readers never wait for the writer. NORMAL syncs at checkpoints: a killed program loses nothing, a
    // power cut at most the last transactions, never the database.
    execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;");
  }
  execute("PRAGMA foreign_keys = ON; PRAGMA mmap_size = 4294967296; PRAGMA temp_store = MEMORY;");
  const auto in_names = [](sqlite3_context* context, int, sqlite3_value** values) {
    const auto* sets = static_cast<const std::shared_ptr<const std::vector<bool>>*>(sqlite3_user_data(context));
    const auto& set = sets[sqlite3_value_int(values[0])];
    const auto n = static_cast<std::size_t>(sqlite3_value_int64(values[1]));
    sqlite3_result_int(context, set != nullptr && n < set->size() && (*set)[n] ? 1 : 0);
  };
  if (sqlite3_create_function_v2(raw, "in_names", 2, SQLITE_UTF8, names_, in_names, nullptr, nullptr, nullptr) != SQLITE_OK) fail(raw, "in_names");
}

Database::~Database() { statements_.clear(); }

Statement Database::prepare(std::string_view sql) {
  auto found = statements_.find(std::string(sql));
  if (found == statements_.end()) {
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    if (code != SQLITE_OK) fail(handle_.get(), std::string(sql));
    found = statements_.emplace(std::string(sql), std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>(raw, sqlite3_finalize)).first;
  }
  return Statement(found->second.get());
}

void Database::stop_with(std::stop_token stop) {
  constexpr int kSteps = 10'000;  // of SQLite's machine between two looks: some tenths of a millisecond
  stop_ = std::move(stop);
  const auto stops = [](void* token) { return static_cast<const std::stop_token*>(token)->stop_requested() ? 1 : 0; };
  sqlite3_progress_handler(handle_.get(), stop_.stop_possible() ? kSteps : 0, stops, &stop_);
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle_.get(), sql.substr(0, 80));
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  database_.execute(kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const std::exception&) {
    // SQLite has rolled back by itself, as it does on a full disk, or there is no memory even to say why.
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace syncwall
