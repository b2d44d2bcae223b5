#include "server/open_store.h"

#include <utility>

#include "store_sqlite/sqlite_store.h"

namespace syncwall {

Stored<std::unique_ptr<Store>> open_store(const std::filesystem::path& database, const StoreOptions& options) {
  auto opened = SqliteStore::open(database, options);
  if (!opened.ok()) return opened.problem();
  return std::unique_ptr<Store>(std::move(opened).value());
}

}  // namespace syncwall
