#include "store_sqlite/row_terms.h"

#include <cstdint>
#include <string_view>
#include <utility>

#include "store/types.h"

namespace syncwall {

namespace {

// The columns that a field looks at, in the order in which read() takes them.
std::string_view columns_of(QueryField field) {
  switch (field) {
    case QueryField::User:
      return "user_id, user_name";
    case QueryField::Collection:
      return "collection_id, collection_name";
    case QueryField::Error:
    case QueryField::Group:
      return "error";
    case QueryField::Email:
      return "user_email";
    case QueryField::Id:
      return "id, user_id, collection_id";
    case QueryField::Word:
      return "user_id, user_name, collection_id, collection_name, error, user_email";
    default:
      return "type, type_text, status, status_text, schedule, created_at, last_asc";
  }
}

// As read_job() reads them: what no version of this program writes is Other or unknown.
std::int64_t within(std::int64_t value, std::int64_t least, std::int64_t most, std::int64_t otherwise) {
  return value >= least && value <= most ? value : otherwise;
}

std::string_view unless_empty(std::string_view text, std::int64_t number, std::string& made) {
  if (!text.empty()) return text;
  return made = "unknown (" + std::to_string(number) + ")";
}

// `texts`: what is made on the way.
JobView read(QueryField field, const SqlRow& row, std::string (&texts)[2]) {
  constexpr std::int64_t kLongest = std::int64_t{100} * 366 * 86400;
  JobView job;
  switch (field) {
    case QueryField::User:
      job.user_id = row.text(0), job.user_name = row.text(1);
      return job;
    case QueryField::Collection:
      job.collection_id = row.text(0), job.collection_name = row.text(1);
      return job;
    case QueryField::Error:
    case QueryField::Group:
      job.last_sync_error = row.text(0);
      return job;
    case QueryField::Email:
      job.user_email = row.text(0);
      return job;
    case QueryField::Id:
      job.id = row.text(0), job.user_id = row.text(1), job.collection_id = row.text(2);
      return job;
    case QueryField::Word:
      job.user_id = row.text(0), job.user_name = row.text(1);
      job.collection_id = row.text(2), job.collection_name = row.text(3);
      job.last_sync_error = row.text(4), job.user_email = row.text(5);
      return job;
    default:
      break;
  }
  job.type = static_cast<ConnectorType>(within(row.integer(0), 0, kTypes, kTypes));
  job.type_text = unless_empty(row.text(1), row.integer(0), texts[0]);
  job.status = static_cast<Status>(within(row.integer(2), 0, kStatuses, kStatuses));
  job.status_text = unless_empty(row.text(3), row.integer(2), texts[1]);
  job.schedule_s = within(row.integer(4), 0, kLongest, kUnknownSchedule);
  job.created_at = within(row.integer(5), kOldestWritten, kNewestWritten, kUnknownTime);
  job.last_sync_at =
      row.integer(6) == kNever ? kNever : within(row.integer(6), kOldestWritten, kNewestWritten, kUnknownTime);
  return job;
}

}  // namespace

SplitFilter::SplitFilter(const Filter& filter) : plain(plain_part(filter)), others{other_terms(filter)} {
  if (!plain.overdue && !plain.stuck) return;
  const PlainFilter late{"", "", 0, plain.statuses, plain.overdue, plain.stuck};
  others.terms.push_back(filter_of(late).terms.front());
  plain.statuses = 0;
  plain.overdue = plain.stuck = false;
}

RowTerms::RowTerms(const Filter& filter, WallMs now) : here_(now) {
  for (const Term& term : filter.terms) terms_.emplace_back(term, now);
}

std::string RowTerms::where() const {
  std::string sql;
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    sql += " AND row_term(" + std::to_string(i) + ", ";
    sql.append(columns_of(terms_[i].field)).append(") = 1");
  }
  return sql;
}

bool RowTerms::holds(std::size_t number, const SqlRow& row) const {
  if (number >= terms_.size()) return false;
  std::string texts[2];
  return terms_[number].matches(read(terms_[number].field, row, texts), here_);
}

}  // namespace syncwall
