// Every kind of store that there is. The tests of this folder run over each of them, and see the interface only:
//
//   TEST_CASE_TEMPLATE("…", Kind, SYNCWALL_STORE_KINDS) { BasicStoreFixture<Kind> f(100); … }
#pragma once

#include "support/sqlite_kind.h"
#include "support/store_fixture.h"

namespace syncwall::test {

class SqliteStores {
 public:
  using Opened = Store;
  [[nodiscard]] std::unique_ptr<Store> open(const StoreOptions& options) { return kind_.open(options); }

 private:
  SqliteKind kind_;
};

#define SYNCWALL_STORE_KINDS SqliteStores

}  // namespace syncwall::test
