#include "store_sqlite/store_rows.h"

#include <algorithm>
#include <string>

#include "jobs/odd_fields.h"
#include "store/types.h"

namespace syncwall {

const char* const kJobColumns =
    "id, user_id, user_name, user_email, collection_id, collection_name, type, type_text, config, schedule, status, "
    "status_text, run_id, error, last_asc, created_at";

namespace {

// A number that no version of this program writes is unknown, and told as it stands there: as 1970, "never" or "once"
// it would be taken for true.
std::int64_t readable(const Statement& row, int column, std::int64_t least, std::int64_t most, std::int64_t unknown,
                      JobField field, Job& job) {
  const std::int64_t value = row.integer_within(column, least, most, unknown);
  if (value == unknown)
    append_odd_field(job.odd_fields, field, Oddity::Unreadable, std::to_string(row.integer(column)));
  return value;
}

}  // namespace

Job read_job(const Statement& row) {
  constexpr std::int64_t kLongest = std::int64_t{100} * 366 * 86400;  // a hundred years, as clients take it
  Job job;
  job.id = row.text(0);
  job.user_id = row.text(1);
  job.user_name = row.text(2);
  job.user_email = row.text(3);
  job.collection_id = row.text(4);
  job.collection_name = row.text(5);
  job.type = static_cast<ConnectorType>(row.integer_within(6, 0, kTypes, kTypes));
  job.type_text = row.text(7);
  if (job.type == ConnectorType::Other && job.type_text.empty())
    job.type_text = "unknown (" + std::to_string(row.integer(6)) + ")";
  job.config_json = row.text(8);
  job.schedule_s = readable(row, 9, 0, kLongest, kUnknownSchedule, JobField::Schedule, job);
  job.status = static_cast<Status>(row.integer_within(10, 0, kStatuses, kStatuses));
  job.status_text = row.text(11);
  if (job.status == Status::Other && job.status_text.empty())
    job.status_text = "unknown (" + std::to_string(row.integer(10)) + ")";
  job.last_sync_job_id = row.text(12);
  job.last_sync_error = row.text(13);
  job.last_sync_at = row.integer(14) == kNever
                         ? kNever
                         : readable(row, 14, kOldestWritten, kNewestWritten, kUnknownTime, JobField::LastSync, job);
  job.created_at = readable(row, 15, kOldestWritten, kNewestWritten, kUnknownTime, JobField::Created, job);
  return job;
}

std::int64_t fact(Database& database, std::string_view name) {
  Statement s = database.prepare("SELECT value FROM facts WHERE name = ?");
  s.bind(name);
  return s.step() ? s.integer(0) : 0;
}

std::uint64_t revision_of(Database& database) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, fact(database, "revision")));
}

}  // namespace syncwall
