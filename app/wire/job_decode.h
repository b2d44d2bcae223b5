// Bytes of an answer → values: the client's side of api.md. Pure functions; any thread.
//
// What comes in is hostile until shown otherwise. Two kinds of fault:
// - the answer as a whole is not what the contract says (not JSON, no `items`, a negative total): a Problem that
//   says what and where, and nothing is taken from it;
// - a field of a record can't be read: the record stays, the field is noted in it as it came (jobs/odd_fields.h), and
// the
//   job is counted, with the first reason. Only a record without a usable id is skipped, and counted too: nothing could
//   be done with it.
// What can be read in one way only is read though the contract has it otherwise: a number as a text, a text as a
// number, a time without a zone (as UTC), null for an empty list. Broken UTF-8 and lone surrogates become U+FFFD.
// Unknown fields are ignored. null reads as absent, and so do "" and a blank where a time belongs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "jobs/account.h"
#include "jobs/audit.h"
#include "jobs/job.h"
#include "jobs/order_result.h"
#include "jobs/summary.h"

namespace syncwall {

inline constexpr std::size_t kMaxAnswerBytes = 64u << 20;  // a longer answer is refused unread
inline constexpr std::size_t kMaxTextBytes = 64u << 10;    // longer texts of a job are cut, configs left out
inline constexpr std::size_t kMaxIdBytes = 512;            // a record with a longer id is skipped

// Jobs that borrow their texts from `storage`, which keeps them alive.
struct JobList {
  std::vector<JobView> jobs;  // in the order of the answer
  std::shared_ptr<const void> storage;
  std::int64_t skipped = 0;     // records that could not be used
  std::string skipped_why;      // the first of them: "items[17].id: missing"
  std::int64_t unreadable = 0;  // of `jobs`: those with a field that can't be read
  std::string unreadable_why;   // the first of them: "items[17].created_at: «2026-13-45»"
};

struct JobPage {
  JobList list;
  std::int64_t total = -1;     // how many match the filters; -1: unknown
  std::uint64_t revision = 0;  // 0: this server has no revisions
  std::string epoch;           // that the revision belongs to; empty: unknown
  std::string next_cursor;     // empty: that was the last page
  // Of a source that asks collection by collection. Unread ones could not be asked: their jobs stay as they are known.
  std::vector<std::string> unread_collections;  // ids
  std::string unread_why;                       // of the first of them
  std::int64_t collections = -1;                // so many are to be asked; -1: not known yet
  std::int64_t collections_done = 0;  // of them asked so far in this walk; before that is known, listed so far
  std::string missing_why;            // why there may be collections that it doesn't know of
  std::int64_t wait_ms = 0;           // before the next page is asked for, so that the server isn't hurried
};

struct JobChanges {
  JobList list;  // changed or new, oldest change first
  std::vector<std::string> deleted_ids;
  std::int64_t unreadable_deletions =
      0;  // jobs that are gone, but which can't be read: the list must be walked once more
  std::string unreadable_deletions_why;  // the first of them: "deleted_ids[3]: no id"
  std::uint64_t revision = 0;            // ask for the changes since this one next
  std::string epoch;                     // that the revision belongs to; empty: unknown
  bool more = false;                     // there are more up to now
};

struct OrderAnswer {
  std::vector<OrderResult>
      results;                 // as the server sent them; maybe not all that were asked for, as where one can't be read
  std::uint64_t revision = 0;  // 0: none given
};

struct AuditAnswer {
  std::vector<AuditRecord> records;  // newest first
  std::string next_cursor;           // empty: that was the last page
  std::int64_t skipped = 0;          // what was no record at all
  std::string skipped_why;
  std::int64_t unreadable = 0;  // of `records`: those with a field that can't be read, which is empty then
  std::string unreadable_why;   // the first of them: "items[17].number: out of range"
};

[[nodiscard]] Result<JobPage> decode_page(std::string body);
[[nodiscard]] Result<JobChanges> decode_changes(std::string body);
[[nodiscard]] Result<JobSummary> decode_summary(std::string body);
[[nodiscard]] Result<Account> decode_account(std::string body);
[[nodiscard]] Result<Capabilities> decode_capabilities(std::string body);
[[nodiscard]] Result<OrderAnswer> decode_deletion(std::string body);
[[nodiscard]] Result<AuditAnswer> decode_audit(std::string body);

// A bare array of job records, as h2oGPTe answers per collection.
[[nodiscard]] Result<JobList> decode_job_array(std::string body);

// The `message` of an error's body in one line of at most 8 KiB (whole enough that a secret in it can be
// found and masked before it is cut to what people read); empty where there is none.
[[nodiscard]] std::string decode_error_message(std::string body);

}  // namespace syncwall
