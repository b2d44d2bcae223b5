// Pages of jobs by keyset: the part of SqliteStore that builds SQL from a query.
#include <algorithm>
#include <charconv>
#include <variant>

#include "base/search_text.h"
#include "base/utf8.h"
#include "store_sqlite/ledger.h"
#include "store_sqlite/row_terms.h"
#include "store_sqlite/sqlite_store.h"
#include "store_sqlite/store_rows.h"

namespace syncwall {

namespace {

bool is_text(SortColumn column) { return column == SortColumn::User || column == SortColumn::Collection; }

std::string_view sql_column(SortKey sort) {
  switch (sort.column) {
    case SortColumn::User:
      return "user_fold";
    case SortColumn::Collection:
      return "collection_fold";
    case SortColumn::Type:
      return "type";
    case SortColumn::Created:
      return "created_at";
    case SortColumn::LastSync:
      return sort.ascending ? "last_asc" : "last_desc";
    case SortColumn::Status:
      return "status";
    case SortColumn::Schedule:
      return "schedule";
  }
  return "id";
}

using Value = std::variant<std::int64_t, std::string>;

// Values are bound, never written into the SQL: so there are few different statements, and they can be kept.
void bind_all(Statement& s, const std::vector<Value>& values) {
  for (const Value& value : values) {
    std::visit([&](const auto& v) { s.bind(v); }, value);
  }
}

// " AND column IN (?,?)", with the numbers of the mask's bits.
void add_choice(std::string& where, std::vector<Value>& values, const char* column, Mask mask, std::size_t known) {
  if (mask == 0) return;
  where.append(" AND ").append(column).append(" IN (");
  bool first = true;
  for (std::size_t i = 0; i < known; ++i) {
    if (((mask >> i) & 1u) == 0) continue;
    where += first ? "?" : ",?";
    first = false;
    values.emplace_back(static_cast<std::int64_t>(i));
  }
  where += ")";
}

// How many jobs of the scope have one of these types and one of these statuses: without looking at them.
std::int64_t counted(Database& db, const Scope& scope, Mask types, Mask statuses) {
  std::string sql = scope.all ? "SELECT coalesce(sum(n), 0) FROM totals WHERE 1"
                              : "SELECT coalesce(sum(n), 0) FROM counts WHERE user_id = ?";
  std::vector<Value> values;
  if (!scope.all) values.emplace_back(scope.user_id);
  add_choice(sql, values, "status", statuses, kStatuses);
  add_choice(sql, values, "type", types, kTypes);
  Statement s = db.prepare(sql);
  bind_all(s, values);
  return s.step() ? std::max<std::int64_t>(0, s.integer(0)) : 0;
}

// How many jobs each part of a filter lets pass, by what is counted anyway.
struct Reach {
  std::int64_t all, by_user, by_collection, by_status, by_type;
  [[nodiscard]] std::int64_t by_name() const { return std::min(by_user, by_collection); }
  [[nodiscard]] std::int64_t by_choice() const { return std::min(by_status, by_type); }
  // Rows of an ordered index until so many match, where the parts know nothing of one another.
  [[nodiscard]] double walked(std::int64_t limit) const {
    double part = 1;
    for (const std::int64_t n : {by_user, by_collection, by_status, by_type})
      part *= static_cast<double>(n) / static_cast<double>(all);
    const auto rows = static_cast<double>(all);
    return std::min(rows, static_cast<double>(limit) / std::max(part, 1 / rows));
  }
};

Reach reach_of(Database& db, const PlainFilter& filter, const NameSet* users, const NameSet* collections) {
  const Scope scope{true, ""};
  const std::int64_t all = std::max<std::int64_t>(counted(db, scope, 0, 0), 1);
  return {all, users != nullptr ? std::min(users->jobs_by_user, all) : all,
          collections != nullptr ? std::min(collections->jobs_by_collection, all) : all,
          filter.statuses != 0 ? counted(db, scope, 0, filter.statuses) : all,
          filter.types != 0 ? counted(db, scope, filter.types, 0) : all};
}

// Where a query's rows come from, and the conditions that they meet. Only constants of this file go into the SQL.
struct Source {
  // What is it for: the first rows in some order, or to count them all?
  enum class Use : std::uint8_t { Rows, Count };
  // Rows: few jobs can match: they are gathered by their names or statuses, and sorted. Many: an index that is in the
  // wanted order is walked, and what doesn't match passed over. Counts have no order: they are always gathered by what
  // has the fewest jobs. One user's own are gathered by their owner, and their names looked at one by one: the sets of
  // names say what others have.
  static constexpr std::int64_t kFew = 4000;

  std::string from, where = " WHERE 1";
  std::vector<Value> values;  // to bind, in order

