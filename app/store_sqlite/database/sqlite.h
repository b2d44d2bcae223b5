// RAII wrappers for SQLite. Failures are thrown as SqliteError, which does not leave SqliteStore.
// One connection belongs to one thread at a time.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/database_fault.h"

struct sqlite3;
struct sqlite3_stmt;
struct sqlite3_value;

namespace syncwall {

struct SqliteError : std::runtime_error {
  SqliteError(DatabaseFault f, const std::string& why) : std::runtime_error(why), fault(f) {}
  DatabaseFault fault;
};

// Gets a value that no version of this program writes: the column's name and the value. Any thread.
using ReportOdd = std::function<void(std::string_view column, std::int64_t value)>;

// The arguments that a SQL function is called with. Texts live as long as the call.
class SqlRow {
 public:
  SqlRow(sqlite3_value** values, int count) : values_(values), count_(count) {}
  [[nodiscard]] std::string_view text(int column) const;  // empty beyond the last
  [[nodiscard]] std::int64_t integer(int column) const;

 private:
  sqlite3_value** values_;
  int count_;
};

// Tests that rows are put to by the SQL function row_term(number, columns…).
class RowTest {
 public:
  virtual ~RowTest() = default;
  [[nodiscard]] virtual bool holds(std::size_t number, const SqlRow& row) const = 0;
};

class Database;

// An end to all waiting for other programs' locks, for connections that share it. Any thread.
class LastWait {
 public:
  using Time = std::chrono::steady_clock::time_point;
  void end_within(std::chrono::milliseconds patience) { end_ = std::chrono::steady_clock::now() + patience; }
  [[nodiscard]] Time end() const { return end_; }

 private:
  std::atomic<Time> end_{Time::max()};
};

// A prepared statement in use; resets itself.
class Statement {
 public:
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Binds the next parameter, from 1.
  Statement& bind(std::int64_t value);
  Statement& bind(std::string_view text);
  // The next row; false at the end.
  [[nodiscard]] bool step();
  void run();  // to its end

  [[nodiscard]] std::int64_t integer(int column) const;
  // `otherwise` for what isn't within [least, most], which is reported.
  [[nodiscard]] std::int64_t integer_within(int column, std::int64_t least, std::int64_t most,
                                            std::int64_t otherwise) const;
  // UTF-8, whatever lies there.
  [[nodiscard]] std::string text(int column) const;

 private:
  friend class Database;
  struct Kept {
    std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement;
    bool in_use = false;
  };
  Statement(std::shared_ptr<Kept> kept, Database& database);
  void check(int code);
  std::shared_ptr<Kept> kept_;
  sqlite3_stmt* statement_;
  Database& database_;
  int next_ = 1;
};

class Database {
 public:
  friend class Statement;
  // Write: and made where there is none. WriteExisting: not made. Read: nothing is written.
  enum class Mode : unsigned char { Write, WriteExisting, Read };
  static constexpr std::size_t kMostStatements = 64;  // kept for their next use

  static constexpr std::chrono::milliseconds kPatience{10'000};

  // `patience`: how long a statement waits for another program's lock. `last_wait`: if not null, outlives this.
  Database(const std::filesystem::path& file, Mode mode, std::chrono::milliseconds patience = kPatience,
           const LastWait* last_wait = nullptr, ReportOdd report_odd = {});
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // The statements that were used last are kept, up to kMostStatements.
  [[nodiscard]] Statement prepare(std::string_view sql);
  void execute(const std::string& sql);
  [[nodiscard]] std::size_t kept_statements() const { return by_use_.size(); }

  // Steps of SQLite's virtual machine taken so far by statements that are through: what work was done, for tests that
  // must not go by the clock.
  [[nodiscard]] std::int64_t steps() const { return steps_; }

  [[nodiscard]] bool in_transaction() const;
  // Needs no memory, for that may be why.
  void roll_back() noexcept;

  void wait_at_most(std::chrono::milliseconds patience) { patience_ = patience; }

  // From when `stop` is requested statements fail, those under way soon. A default-made token: they don't.
  void stop_with(std::stop_token stop);

  // What the SQL function in_names(which, n) looks into, for the statements that follow: whether set `which` (0 or 1)
  // holds n. Kept until the next call.
  void use_names(int which, std::shared_ptr<const std::vector<bool>> set) { names_[which] = std::move(set); }
  // What the SQL function row_term() asks, for the statements that follow. Kept until the next call.
  void use_row_test(std::shared_ptr<const RowTest> test) { row_test_ = std::move(test); }

 private:
  struct ByUse {
    std::string sql;
    std::shared_ptr<Statement::Kept> kept;
  };
  void add_functions();
  void add_row_test();
  [[nodiscard]] bool wait_again(int times);  // for a lock

  std::shared_ptr<const std::vector<bool>> names_[2];
  std::shared_ptr<const RowTest> row_test_;
  std::stop_token stop_;
  std::chrono::milliseconds patience_;
  const LastWait* const last_wait_;
  LastWait::Time waits_since_{};
  std::int64_t steps_ = 0;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle_;
  std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> roll_back_;
  const ReportOdd report_odd_;
  std::list<ByUse> by_use_;  // the newest first
  std::unordered_map<std::string_view, std::list<ByUse>::iterator> by_sql_;
};

// Rolled back unless committed.
class Transaction {
 public:
  enum class Kind : unsigned char { Write, Read };
  Transaction(Database& database, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace syncwall
