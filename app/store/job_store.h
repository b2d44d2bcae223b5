// JobStore: jobs with their revisions and tombstones, deletions with their audit. What the job server asks of a
// database.
//
// A contract for every implementation (tests/unit/store holds each of them to it):
// - Every function may be called from any thread.
// - Each function is one transaction: it happens whole or not at all.
// - Configs and errors of jobs are masked (wire/config_mask.h) before they are stored.
// - Revisions grow by commit: whoever has read up to a revision never misses a change with a lower one.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "jobs/summary.h"
#include "store/store_error.h"
#include "store/types.h"

namespace syncwall {

class JobStore {
 public:
  virtual ~JobStore() = default;

  [[nodiscard]] virtual Stored<StoredPage> page(const Scope& scope, const PageRequest& request) = 0;
  [[nodiscard]] virtual Stored<JobSummary> summary(const Scope& scope) = 0;
  [[nodiscard]] virtual Stored<std::uint64_t> revision() = 0;

  // `epoch`: of `since`; empty: unknown to the caller.
  [[nodiscard]] virtual Stored<RevisionCheck> check_revision(std::uint64_t since, const std::string& epoch) = 0;
  // Of all jobs (Scope::all) a job that changed its owner is only changed; `with_moved`: and its deletion for the old
  // owner is among the changes too.
  [[nodiscard]] virtual Stored<StoredChanges> changes(const Scope& scope, std::uint64_t since, std::int64_t limit,
                                                      const std::string& epoch = "", bool with_moved = false) = 0;

  // Each id is looked at by itself and held to `scope`. What is deleted, and what exists but isn't the caller's, is
  // recorded in the audit by the same transaction. What this returns survives even a power cut.
  // `request_id`: the sender's own; empty: none. The same one again changes nothing, and is answered as it was the
  // first time. Conflict: settle() came first, and the deletion was given up. Limit: the user's past deletions fill
  // what is kept of them.
  // An id that the caller doesn't have costs the same whether somebody else has it or nobody does.
  [[nodiscard]] virtual Stored<Removal> remove(const Scope& scope, std::span<const std::string> ids,
                                               const Requester& by, const std::string& request_id = "") = 0;
  // The outcome of a deletion whose answer got lost: Deleted by it, AlreadyGone, or Failed, which still exists. If it
  // hasn't arrived by now it never will be carried out: from here on it is given up. Limit: as above.
  [[nodiscard]] virtual Stored<Removal> settle(const Scope& scope, std::span<const std::string> ids,
                                               const std::string& request_id) = 0;
  [[nodiscard]] virtual Stored<AuditPage> audit(const AuditRequest& request) = 0;

  // New or changed jobs. A change of owner is a deletion for the old one.
  [[nodiscard]] virtual Stored<Done> put(std::span<const Job> jobs) = 0;
  // Very many new jobs into a store without any, one after the other until `next` has no more: all or none.
  [[nodiscard]] virtual Stored<Done> fill(const std::function<std::optional<Job>()>& next) = 0;

  // Random, made with the store and kept: cursors are sealed with it.
  [[nodiscard]] virtual Stored<std::string> cursor_secret() = 0;
  [[nodiscard]] virtual Stored<std::int64_t> bytes() = 0;  // that the database takes
  // How many reads it carries out at a time.
  [[nodiscard]] virtual int most_readers() const = 0;

  // What is wrong as far as is known without waiting: what was asked of the database failed within a minute and hasn't
  // succeeded since; damage for as long as this lives. Nothing: all is well.
  [[nodiscard]] virtual std::optional<StoreError> health() const = 0;
  // Looks whether the database has room and can be read now, waiting for nobody.
  [[nodiscard]] virtual DatabaseFault probe() const = 0;
  // At the end: from here on nothing waits for other programs' locks for longer than this.
  virtual void end_waits_within(std::chrono::milliseconds patience) = 0;
};

}  // namespace syncwall