  Source(Database& db, NameSets& sets, const Scope& scope, const SplitFilter& split, WallMs now, Use use,
         std::int64_t limit) {
    const PlainFilter& filter = split.plain;
    if (scope.all) {
      from_names(db, sets, filter, use, limit);
    } else {
      from = " FROM jobs INDEXED BY jobs_user";
      where += " AND user_id = ?";
      values.emplace_back(scope.user_id);
      add_text("user_fold", filter.user);
      add_text("collection_fold", filter.collection);
    }
    add_choice(where, values, "type", filter.types, kTypes);
    add_choice(where, values, "status", filter.statuses, kStatuses);
    const auto terms = std::make_shared<const RowTerms>(split.others, now);
    where += terms->where();
    db.use_row_test(terms);
    ordered = !gathered && scope.all;
  }

  void bind(Statement& s) const { bind_all(s, values); }

  bool gathered = false;
  bool ordered = false;  // an index in the wanted order is to be walked

 private:
  void from_names(Database& db, NameSets& sets, const PlainFilter& filter, Use use, std::int64_t limit) {
    std::shared_ptr<const NameSet> users, collections;
    if (!filter.user.empty()) users = sets.find(db, search_text(filter.user));
    if (!filter.collection.empty()) collections = sets.find(db, search_text(filter.collection));
    const Reach reach = reach_of(db, filter, users.get(), collections.get());
    const bool counts = use == Use::Count;
    const bool few_names = counts ? reach.by_name() < reach.all && reach.by_name() <= reach.by_choice()
                                  : (users || collections) && reach.by_name() <= kFew;
    // Where the wanted ones are rare, very many are passed over until a page is full.
    constexpr double kGather = 4;  // what is gathered is sorted too
    const bool few_choices =
        counts ? reach.by_choice() < reach.all : reach.walked(limit) > kGather * static_cast<double>(reach.by_choice());
    gathered = few_names || few_choices;
    if (few_names) {
      const bool user_first = reach.by_user <= reach.by_collection;
      from = " FROM (SELECT value AS wanted FROM json_each(?)) CROSS JOIN jobs INDEXED BY " +
             std::string(user_first ? "jobs_user_n ON user_n" : "jobs_collection_n ON collection_n") + " = wanted";
      values.emplace_back(list((user_first ? users : collections)->numbers));
    } else if (few_choices) {
      from = std::string(" FROM jobs INDEXED BY ") +
             (reach.by_status <= reach.by_type ? "jobs_status_up" : "jobs_type_up");
    } else {
      from = " FROM jobs";
    }
    if (users) where += " AND in_names(0, user_n)";
    if (collections) where += " AND in_names(1, collection_n)";
    db.use_names(0, users ? users->has : nullptr);
    db.use_names(1, collections ? collections->has : nullptr);
  }

  void add_text(const std::string& column, const std::string& text) {
    if (text.empty()) return;
    where += " AND instr(searched(" + column + "), ?) > 0 AND " + column + " <> ''";
    values.emplace_back(search_text(text));
  }

