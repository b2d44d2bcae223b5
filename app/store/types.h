// What stores are asked, and their answers. Pure values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "jobs/account.h"
#include "jobs/audit.h"
#include "jobs/job.h"
#include "jobs/order_result.h"
#include "jobs/query.h"
#include "store/cursor.h"

namespace syncwall {

// Which jobs: all, or one user's own. Of one user only that user's rows are read, and the time that takes says nothing
// about what others have. Not hidden from an ordinary key: how many changes the whole database sees (the revision is
// one for all), and how busy the machine is.
struct Scope {
  bool all = false;
  std::string user_id;
};

struct PageRequest {
  Filter filter;   // of terms that a server can judge (jobs/filter/filter_logic.h)
  WallMs now = 0;  // what ages and lateness are worked out for
  SortKey sort{SortColumn::Created, false};
  std::int64_t limit = 100;
  std::int64_t offset = 0;  // only without a cursor
  std::optional<Cursor> after;
};
struct StoredPage {
  std::vector<Job> jobs;
  std::int64_t total = 0;
  std::uint64_t revision = 0;
  std::string epoch;           // that the revision belongs to
  std::optional<Cursor> next;  // none: that was the last one
};
struct StoredChange {
  std::uint64_t revision = 0;
  bool deleted = false;
  bool moved = false;  // a deletion for the old owner only: the job is another's now
  Job job;             // of a deletion: its id and whose it was
};
struct StoredChanges {
  std::vector<StoredChange> changes;  // by revision; of each job its newest only
  std::uint64_t revision = 0;         // ask for changes since this one next
  std::string epoch;                  // that the revision belongs to
  bool more = false;
  bool forgotten = false;  // `since` is older than the tombstones kept, or of another database: walk afresh
};
// A reader's revision held against the store's.
struct RevisionCheck {
  std::uint64_t revision = 0;  // the newest, and its epoch
  std::string epoch;
  bool known = false;  // the reader's is a part of this store's past
};
struct Removal {
  std::vector<OrderResult> results;  // in the order of the ids. Another user's job is AlreadySo: not even that it
                                     // exists is said
  std::uint64_t revision = 0;
};
// Who asks for a deletion, as the audit keeps it.
struct Requester {
  std::string key_name, user_id, address;
  WallMs at = 0;
};
struct AuditRequest {
  std::int64_t limit = 100;
  std::int64_t before = 0;   // only numbers below it; 0: from the newest
  std::string user;          // a key's name or a user's id, the whole of it; empty: anybody
  std::string connector_id;  // empty: any
  std::optional<WallMs> since;
};
struct AuditPage {
  std::vector<AuditRecord> records;  // newest first
  std::int64_t next = 0;             // `before` of the next page; 0: that was the last one
};
struct KeyInfo {
  std::string name;
  Account account;
  WallMs created = 0;  // 0: made before that was kept
  WallMs expires = 0;  // 0: never
};

struct NewKey {
  std::string name;  // check_key_name()
  bool is_admin = false;
  std::string user;  // whose jobs it opens: an id, or an e-mail in any case. Empty: an administrator's, of nobody's own
  WallMs created = 0;
  WallMs expires = 0;
};
struct MadeKey {
  std::string key;  // shown once, never stored
  Account account;
  std::string user_name;  // of whose jobs it opens
  std::int64_t jobs = 0;  // that the user has now
};
// The years 1 to 9999: what RFC 3339 can write. ms since 1970.
inline constexpr WallMs kOldestWritten = -62'135'596'800'000, kNewestWritten = 253'402'300'799'000;

}  // namespace syncwall
