// JobSource: where jobs come from. One kind of server, spoken to over one connection.
//
// Thread safety: a source belongs to one thread, which waits in its functions; only cancel() may be called from
// another. Two threads that ask need two sources (fetching and deleting never wait for one another).
// Errors are values: every failure is a RequestError, whose problem is written for people and never holds a key.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "jobs/account.h"
#include "jobs/order_result.h"
#include "jobs/query.h"
#include "jobs/row_action.h"
#include "jobs/summary.h"
#include "net/client/request_error.h"
#include "wire/job_decode.h"

namespace syncwall {

// Up to where changes are known. The epoch is the server's word for the past that the number belongs to; empty where
// it has none.
struct Revision {
  Revision(std::uint64_t n, std::string e = "") : number(n), epoch(std::move(e)) {}  // NOLINT: implicit by design
  std::uint64_t number;
  std::string epoch;
};

class JobSource {
 public:
  virtual ~JobSource() = default;

  // Whom the key belongs to, and what the server offers. Asked first; the other functions rely on what they said.
  [[nodiscard]] virtual Answer<Account> account() = 0;
  [[nodiscard]] virtual Answer<Capabilities> capabilities() = 0;

  // One page. `query` is a server_part(); a source without Capabilities::server_order ignores it and brings
  // all jobs in any order. `cursor`: empty for the first page, else the last page's next_cursor.
  [[nodiscard]] virtual Answer<JobPage> page(const Query& query, const std::string& cursor, int limit) = 0;

  // From now on a walk over all jobs may take so long, ms: a source that needs many requests for one spreads them
  // evenly over that time. 0: somebody waits for it.
  virtual void pace(std::int64_t /*walk_ms*/) {}

  // Only where the capabilities offer them.
  [[nodiscard]] virtual Answer<JobSummary> summary() = 0;
  [[nodiscard]] virtual Answer<JobChanges> changes(const Revision& since) = 0;
  // How many ids an order may have, so that it ends soon and can be broken off between two.
  [[nodiscard]] virtual std::size_t order_size() const { return 1'000; }
  // Of an action that the capabilities name; at most order_size() ids.
  [[nodiscard]] virtual Answer<OrderAnswer> carry_out(const Order& order) = 0;
  // What became of a carry_out() that failed with maybe_done: Done, AlreadySo, or Failed, which is as it was. From this
  // answer on, what that request hasn't done it never will.
  [[nodiscard]] virtual Answer<OrderAnswer> outcome(const Order& order) = 0;

  // One page of who deleted what, newest first; `cursor` as in page(). Administrators only.
  [[nodiscard]] virtual Answer<AuditAnswer> audit(const std::string& cursor, int limit) = 0;

  // The address for people: "https://host:8470".
  [[nodiscard]] virtual std::string server() const = 0;

  // How far the server's clock was ahead of this machine's at the last answer, ms, to about a second; none: not known.
  [[nodiscard]] virtual std::optional<std::int64_t> clock_ahead_ms() const { return std::nullopt; }

  // Any thread. The request under way and every later one end as Cancelled, at once: for good, before the source
  // is thrown away. (A name look-up can't be cut short: it ends within the resolver's own time-out.)
  virtual void cancel() = 0;
};

}  // namespace syncwall
