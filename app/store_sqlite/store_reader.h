// SqliteStore::Reader: a read connection, borrowed for as long as this lives. Only for the .cpp files of SqliteStore.
#pragma once

#include "store_sqlite/sqlite_store.h"

namespace syncwall {

class SqliteStore::Reader {
 public:
  explicit Reader(SqliteStore& store);  // waits for its turn
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  [[nodiscard]] Database& database() { return *database_; }

 private:
  struct Turn {
    explicit Turn(std::counting_semaphore<>& s) : semaphore(s) { semaphore.acquire(); }
    ~Turn() { semaphore.release(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    std::counting_semaphore<>& semaphore;
  };
  SqliteStore& store_;
  const Turn turn_;
  std::unique_ptr<Database> database_;
};

}  // namespace syncwall
