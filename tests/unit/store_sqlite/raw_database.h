// A job database as SQLite alone sees it: to look behind the store's back, and to hold its tables to one another.
#pragma once

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace syncwall::test {

class RawDatabase {
 public:
  explicit RawDatabase(const std::filesystem::path& file) : handle_(nullptr, sqlite3_close) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open(file.c_str(), &raw);
    handle_.reset(raw);
    REQUIRE(code == SQLITE_OK);
    sqlite3_busy_timeout(raw, 10'000);
  }
  // Empty, or why not.
  std::string run(const std::string& sql) {
    const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? std::string() : sqlite3_errmsg(handle_.get());
  }
  using Rows = std::vector<std::vector<std::string>>;
  Rows rows(const std::string& sql) {
    Rows all;
    const auto keep = [](void* to, int columns, char** values, char**) {
      auto& row = static_cast<Rows*>(to)->emplace_back();
      for (int i = 0; i < columns; ++i) row.emplace_back(values[i] != nullptr ? values[i] : "");
      return 0;
    };
    CHECK(sqlite3_exec(handle_.get(), sql.c_str(), keep, &all, nullptr) == SQLITE_OK);
    return all;
  }
  std::string one(const std::string& sql) {
    const Rows found = rows(sql);
    return found.empty() || found[0].empty() ? std::string() : found[0][0];
  }

 private:
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle_;
};

// The file is whole, and what is kept beside the jobs (counts, totals, names, revisions) is what the jobs say.
inline void check_consistency(const std::filesystem::path& file) {
  RawDatabase db(file);
  CHECK(db.one("PRAGMA integrity_check") == "ok");
  CHECK((db.rows("SELECT user_id, status, type, n FROM counts WHERE n <> 0 ORDER BY 1, 2, 3") ==
         db.rows("SELECT user_id, status, type, count(*) FROM jobs GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")));
  CHECK((db.rows("SELECT status, type, n FROM totals WHERE n <> 0 ORDER BY 1, 2") ==
         db.rows("SELECT status, type, count(*) FROM jobs GROUP BY 1, 2 ORDER BY 1, 2")));
  CHECK((db.rows("SELECT fold, users FROM names WHERE users <> 0 ORDER BY 1") ==
         db.rows("SELECT user_fold, count(*) FROM jobs GROUP BY 1 ORDER BY 1")));
  CHECK((db.rows("SELECT fold, collections FROM names WHERE collections <> 0 ORDER BY 1") ==
         db.rows("SELECT collection_fold, count(*) FROM jobs GROUP BY 1 ORDER BY 1")));
  CHECK(db.one("SELECT count(*) FROM jobs JOIN names AS u ON u.n = user_n JOIN names AS c ON c.n = collection_n "
               "WHERE u.fold <> user_fold OR c.fold <> collection_fold") == "0");
  CHECK(db.run("INSERT INTO names_find (names_find) VALUES ('integrity-check')") == "");
  // A revision is one change's, of a job or of a deletion, and none lies ahead of the newest.
  CHECK(db.one("SELECT count(*) - count(DISTINCT revision) FROM (SELECT revision FROM jobs UNION ALL SELECT revision "
               "FROM tombstones)") == "0");
  CHECK(db.one("SELECT coalesce(max(revision), 0) <= (SELECT value FROM facts WHERE name = 'revision') "
               "FROM (SELECT revision FROM jobs UNION ALL SELECT revision FROM tombstones)") == "1");
  CHECK(db.one("SELECT count(*) FROM demo WHERE id NOT IN (SELECT id FROM jobs)") == "0");
}

}  // namespace syncwall::test
