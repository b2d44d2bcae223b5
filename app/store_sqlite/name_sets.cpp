#include "store_sqlite/name_sets.h"

#include <algorithm>

#include "base/folded_text.h"

namespace syncwall {

namespace {

constexpr std::size_t kMostKept = 32;

// As one phrase of trigrams.
std::string phrase_of(std::string_view text) {
  std::string phrase = "\"";
  for (const char c : text) phrase += c == '"' ? std::string("\"\"") : std::string(1, c);
  return phrase + "\"";
}

std::int64_t newest_name(Database& database) {
  Statement s = database.prepare("SELECT coalesce(max(n), 0) FROM names");
  return s.step() ? s.integer(0) : 0;
}

// `before`: what is known of the names that were there then; names are only ever added.
std::shared_ptr<const NameSet> search(Database& database, const std::string& needle, const NameSet* before,
                                      std::int64_t upto) {
  auto set = std::make_shared<NameSet>();
  if (before != nullptr) *set = *before;
  const std::int64_t from = set->upto;
  set->upto = upto;
  auto has = std::make_shared<std::vector<bool>>(static_cast<std::size_t>(upto) + 1);
  const auto take = [&](Statement& s) {
    s.bind(from).bind(needle);
    while (s.step()) {
      set->numbers.push_back(s.integer(0));
      set->jobs_by_user += s.integer(1);
      set->jobs_by_collection += s.integer(2);
    }
  };
  // In ASCII both foldings are one: trigrams find texts of three characters and more; the few names that are new are
  // looked at one by one.
  if (is_ascii(needle)) {
    const bool trigrams = before == nullptr && needle.size() >= 3;
    Statement s = database.prepare(
        trigrams
            ? "SELECT names.n, users, collections FROM names_find JOIN names ON names.n = names_find.rowid WHERE "
              "names_find MATCH ? AND names.n > ? AND instr(names.fold, ?) > 0 AND "
              "length(names.fold) = length(CAST(names.fold AS BLOB))"
            : "SELECT n, users, collections FROM names WHERE ?1 = '' AND n > ?2 AND instr(fold, ?3) > 0 AND fold <> "
              "'' AND length(fold) = length(CAST(fold AS BLOB))");
    s.bind(trigrams ? phrase_of(needle) : std::string());
    take(s);
  }
  // All others by how they are searched.
  Statement wide = database.prepare(
      "SELECT n, users, collections FROM names WHERE length(fold) <> length(CAST(fold AS BLOB)) AND n > ? AND "
      "instr(searched(fold), ?) > 0");
  take(wide);
  std::sort(set->numbers.begin(), set->numbers.end());
  for (const std::int64_t n : set->numbers) (*has)[static_cast<std::size_t>(n)] = true;
  set->has = std::move(has);
  return set;
}

}  // namespace

std::shared_ptr<const NameSet> NameSets::find(Database& database, const std::string& folded) {
  const std::int64_t upto = newest_name(database);
  std::shared_ptr<const NameSet> known;
  {
    Lock lock(mutex_);
    const auto kept = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& k) { return k.text == folded; });
    if (kept != kept_.end()) {
      known = kept->set;
      kept_.splice(kept_.begin(), kept_, kept);
    }
  }
  // A set of a newer moment than this transaction's holds names that no row of it has: no harm.
  if (known && known->upto >= upto) return known;
  auto found = search(database, folded, known.get(), upto);
  Lock lock(mutex_);
  kept_.remove_if([&](const Kept& k) { return k.text == folded; });
  kept_.push_front({folded, found});
  if (kept_.size() > kMostKept) kept_.pop_back();
  return found;
}

}  // namespace syncwall
