// Writing queries: the other half of filter_grammar.h.
#include <algorithm>

#include "jobs/filter/filter_grammar.h"
#include "jobs/filter/filter_time.h"
#include "jobs/filter/filter_words.h"

namespace syncwall {

namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

// As a plain word it would be read otherwise.
bool needs_quotes(QueryField field, std::string_view text) {
  if (text.empty() || text.find_first_of(" \t\n\v\f\r\"\\,") != std::string_view::npos) return true;
  if (field == QueryField::Word) return text.front() == '-' || text.find(':') != std::string_view::npos;
  return text.front() == '=' || text.front() == '/';
}

std::string text_of(QueryField field, const TextValue& value) {
  if (value.how == TextValue::How::Regex) return "/" + value.text + "/";
  if (value.how == TextValue::How::Whole)
    return "=" + (needs_quotes(field, value.text) ? quoted(value.text) : value.text);
  const bool other = find_known(field, value.text) || find_special(field, value.text);
  return other || needs_quotes(field, value.text) ? quoted(value.text) : value.text;
}

std::string range_text(Compare how, const std::string& at, const std::string& upto) {
  switch (how) {
    case Compare::Equal:
      return at;
    case Compare::Less:
      return "<" + at;
    case Compare::LessEqual:
      return "<=" + at;
    case Compare::Greater:
      return ">" + at;
    case Compare::GreaterEqual:
      return ">=" + at;
    case Compare::Between:
      break;
  }
  return at + ".." + upto;
}

std::string small(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

struct Printer {
  QueryField field;
  std::string operator()(const TextValue& value) const { return text_of(field, value); }
  std::string operator()(ConnectorType type) const { return std::string(wire_name(type)); }
  std::string operator()(Status status) const { return small(wire_name(status)); }
  std::string operator()(const LengthValue& value) const {
    return range_text(value.how, length_text(value.seconds), length_text(value.upto));
  }
  std::string operator()(const TimeValue& value) const {
    return range_text(value.how, point_text(value.at), point_text(value.upto));
  }
  std::string operator()(Special special) const { return std::string(name_of(special)); }
};

}  // namespace

std::string term_text(const Term& term) {
  std::string text = term.negated ? "-" : "";
  if (term.field != QueryField::Word) text.append(name_of(term.field)).append(":");
  for (std::size_t i = 0; i < term.values.size(); ++i) {
    if (i > 0) text += ',';
    text += std::visit(Printer{term.field}, term.values[i]);
  }
  return text;
}

std::string filter_text(const Filter& filter) {
  std::string text;
  for (const Term& term : filter.terms) text += (text.empty() ? "" : " ") + term_text(term);
  return text;
}

std::string query_text(const Query& query) {
  std::string text = filter_text(query.filter);
  if (query.sort.empty() || query.sort == Query{}.sort) return text;
  text += text.empty() ? "sort:" : " sort:";
  for (const SortKey& key : query.sort) {
    if (text.back() != ':') text += ',';
    text += (key.ascending ? "" : "-") + std::string(short_name(key.column));
  }
  return text;
}

}  // namespace syncwall
