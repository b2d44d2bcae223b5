// SQLite in owners. Failures are thrown as SqliteError, which does not leave this room's Store.
// One connection belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace syncwall {

struct SqliteError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A prepared statement in use; resets itself.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
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
  [[nodiscard]] std::string text(int column) const;

 private:
  void check(int code);
  sqlite3_stmt* statement_;
  int next_ = 1;
};

class Database {
 public:
  enum class Mode : unsigned char { Write, Read };
  Database(const std::filesystem::path& file, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Prepared once and kept by its text. REQUIRES: the one before it of the same text is gone.
  [[nodiscard]] Statement prepare(std::string_view sql);
  void execute(const std::string& sql);

  // From when `stop` is requested statements fail, those under way soon. A default-made token: they don't.
  void stop_with(std::stop_token stop);

  // What the SQL function in_names(which, n) looks into, for the statements that follow: whether set `which` (0 or 1)
  // holds n. Kept until the next call.
  void use_names(int which, std::shared_ptr<const std::vector<bool>> set) { names_[which] = std::move(set); }

 private:
  std::shared_ptr<const std::vector<bool>> names_[2];
  std::stop_token stop_;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle_;
  std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>> statements_;
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
