#include "store_sqlite/store_writer.h"

#include <limits>

#include "base/utf8.h"
#include "store_sqlite/store_rows.h"

namespace syncwall {

StoreWriter::StoreWriter(Database& database) : database_(database), revision_(revision_of(database)) {}

void StoreWriter::save_revision() { set_fact("revision", static_cast<std::int64_t>(revision_)); }

void StoreWriter::set_fact(std::string_view name, std::int64_t value) {
  database_
      .prepare("INSERT INTO facts (value, name) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
      .bind(value)
      .bind(name)
      .run();
}

std::int64_t StoreWriter::number_of(const std::string& folded) {
  const auto known = numbers_.find(folded);
  if (known != numbers_.end()) return known->second;
  std::int64_t number = 0;
  {
    Statement s = database_.prepare("SELECT n FROM names WHERE fold = ?");
    if (s.bind(folded).step()) number = s.integer(0);
  }
  if (number == 0) {
    Statement s = database_.prepare("INSERT INTO names (fold) VALUES (?) RETURNING n");
    if (s.bind(folded).step()) number = s.integer(0);
    s.run();
  }
  numbers_.emplace(folded, number);
  return number;
}

// For followers of the old owner's jobs this one is gone.
void StoreWriter::leave_owner(const Job& job) {
  std::string owner;
  {
    Statement s = database_.prepare("SELECT user_id FROM jobs WHERE id = ?");
    if (!s.bind(job.id).step()) return;
    owner = s.text(0);
  }
  if (owner == job.user_id) return;
  leave_tombstone(job.id, owner);
}

void StoreWriter::put(const Job& given) {
  Job job = given;
  mask_.mask(job);
  leave_owner(job);
  const JobView v = view_of(job);
  const std::string user = fold(shown_user(v)), collection = fold(shown_collection(v));
  const std::int64_t user_n = number_of(user), collection_n = number_of(collection);
  Statement s = database_.prepare(
      "INSERT INTO jobs (revision, user_fold, collection_fold, user_n, collection_n, last_desc, id, user_id, "
      "user_name, user_email, collection_id, "
      "collection_name, type, type_text, config, schedule, status, status_text, run_id, error, last_asc, created_at) "
      "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET revision = "
      "excluded.revision, "
      "user_fold = excluded.user_fold, collection_fold = excluded.collection_fold, user_n = excluded.user_n, "
      "collection_n = excluded.collection_n, "
      "last_desc = excluded.last_desc, user_id = excluded.user_id, user_name = excluded.user_name, user_email = "
      "excluded.user_email, "
      "collection_id = excluded.collection_id, collection_name = excluded.collection_name, type = excluded.type, "
      "type_text = excluded.type_text, config = excluded.config, schedule = excluded.schedule, status = "
      "excluded.status, "
      "status_text = excluded.status_text, run_id = excluded.run_id, error = excluded.error, last_asc = "
      "excluded.last_asc, "
      "created_at = excluded.created_at");
  const bool never = job.last_sync_at == kNever;
  s.bind(static_cast<std::int64_t>(next_revision())).bind(user).bind(collection).bind(user_n).bind(collection_n);
  s.bind(never ? std::numeric_limits<std::int64_t>::min() : job.last_sync_at);
  s.bind(job.id).bind(job.user_id).bind(job.user_name).bind(job.user_email).bind(job.collection_id);
  s.bind(job.collection_name).bind(static_cast<std::int64_t>(job.type)).bind(job.type_text).bind(job.config_json);
  s.bind(job.schedule_s).bind(static_cast<std::int64_t>(job.status)).bind(job.status_text).bind(job.last_sync_job_id);
  s.bind(job.last_sync_error).bind(job.last_sync_at).bind(job.created_at).run();
}

}  // namespace syncwall
