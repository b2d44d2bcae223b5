#include "jobs/filter/filter_words.h"

#include <algorithm>
#include <numeric>

#include "base/utf8.h"
#include "jobs/filter/filter_grammar.h"

namespace syncwall {

namespace {

constexpr std::array<std::string_view, kSpecials> kSpecialNames = {"never",   "unknown", "once", "cron",  "manual",
                                                                   "overdue", "stuck",   "late", "known", "deleting"};

const std::array<FieldInfo, kFields>& fields() {
  using enum Special;
  static const std::array<FieldInfo, kFields> all = {
      {{"", true},
       {"user", true},
       {"collection", true},
       {"error", true},
       {"group", true},
       {"server", true},
       {"email", true},
       {"id", true},
       {"type", true},
       {"status", true, false, false, {Overdue, Stuck, Late}},
       {"schedule", false, true, false, {Once, Cron, Manual, Unknown}},
       {"created", false, false, true, {Never, Unknown}},
       {"last_sync", false, false, true, {Never, Unknown}},
       {"due", false, false, true, {Never, Unknown}},
       {"is", false, false, false, {Overdue, Stuck, Late, Known, Deleting}}}};
  return all;
}

// Insertions, deletions and replacements from one word to the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

const FieldInfo& info(QueryField field) { return fields()[static_cast<std::size_t>(field)]; }
std::string_view name_of(QueryField field) { return info(field).name; }
std::string_view name_of(Special special) { return kSpecialNames[static_cast<std::size_t>(special)]; }

std::optional<QueryField> find_field(std::string_view word) {
  const std::string small = fold(word);
  for (std::size_t i = 1; i < kFields; ++i) {
    if (fields()[i].name == small) return static_cast<QueryField>(i);
  }
  return std::nullopt;
}

std::optional<Special> find_special(QueryField field, std::string_view word) {
  const std::string small = fold(word);
  for (const Special special : info(field).specials) {
    if (name_of(special) == small) return special;
  }
  return std::nullopt;
}

std::optional<Value> find_known(QueryField field, std::string_view word) {
  if (word.empty()) return std::nullopt;
  if (field == QueryField::Type) {
    if (const ConnectorType type = parse_type(word); type != ConnectorType::Other) return type;
  }
  if (field == QueryField::Status) {
    if (const Status status = parse_status(word); status != Status::Other) return status;
  }
  return std::nullopt;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& among) {
  constexpr std::size_t kLongest = 20;
  const std::string small = fold(word);
  if (small.empty() || small.size() > kLongest) return "";
  std::string_view best;
  std::size_t least = small.size() <= 3 ? 2 : 3;  // not that far
  for (const std::string_view name : among) {
    const std::size_t far = name.starts_with(small) && small.size() > 1 ? 1 : distance(small, name);
    if (far < least) {
      least = far;
      best = name;
    }
  }
  return best.empty() ? "" : ", did you mean `" + std::string(best) + "`?";
}

std::vector<std::string_view> field_names() {
  std::vector<std::string_view> names;
  for (std::size_t i = 1; i < kFields; ++i) names.push_back(fields()[i].name);
  names.push_back("sort");
  return names;
}

}  // namespace syncwall
