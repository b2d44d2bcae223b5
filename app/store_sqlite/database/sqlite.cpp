#include "store_sqlite/database/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <new>
#include <thread>
#include <utility>

#include "base/search_text.h"
#include "base/utf8.h"
#include "store_sqlite/database/sqlite_fault.h"

namespace syncwall {

namespace {

[[noreturn]] void fail(sqlite3* handle, const std::string& doing) {
  if (handle == nullptr) throw SqliteError(DatabaseFault::NoMemory, doing + ": out of memory");
  throw SqliteError(fault_of(sqlite3_extended_errcode(handle), sqlite3_system_errno(handle)),
                    doing + ": " + sqlite3_errmsg(handle));
}

}  // namespace

Statement::Statement(std::shared_ptr<Kept> kept, Database& database)
    : kept_(std::move(kept)), statement_(kept_->statement.get()), database_(database) {
  kept_->in_use = true;
}

Statement::~Statement() {
  database_.steps_ += sqlite3_stmt_status(statement_, SQLITE_STMTSTATUS_VM_STEP, 1);
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  kept_->in_use = false;
}

void Statement::check(int code) {
  if (code != SQLITE_OK) fail(sqlite3_db_handle(statement_), "binding");
}

Statement& Statement::bind(std::int64_t value) {
  check(sqlite3_bind_int64(statement_, next_++, value));
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  check(sqlite3_bind_text64(statement_, next_++, text.data() != nullptr ? text.data() : "", text.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
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

std::int64_t Statement::integer_within(int column, std::int64_t least, std::int64_t most,
                                       std::int64_t otherwise) const {
  const std::int64_t value = integer(column);
  if (value >= least && value <= most) return value;
  if (database_.report_odd_) database_.report_odd_(sqlite3_column_name(statement_, column), value);
  return otherwise;
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) {
    // NULL is a null pointer; so is a text that SQLite has no memory for.
    if (sqlite3_column_type(statement_, column) != SQLITE_NULL) fail(nullptr, "reading a text");
    return {};
  }
  const std::string_view text(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  return is_utf8(text) ? std::string(text) : to_utf8(text);
}

Database::Database(const std::filesystem::path& file, Mode mode, std::chrono::milliseconds patience,
                   const LastWait* last_wait, ReportOdd report_odd)
    : patience_(patience),
      last_wait_(last_wait),
      handle_(nullptr, sqlite3_close),
      roll_back_(nullptr, sqlite3_finalize),
      report_odd_(std::move(report_odd)) {
  sqlite3* raw = nullptr;
  const int flags = mode == Mode::Read    ? SQLITE_OPEN_READONLY
                    : mode == Mode::Write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                          : SQLITE_OPEN_READWRITE;
  // Absolute: ":memory:" and "file:…" would be no files' names to SQLite.
  const int code = sqlite3_open_v2(std::filesystem::absolute(file).c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(raw);
  if (code != SQLITE_OK) fail(raw, "opening " + file.string());
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_handler(
      raw, [](void* self, int times) { return static_cast<Database*>(self)->wait_again(times) ? 1 : 0; }, this);
  if (mode != Mode::Read) {
    // WAL: readers never wait for the writer. NORMAL syncs at checkpoints: a killed program loses nothing, a
    // power cut at most the last transactions, never the database.
    execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; PRAGMA journal_size_limit "
        "= 8388608;");
  }
  // Not mapped: a file that is cut short under a mapping would kill the program by SIGBUS, and every reader's mapping
  // counts as its memory.
  execute("PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;");
  if (mode == Mode::Read) execute("PRAGMA cache_size = -5120;");
  add_functions();
  sqlite3_stmt* roll_back = nullptr;
  if (sqlite3_prepare_v3(raw, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT, &roll_back, nullptr) != SQLITE_OK)
    fail(raw, "ROLLBACK");
  roll_back_.reset(roll_back);
}

bool Database::wait_again(int times) {
  constexpr std::chrono::milliseconds kLongestNap{20};
  const auto now = std::chrono::steady_clock::now();
  if (times == 0) waits_since_ = now;
  auto end = waits_since_ + patience_;
  if (last_wait_ != nullptr) end = std::min(end, last_wait_->end());
  if (now >= end) return false;
  const auto nap = std::min(kLongestNap, std::chrono::milliseconds(1 + times));
  std::this_thread::sleep_until(std::min(now + nap, end));
  return true;
}

std::string_view SqlRow::text(int column) const {
  if (column >= count_) return {};
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(values_[column]));
  return bytes == nullptr ? std::string_view()
                          : std::string_view(bytes, static_cast<std::size_t>(sqlite3_value_bytes(values_[column])));
}

std::int64_t SqlRow::integer(int column) const { return column < count_ ? sqlite3_value_int64(values_[column]) : 0; }

void Database::add_row_test() {
  const auto row_term = [](sqlite3_context* context, int count, sqlite3_value** values) {
    const auto& test = *static_cast<const std::shared_ptr<const RowTest>*>(sqlite3_user_data(context));
    try {
      const bool holds = test != nullptr && count > 0 &&
                         test->holds(static_cast<std::size_t>(sqlite3_value_int64(values[0])), {values + 1, count - 1});
      sqlite3_result_int(context, holds ? 1 : 0);
    } catch (const std::bad_alloc&) {
      sqlite3_result_error_nomem(context);
    }
  };
  if (sqlite3_create_function_v2(handle_.get(), "row_term", -1, SQLITE_UTF8, &row_test_, row_term, nullptr, nullptr,
                                 nullptr) != SQLITE_OK)
    fail(handle_.get(), "row_term");
}

void Database::add_functions() {
  add_row_test();
  const auto in_names = [](sqlite3_context* context, int, sqlite3_value** values) {
    const auto* sets = static_cast<const std::shared_ptr<const std::vector<bool>>*>(sqlite3_user_data(context));
    const auto& set = sets[sqlite3_value_int(values[0]) == 0 ? 0 : 1];
    const auto n = static_cast<std::size_t>(sqlite3_value_int64(values[1]));
    sqlite3_result_int(context, set != nullptr && n < set->size() && (*set)[n] ? 1 : 0);
  };
  using Form = std::string (*)(std::string_view);
  const auto formed = [](sqlite3_context* context, int, sqlite3_value** values) {
    // No exception may pass through SQLite's own frames.
    try {
      const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
      if (bytes == nullptr && sqlite3_value_type(values[0]) != SQLITE_NULL) return sqlite3_result_error_nomem(context);
      const std::string text = bytes == nullptr
                                   ? std::string()
                                   : (*static_cast<const Form*>(sqlite3_user_data(context)))(
                                         {bytes, static_cast<std::size_t>(sqlite3_value_bytes(values[0]))});
      sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    } catch (const std::bad_alloc&) {
      sqlite3_result_error_nomem(context);
    }
  };
  if (sqlite3_create_function_v2(handle_.get(), "in_names", 2, SQLITE_UTF8, names_, in_names, nullptr, nullptr,
                                 nullptr) != SQLITE_OK)
    fail(handle_.get(), "in_names");
  static Form order = fold, search = search_text;
  for (const auto& [name, form] : {std::pair{"folded", &order}, std::pair{"searched", &search}}) {
    if (sqlite3_create_function_v2(handle_.get(), name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, form, formed, nullptr,
                                   nullptr, nullptr) != SQLITE_OK)
      fail(handle_.get(), name);
  }
}

Database::~Database() {
  by_sql_.clear();
  by_use_.clear();
}

Statement Database::prepare(std::string_view sql) {
  const auto found = by_sql_.find(sql);
  if (found != by_sql_.end()) {
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    if (!found->second->kept->in_use) return {found->second->kept, *this};
  }
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) fail(handle_.get(), std::string(sql));
  auto kept = std::make_shared<Statement::Kept>(Statement::Kept{{raw, sqlite3_finalize}, false});
  if (found != by_sql_.end()) return {std::move(kept), *this};  // the kept one is in use: one that goes with its user
  by_use_.push_front({std::string(sql), kept});
  by_sql_.emplace(by_use_.front().sql, by_use_.begin());
  if (by_use_.size() > kMostStatements) {  // one that is in use goes with its user
    by_sql_.erase(by_use_.back().sql);
    by_use_.pop_back();
  }
  return {std::move(kept), *this};
}

void Database::stop_with(std::stop_token stop) {
  constexpr int kSteps = 10'000;  // of SQLite's machine between two looks: some tenths of a millisecond
  stop_ = std::move(stop);
  const auto stops = [](void* token) { return static_cast<const std::stop_token*>(token)->stop_requested() ? 1 : 0; };
  sqlite3_progress_handler(handle_.get(), stop_.stop_possible() ? kSteps : 0, stops, &stop_);
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    fail(handle_.get(), sql.substr(0, 80));
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

void Database::roll_back() noexcept {
  sqlite3_step(roll_back_.get());  // fails where SQLite has rolled back by itself, as it does on a full disk
  sqlite3_reset(roll_back_.get());
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  database_.execute(kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (open_) database_.roll_back();
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace syncwall
