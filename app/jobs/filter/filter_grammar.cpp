#include "jobs/filter/filter_grammar.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "jobs/filter/filter_values.h"
#include "jobs/filter/filter_words.h"

namespace syncwall {

namespace {

using Form = RawValue::Form;
using Read = Result<Done, QueryProblem>;

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Reads one query from left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<ReadQuery, QueryProblem> run() {
    if (const Read fit = readable(); !fit.ok()) return fit.problem();
    while (skip_blanks()) {
      if (const Read term = read_term(); !term.ok()) return term.problem();
    }
    return std::move(read_);
  }

 private:
  [[nodiscard]] bool ended() const { return at_ >= text_.size(); }
  [[nodiscard]] bool at_blank() const { return ended() || is_blank(text_[at_]); }
  [[nodiscard]] bool next_is(char c) const { return !ended() && text_[at_] == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }
  bool skip_blanks() {
    while (!ended() && is_blank(text_[at_])) ++at_;
    return !ended();
  }
  [[nodiscard]] QueryProblem wrong(std::size_t from, std::string what, std::string todo = "") const {
    return {{std::move(what), "", std::move(todo)}, from, std::max<std::size_t>(at_, from) - from};
  }

  // Whole UTF-8 without zero bytes, and not too much of it.
  Read readable() {
    if (text_.size() > kMaxQueryBytes)
      return QueryProblem{
          {"a query has at most " + std::to_string(kMaxQueryBytes) + " bytes", "", ""}, kMaxQueryBytes, 1};
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t from = at;
      const char32_t c = next_code_point(text_, at);
      if (c == 0 || (c == 0xFFFD && text_.substr(from, at - from) != "\xEF\xBF\xBD"))
        return QueryProblem{{c == 0 ? "a zero byte in it" : "it is not UTF-8", "", ""}, from, at - from};
    }
    return Done{};
  }

  // `"`, text, `"`: where escapes are \" and \\.
  Read read_quoted(std::string& into) {
    const std::size_t from = at_++;
    while (!ended()) {
      const char c = text_[at_++];
      if (c == '"') return Done{};
      const bool escape = c == '\\' && !ended() && (text_[at_] == '"' || text_[at_] == '\\');
      into += escape ? text_[at_++] : c;
    }
    return wrong(from, "a closing quote is missing");
  }

  // Kept as it stands: a backslash keeps the next character, for RE2 too.
  Read read_regex(std::string& into) {
    const std::size_t from = at_++;
    while (!ended()) {
      const char c = text_[at_++];
      if (c == '/') return Done{};
      into += c;
      if (c == '\\' && !ended()) into += text_[at_++];
    }
    return wrong(from, "the `/` that ends the pattern is missing", "a text that begins with / is written in quotes");
  }

