// Pages of jobs by keyset: the part of Store that builds SQL from a query.
#include <charconv>
#include <limits>

#include "base/utf8.h"
#include "server/store.h"

namespace syncwall {

namespace {

bool is_text(SortColumn column) { return column == SortColumn::User || column == SortColumn::Collection; }

std::string_view sql_column(SortKey sort) {
  switch (sort.column) {
    case SortColumn::User: return "user_fold";
    case SortColumn::Collection: return "collection_fold";
    case SortColumn::Type: return "type";
    case SortColumn::Created: return "created_at";
    case SortColumn::LastSync: return sort.ascending ? "last_asc" : "last_desc";
    case SortColumn::Status: return "status";
    case SortColumn::Schedule: return "schedule";
  }
  return "id";
}

std::string in_list(Mask mask, std::size_t known) {
  std::string list;
  for (std::size_t i = 0; i < known; ++i) {
    if ((mask >> i) & 1u) list += (list.empty() ? "" : ",") + std::to_string(i);
  }
  return "(" + list + ")";
}

// A WHERE clause and what it binds. Only constants of this file go into the text.
struct Where {
  std::string sql = " WHERE 1";
  std::vector<std::string> texts;

  Where(const Scope& scope, const Filter& filter) {
    if (!scope.all) add(" AND user_id = ?", scope.user_id);
    if (!filter.user.empty()) add(" AND instr(user_fold, ?) > 0", fold(filter.user));
    if (!filter.collection.empty()) add(" AND instr(collection_fold, ?) > 0", fold(filter.collection));
    if (filter.types != 0) sql += " AND type IN " + in_list(filter.types, kTypes);
    if (filter.statuses != 0) sql += " AND status IN " + in_list(filter.statuses, kStatuses);
  }
  void add(std::string_view clause, std::string value) {
    sql += clause;
    texts.push_back(std::move(value));
  }
  void bind(Statement& s) const {
    for (const std::string& text : texts) s.bind(text);
  }
};

void bind_key(Statement& s, const Cursor& after) {
  if (is_text(after.sort.column)) {
    s.bind(after.key);
    return;
  }
  std::int64_t value = 0;
  std::from_chars(after.key.data(), after.key.data() + after.key.size(), value);
  s.bind(value);
}

using Jobs = std::vector<Job>;

void collect(Statement& s, Jobs& into) {
  while (s.step()) into.push_back(read_job(s));
}

// Two seeks in one index instead of an OR that SQLite would scan for: first the rest of the rows that tie with
// the cursor, then what comes after them.
Jobs rows_after(Database& db, const Where& where, const PageRequest& request, const Cursor& after, std::int64_t limit) {
  Jobs found;
  const std::string column(sql_column(request.sort));
  const std::string select = std::string("SELECT ") + kJobColumns + " FROM jobs" + where.sql;
  {
    Statement ties = db.prepare(select + " AND " + column + " = ? AND id > ? ORDER BY id LIMIT ?");
    where.bind(ties);
    bind_key(ties, after);
    ties.bind(after.id).bind(limit);
    collect(ties, found);
  }
  if (static_cast<std::int64_t>(found.size()) == limit) return found;
  const bool up = request.sort.ascending;
  Statement rest = db.prepare(select + " AND " + column + (up ? " > ?" : " < ?") + " ORDER BY " + column + (up ? "" : " DESC") + ", id LIMIT ?");
  where.bind(rest);
  bind_key(rest, after);
  rest.bind(limit - static_cast<std::int64_t>(found.size()));
  collect(rest, found);
  return found;
}

Jobs first_rows(Database& db, const Where& where, const PageRequest& request, std::int64_t limit) {
  Jobs found;
  const std::string column(sql_column(request.sort));
  Statement s = db.prepare(std::string("SELECT ") + kJobColumns + " FROM jobs" + where.sql + " ORDER BY " + column +
                           (request.sort.ascending ? "" : " DESC") + ", id LIMIT ? OFFSET ?");
  where.bind(s);
  s.bind(limit).bind(request.offset);
  collect(s, found);
  return found;
}

// The value that the last row has in the column that it was sorted by.
std::string key_of(const Job& last, SortKey sort) {
  const JobView v = view_of(last);
  switch (sort.column) {
    case SortColumn::User: return fold(shown_user(v));
    case SortColumn::Collection: return fold(shown_collection(v));
    case SortColumn::Type: return std::to_string(static_cast<int>(last.type));
    case SortColumn::Created: return std::to_string(last.created_at);
    case SortColumn::LastSync: {
      const bool lowest = last.last_sync_at == kNever && !sort.ascending;
      return std::to_string(lowest ? std::numeric_limits<std::int64_t>::min() : last.last_sync_at);
    }
    case SortColumn::Status: return std::to_string(static_cast<int>(last.status));
    case SortColumn::Schedule: return std::to_string(last.schedule_s);
  }
  return {};
}

std::int64_t count(Database& db, const Scope& scope, const Filter& filter, const Where& where) {
  const bool counted = filter.user.empty() && filter.collection.empty() && filter.types == 0;
  if (counted) {
    std::string sql = "SELECT coalesce(sum(n), 0) FROM counts WHERE 1";
    if (!scope.all) sql += " AND user_id = ?";
    if (filter.statuses != 0) sql += " AND status IN " + in_list(filter.statuses, kStatuses);
    Statement s = db.prepare(sql);
    if (!scope.all) s.bind(scope.user_id);
    return s.step() ? s.integer(0) : 0;
  }
  Statement s = db.prepare("SELECT count(*) FROM jobs" + where.sql);
  where.bind(s);
  return s.step() ? s.integer(0) : 0;
}

}  // namespace

Result<StoredPage> Store::page(const Scope& scope, const PageRequest& request) {
  StoredPage page;
  const auto done = read([&](Database& db) {
    const Where where(scope, request.filter);
    Jobs found = request.after ? rows_after(db, where, request, *request.after, request.limit + 1)
                                    : first_rows(db, where, request, request.limit + 1);
    page.total = request.after ? request.after->total : count(db, scope, request.filter, where);
    Statement s = db.prepare("SELECT value FROM facts WHERE name = 'revision'");
    if (s.step()) page.revision = static_cast<std::uint64_t>(s.integer(0));
    page.jobs = std::move(found);
  });
  if (!done.ok()) return done.problem();
  if (static_cast<std::int64_t>(page.jobs.size()) > request.limit) {
    page.jobs.pop_back();
    const Job& last = page.jobs.back();
    page.next = Cursor{request.sort, key_of(last, request.sort), last.id, page.total};
  }
  return page;
}

}  // namespace syncwall
