// StoreWriter: what one write transaction changes. On the writer's connection; throws SqliteError.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "jobs/job.h"
#include "store_sqlite/database/sqlite.h"
#include "wire/config_mask.h"

namespace syncwall {

class StoreWriter {
 public:
  explicit StoreWriter(Database& database);
  StoreWriter(const StoreWriter&) = delete;
  StoreWriter& operator=(const StoreWriter&) = delete;

  void put(const Job& job);  // masked; a change of owner is a deletion for the old one
  [[nodiscard]] Database& database() { return database_; }
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  std::uint64_t next_revision() { return ++revision_; }
  void save_revision();
  void set_fact(std::string_view name, std::int64_t value);
  // Of a job that is gone, or gone for that user; takes the next revision.
  void leave_tombstone(const std::string& id, const std::string& user_id);
  // At the end of a transaction: of all that were ever left the newest `kept` stay.
  void forget_old_tombstones(std::int64_t kept);

 private:
  [[nodiscard]] std::int64_t number_of(const std::string& folded);
  void leave_owner(const Job& job);

  Database& database_;
  std::uint64_t revision_;
  std::int64_t tombstones_left_ = 0;                       // in this transaction
  std::unordered_map<std::string, std::int64_t> numbers_;  // of names looked up in this transaction
  ConfigMask mask_;
};

}  // namespace syncwall