  // Up to a blank or one of `ends`, which a backslash keeps.
  void read_plain(std::string& into, std::string_view ends) {
    while (!at_blank() && ends.find(text_[at_]) == std::string_view::npos) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      into += text_[at_++];
    }
  }

  Read read_term() {
    const std::size_t from = at_;
    Term term;
    term.negated = take('-');
    if (at_blank())
      return wrong(from, "a term is missing behind `-`", "a text that begins with - is written in quotes");
    const std::size_t begin = at_;
    std::string word;
    const bool quoted = next_is('"');
    if (quoted) {
      if (const Read done = read_quoted(word); !done.ok()) return done;
      if (!at_blank()) return wrong(begin, "a blank is missing behind the quote");
    } else {
      read_plain(word, ":");
    }
    if (!next_is(':')) return add_word(begin, std::move(word), std::move(term));
    const std::string_view name = text_.substr(begin, at_ - begin);
    ++at_;
    if (fold(name) == "sort") return read_sort(from, term.negated);
    const auto field = find_field(name);
    if (!field) return unknown_field(begin, name);
    term.field = *field;
    return read_values(std::move(term), from);
  }

  Read add_word(std::size_t begin, std::string word, Term term) {
    auto value = read_value(QueryField::Word, {Form::Quoted, false, std::move(word), begin, at_ - begin});
    if (!value.ok()) return value.problem();
    term.values.push_back(std::move(value).value());
    return add(std::move(term), begin);
  }

  QueryProblem unknown_field(std::size_t begin, std::string_view name) const {
    const std::string near = did_you_mean(name, field_names());
    QueryProblem problem = {
        {"unknown field `" + one_line(cut_utf8(name, 40)) + "`" + near, "", ""}, begin, name.size()};
    if (name.empty()) problem.what = "the name of a field is missing before `:`";
    if (near.empty()) problem.todo = "a text with a colon in it is written in quotes";
    return problem;
  }

  Read read_values(Term term, std::size_t from) {
    do {
      RawValue raw;
      raw.at = at_;
      raw.whole = info(term.field).text && take('=');
      if (next_is('"')) {
        raw.form = Form::Quoted;
        if (const Read done = read_quoted(raw.text); !done.ok()) return done;
      } else if (next_is('/') && !raw.whole && info(term.field).text) {
        raw.form = Form::Regex;
        if (const Read done = read_regex(raw.text); !done.ok()) return done;
      } else {
        read_plain(raw.text, ",");
      }
      if (!at_blank() && !next_is(',')) return wrong(raw.at, "a comma or a blank is missing behind the value");
      raw.size = at_ - raw.at;
      if (const Read counted = count(raw); !counted.ok()) return counted;
      auto value = read_value(term.field, raw);
      if (!value.ok()) return value.problem();
      term.values.push_back(std::move(value).value());
    } while (take(','));
    return add(std::move(term), from);
  }

  Read count(const RawValue& raw) {
    if (++values_ > kMaxValues)
      return QueryProblem{{"a query has at most " + std::to_string(kMaxValues) + " values", "", ""}, raw.at, raw.size};
    if (raw.form == Form::Regex && ++patterns_ > kMaxPatterns)
      return QueryProblem{
          {"a query has at most " + std::to_string(kMaxPatterns) + " patterns", "", ""}, raw.at, raw.size};
    return Done{};
  }

  Read add(Term term, std::size_t from) {
    if (read_.query.filter.terms.size() == kMaxTerms)
      return wrong(from, "a query has at most " + std::to_string(kMaxTerms) + " terms");
    read_.query.filter.terms.push_back(std::move(term));
    return Done{};
  }

  Read read_sort(std::size_t from, bool negated) {
    const std::size_t begin = at_;
    std::string columns;
    read_plain(columns, "");
    if (negated) return wrong(from, "an order can't be negated", "descending is sort:-last_sync");
    if (std::exchange(read_.sorted, true)) return wrong(from, "`sort:` stands there twice");
    if (columns.empty()) return wrong(from, "a column is missing behind `sort:`");
    std::vector<SortKey> keys;
    for (std::size_t at = 0; at <= columns.size();) {
      const std::size_t comma = std::min(columns.find(',', at), columns.size());
      if (const Read done = add_key(columns.substr(at, comma - at), begin, keys); !done.ok()) return done;
      at = comma + 1;
    }
    read_.query.sort = std::move(keys);
    return Done{};
  }

  Read add_key(std::string_view word, std::size_t begin, std::vector<SortKey>& keys) const {
    const bool descending = word.starts_with('-');
    if (descending) word.remove_prefix(1);
    const auto column = parse_sort_column(fold(word));
    if (!column) {
      const std::string near =
          did_you_mean(word, {"user", "collection", "type", "created", "last_sync", "status", "schedule"});
      return wrong(begin, "unknown column `" + one_line(cut_utf8(word, 40)) + "`" + near,
                   near.empty() ? "use user, collection, type, created, last_sync, status or schedule" : "");
    }
    if (std::ranges::any_of(keys, [&](const SortKey& key) { return key.column == *column; }))
      return wrong(begin, "`" + std::string(word) + "` stands in `sort:` twice");
    keys.push_back({*column, !descending});
    return Done{};
  }

  const std::string_view text_;
  std::size_t at_ = 0, values_ = 0, patterns_ = 0;
  ReadQuery read_;
};

}  // namespace

Result<ReadQuery, QueryProblem> read_query(std::string_view text) { return Reader(text).run(); }

}  // namespace syncwall
