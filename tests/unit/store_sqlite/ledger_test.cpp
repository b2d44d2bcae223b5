// What a database file knows of its own past: a restart and a restored backup.
#include "store_sqlite/ledger.h"

#include <doctest/doctest.h>

#include "support/sqlite_kind.h"

using namespace syncwall;
using test::StoreFixture;

namespace {

const Scope kAll{true, "admin"};

bool is_known(Store& store, std::uint64_t since, const std::string& epoch) {
  const auto changes = store.changes(kAll, since, 10, epoch);
  REQUIRE(changes.ok());
  return !changes.value().forgotten;
}

struct Seen {
  std::uint64_t revision;
  std::string epoch;
};
Seen seen(Store& store) {
  const auto page = store.page(kAll, {});
  REQUIRE(page.ok());
  return {page.value().revision, page.value().epoch};
}

}  // namespace

TEST_CASE("a restart sends nobody back to the start; a restored backup does, also when its revision has caught up") {
  StoreFixture f(10);
  const Seen start = seen(*f.store);
  f.open();
  CHECK(is_known(*f.store, start.revision, start.epoch));
  const std::filesystem::path backup = f.folder / "backup.db";
  f.store.reset();  // closed: the file is whole
  std::filesystem::copy_file(f.file(), backup);
  f.open();
  const Seen kept = seen(*f.store);
  REQUIRE(f.store->put(std::vector<Job>{f.random.job(20), f.random.job(21)}).ok());
  const Seen lost = seen(*f.store);
  CHECK(lost.revision == kept.revision + 2);
  CHECK(is_known(*f.store, lost.revision, lost.epoch));

  f.store.reset();
  std::filesystem::copy_file(backup, f.file(), std::filesystem::copy_options::overwrite_existing);
  f.open();
  CHECK_FALSE(is_known(*f.store, lost.revision, lost.epoch));
  CHECK(is_known(*f.store, start.revision, start.epoch));
  for (std::uint64_t i = 30; i < 35; ++i) REQUIRE(f.store->put(std::vector<Job>{f.random.job(i)}).ok());
  CHECK(seen(*f.store).revision > lost.revision);
  CHECK_FALSE(is_known(*f.store, lost.revision, lost.epoch));
  CHECK(is_known(*f.store, lost.revision, ""));  // who doesn't say which past they mean can't be told
  const Seen now = seen(*f.store);
  CHECK(is_known(*f.store, now.revision, now.epoch));
}
