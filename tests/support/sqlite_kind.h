// Stores in SQLite, as BasicStoreFixture makes them.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <utility>

#include "store_sqlite/sqlite_store.h"
#include "support/fresh_folder.h"
#include "support/store_fixture.h"

namespace syncwall::test {

// A database of its own, which is opened as often as a test wants.
class SqliteKind {
 public:
  using Opened = SqliteStore;
  SqliteKind() { std::filesystem::create_directories(folder); }
  ~SqliteKind() { std::filesystem::remove_all(folder); }
  SqliteKind(const SqliteKind&) = delete;
  SqliteKind& operator=(const SqliteKind&) = delete;

  [[nodiscard]] std::filesystem::path file() const { return folder / "jobs.db"; }
  [[nodiscard]] std::unique_ptr<SqliteStore> open(const StoreOptions& options) const {
    auto opened = SqliteStore::open(file(), options);
    INFO((opened.ok() ? std::string() : opened.problem().text()));
    REQUIRE(opened.ok());
    return std::move(opened).value();
  }
  const std::filesystem::path folder = fresh_folder();
};

// With all that only SQLite's has.
class StoreFixture : public BasicStoreFixture<SqliteKind> {
 public:
  using BasicStoreFixture::BasicStoreFixture;
  [[nodiscard]] std::filesystem::path file() const { return kind.file(); }
  const std::filesystem::path& folder = kind.folder;
};

}  // namespace syncwall::test
