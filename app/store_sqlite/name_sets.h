// NameSets: which of the texts in `names` contain a filter's text, found once and kept for the pages that follow.
// Thread safety: every function may be called from any thread.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "store_sqlite/database/sqlite.h"

namespace syncwall {

// Of one text, for the names up to number `upto`.
struct NameSet {
  std::shared_ptr<const std::vector<bool>> has;  // by number
  std::vector<std::int64_t> numbers;             // the same, ascending
  std::int64_t upto = 0;
  // Jobs of these names when they were found: to choose a plan by, never to be shown.
  std::int64_t jobs_by_user = 0, jobs_by_collection = 0;
};

class NameSets {
 public:
  // `folded`: as texts are searched (base/search_text.h). Within a read transaction of `database`; throws SqliteError.
  [[nodiscard]] std::shared_ptr<const NameSet> find(Database& database, const std::string& folded);

 private:
  struct Kept {
    std::string text;
    std::shared_ptr<const NameSet> set;
  };
  Mutex mutex_;
  std::list<Kept> kept_ SYNCWALL_GUARDED_BY(mutex_);  // the newest first
};

}  // namespace syncwall
