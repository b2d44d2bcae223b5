#include "jobs/filter/filter_values.h"

#include <array>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "jobs/filter/filter_time.h"
#include "jobs/filter/filter_words.h"
#include "jobs/text_pattern.h"

namespace syncwall {

namespace {

using Form = RawValue::Form;

QueryProblem wrong(const RawValue& raw, std::string what, std::string todo = "") {
  return {{std::move(what), "", std::move(todo)}, raw.at, raw.size};
}

std::string shown(std::string_view text) { return "`" + one_line(cut_utf8(text, 60)) + "`"; }

Result<Value, QueryProblem> text_value(const RawValue& raw) {
  if (raw.form == Form::Regex) {
    if (const auto checked = check_pattern(raw.text); !checked.ok())
      return QueryProblem{checked.problem(), raw.at, raw.size};
    return Value(TextValue{TextValue::How::Regex, raw.text});
  }
  if (raw.text.size() > kMaxFilterBytes)
    return wrong(raw, "a text has at most " + std::to_string(kMaxFilterBytes) + " bytes");
  return Value(TextValue{raw.whole ? TextValue::How::Whole : TextValue::How::Part, raw.text});
}

// What a range is made of: how it compares, and the one or two points.
struct Range {
  Compare how = Compare::Equal;
  std::string_view at, upto;
};

Range split_range(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Compare>, 4> kSigns = {
      {{"<=", Compare::LessEqual}, {">=", Compare::GreaterEqual}, {"<", Compare::Less}, {">", Compare::Greater}}};
  for (const auto& [sign, how] : kSigns) {
    if (text.starts_with(sign)) return {how, text.substr(sign.size()), ""};
  }
  if (const std::size_t dots = text.find(".."); dots != std::string_view::npos)
    return {Compare::Between, text.substr(0, dots), text.substr(dots + 2)};
  return {Compare::Equal, text, ""};
}

template <class Made, class Read>
std::optional<Value> range_value(std::string_view text, Read read) {
  const Range range = split_range(text);
  const auto at = read(range.at);
  if (!at) return std::nullopt;
  if (range.how != Compare::Between) return Made{range.how, *at, {}};
  const auto upto = read(range.upto);
  return upto ? std::optional<Value>(Made{range.how, *at, *upto}) : std::nullopt;
}

std::string allowed(const FieldInfo& field) {
  std::string words;
  for (const Special special : field.specials) words += std::string(name_of(special)) + ", ";
  if (field.time)
    return "use " + words + "a day (2026-11-25), a time (2026-11-25T14:00), an age (<2h, >3d), or a range (a..b)";
  if (field.length) return "use " + words + "hourly, daily, an interval (15m, <6h), or a range (a..b)";
  if (!words.empty()) words.resize(words.size() - 2);
  return "use " + words;
}

QueryProblem unknown_word(QueryField field, const RawValue& raw) {
  const FieldInfo& f = info(field);
  std::vector<std::string_view> names;
  for (const Special special : f.specials) names.push_back(name_of(special));
  if (f.length) names.insert(names.end(), {"hourly", "daily"});
  std::string what = "`" + std::string(f.name) + ":` doesn't know " + shown(raw.text);
  const std::string near = did_you_mean(raw.text, names);
  return wrong(raw, what + near, near.empty() ? allowed(f) : "");
}

}  // namespace

Result<Value, QueryProblem> read_value(QueryField field, const RawValue& raw) {
  const FieldInfo& f = info(field);
  const bool plain = raw.form == Form::Plain && !raw.whole;
  if (plain && raw.text.empty())
    return wrong(raw, "a value is missing behind `" + std::string(f.name) + ":`", "an empty text is written \"\"");
  if (plain) {
    if (const auto known = find_known(field, raw.text)) return *known;
    if (const auto special = find_special(field, raw.text)) return Value(*special);
  }
  if (f.text) return text_value(raw);
  if (!plain) return wrong(raw, "`" + std::string(f.name) + ":` takes no text", allowed(f));
  if (f.time) {
    if (auto value = range_value<TimeValue>(raw.text, read_point)) return *std::move(value);
  }
  if (f.length) {
    if (auto value = range_value<LengthValue>(raw.text, read_length)) return *std::move(value);
  }
  return unknown_word(field, raw);
}

}  // namespace syncwall