  static std::string list(const std::vector<std::int64_t>& numbers) {
    std::string json = "[";
    for (const std::int64_t n : numbers) json += (json.size() > 1 ? "," : "") + std::to_string(n);
    return json + "]";
  }
};

// The index in that order (schema.cpp); those of nearly unique values are walked backwards.
std::string_view index_of_sort(SortKey sort) {
  switch (sort.column) {
    case SortColumn::User:
      return "jobs_user_fold_up";
    case SortColumn::Collection:
      return "jobs_collection_fold_up";
    case SortColumn::Created:
      return "jobs_created_at_up";
    case SortColumn::Type:
      return sort.ascending ? "jobs_type_up" : "jobs_type_down";
    case SortColumn::Status:
      return sort.ascending ? "jobs_status_up" : "jobs_status_down";
    case SortColumn::Schedule:
      return sort.ascending ? "jobs_schedule_up" : "jobs_schedule_down";
    case SortColumn::LastSync:
      return sort.ascending ? "jobs_last_up" : "jobs_last_down";
  }
  return "jobs_created_at_up";
}

std::string select(const Source& source, SortKey sort) {
  std::string from = source.from;
  if (source.ordered) from += " INDEXED BY " + std::string(index_of_sort(sort));
  return std::string("SELECT ") + kJobColumns + from + source.where;
}

// The value that `after` stands for, as its column's parameter. A text is told by its number in `names`, where it stays
// for good: a name may be longer than any URL.
void bind_key(Database& db, Statement& s, const Cursor& after) {
  std::int64_t value = 0;
  std::from_chars(after.key.data(), after.key.data() + after.key.size(), value);
  if (!is_text(after.sort.column)) {
    s.bind(value);
    return;
  }
  Statement name = db.prepare("SELECT fold FROM names WHERE n = ?");
  s.bind(name.bind(value).step() ? name.text(0) : std::string());
}

using Jobs = std::vector<Job>;

void collect(Statement& s, Jobs& into) {
  while (s.step()) into.push_back(read_job(s));
}

// Two seeks in one index instead of an OR that SQLite would scan for: first the rest of the rows that tie with
// the cursor, then what comes after them.
Jobs rows_after(Database& db, const Source& source, const PageRequest& request, const Cursor& after,
                std::int64_t limit) {
  Jobs found;
  const std::string column(sql_column(request.sort));
  const std::string chosen = select(source, request.sort);
  {
    Statement ties = db.prepare(chosen + " AND " + column + " = ? AND id > ? ORDER BY id LIMIT ?");
    source.bind(ties);
    bind_key(db, ties, after);
    ties.bind(after.id).bind(limit);
    collect(ties, found);
  }
  if (static_cast<std::int64_t>(found.size()) == limit) return found;
  const bool up = request.sort.ascending;
  Statement rest = db.prepare(chosen + " AND " + column + (up ? " > ?" : " < ?") + " ORDER BY " + column +
                              (up ? "" : " DESC") + ", id LIMIT ?");
  source.bind(rest);
  bind_key(db, rest, after);
  rest.bind(limit - static_cast<std::int64_t>(found.size()));
  collect(rest, found);
  return found;
}

Jobs first_rows(Database& db, const Source& source, const PageRequest& request, std::int64_t limit) {
  Jobs found;
  const std::string column(sql_column(request.sort));
  Statement s = db.prepare(select(source, request.sort) + " ORDER BY " + column +
                           (request.sort.ascending ? "" : " DESC") + ", id LIMIT ? OFFSET ?");
  source.bind(s);
  s.bind(limit).bind(request.offset);
  collect(s, found);
  return found;
}

// The value that the last row has in the column that it was sorted by, as bind_key() reads it. As it is stored: what
// doesn't make sense there is told as something else.
std::string key_of(Database& db, const std::string& id, SortKey sort) {
  const std::string column = sort.column == SortColumn::User         ? "user_n"
                             : sort.column == SortColumn::Collection ? "collection_n"
                                                                     : std::string(sql_column(sort));
  Statement s = db.prepare("SELECT " + column + " FROM jobs WHERE id = ?");
  return std::to_string(s.bind(id).step() ? s.integer(0) : 0);
}

std::int64_t count(Database& db, NameSets& sets, const Scope& scope, const SplitFilter& split, WallMs now) {
  const PlainFilter& filter = split.plain;
  const bool by_rows = !split.others.all();
  if (filter.user.empty() && filter.collection.empty() && !by_rows)
    return counted(db, scope, filter.types, filter.statuses);
  const Source source(db, sets, scope, split, now, Source::Use::Count, 0);
  // One text and nothing else: the names know how many.
  const bool names_know = scope.all && !by_rows && filter.types == 0 && filter.statuses == 0 &&
                          filter.user.empty() != filter.collection.empty();
  if (names_know) {
    Statement s =
        db.prepare(filter.user.empty() ? "SELECT coalesce(sum(collections), 0) FROM names WHERE in_names(1, n)"
                                       : "SELECT coalesce(sum(users), 0) FROM names WHERE in_names(0, n)");
    return s.step() ? std::max<std::int64_t>(0, s.integer(0)) : 0;
  }
  Statement s = db.prepare("SELECT count(*)" + source.from +
                           (source.ordered && !by_rows ? " INDEXED BY jobs_collection_n" : "") + source.where);
  source.bind(s);
  return s.step() ? s.integer(0) : 0;
}

}  // namespace

Stored<StoredPage> SqliteStore::page(const Scope& scope, const PageRequest& request) {
  StoredPage page;
  const auto done = read([&](Database& db) {
    const SplitFilter split(request.filter);
    const Source source(db, name_sets_, scope, split, request.now, Source::Use::Rows, request.limit);
    Jobs found = request.after ? rows_after(db, source, request, *request.after, request.limit + 1)
                               : first_rows(db, source, request, request.limit + 1);
    page.total = request.after ? request.after->total : count(db, name_sets_, scope, split, request.now);
    page.revision = revision_of(db);
    page.epoch = current_epoch(db);
    page.jobs = std::move(found);
    if (static_cast<std::int64_t>(page.jobs.size()) <= request.limit) return;
    page.jobs.pop_back();
    const Job& last = page.jobs.back();
    page.next = Cursor{request.sort, key_of(db, last.id, request.sort), last.id, page.total};
  });
  if (!done.ok()) return done.problem();
  return page;
}

}  // namespace syncwall
