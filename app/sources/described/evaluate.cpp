#include "sources/described/evaluate.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "jobs/read_time.h"

namespace syncwall::described {

namespace {

using Kind = Expression::Kind;

Value of(std::optional<Element> element) { return {element, std::nullopt}; }

Value from_row(const Row& row, const Pointer& pointer) {
  if (!row.key) return of(pointer.find(row.value));
  const auto& keys = pointer.keys();
  if (keys.empty()) return of(row.value);
  if (keys[0] == "key" && keys.size() == 1) return {std::nullopt, *row.key};
  if (keys[0] == "value") return of(pointer.find(row.value, 1));
  return {};
}

// An element of a list in a row: only its own places can be asked for.
Scope inside(Element element, Row& row, const Scope& scope) {
  row = Row{nullptr, element, std::nullopt};
  Scope in;
  in.row = &row;
  in.variables = scope.variables;
  return in;
}

std::vector<Element> elements_of(const Value& list) {
  std::vector<Element> elements;
  simdjson::dom::array array;
  if (!list.element || list.element->get(array) != simdjson::SUCCESS) return elements;
  for (const Element element : array) elements.push_back(element);
  return elements;
}

Value joined_text(const Expression& e, const Scope& scope) {
  std::string text;
  for (const Element element : elements_of(find(e.place, scope))) {
    const auto part = of(e.get.find(element)).text();
    if (!part || part->empty()) continue;
    if (!text.empty()) text += e.text;
    text += *part;
  }
  if (text.empty()) return {};
  return {std::nullopt, std::move(text)};
}

Value any_element(const Expression& e, const Scope& scope) {
  for (const Element element : elements_of(find(e.place, scope))) {
    Row row;
    if (e.where.empty() || holds(e.where[0], inside(element, row, scope))) return of(e.get.find(element));
  }
  return {};
}

Value latest(const Expression& e, const Scope& scope) {
  Value found;
  std::optional<WallMs> newest;
  for (const Expression& part : e.parts) {
    const TimeValue time = time_of(part, scope);
    if (time.kind != TimeValue::Kind::Time || (newest && *newest >= time.at)) continue;
    newest = time.at;
    found = evaluate(part, scope);
  }
  return found;
}

Value mapped(const Expression& e, const Scope& scope) {
  Value value = evaluate(e.parts[0], scope);
  const auto text = value.text();
  const auto word =
      text ? std::ranges::find(e.words, *text, &std::pair<std::string, std::string>::first) : e.words.end();
  if (word == e.words.end()) return value;
  return {std::nullopt, word->second};
}

bool equals(const Value& value, const Scalar& scalar) {
  if (value.none()) return scalar.kind == Scalar::Kind::Null;
  if (value.made) return scalar.kind == Scalar::Kind::Text && scalar.text == *value.made;
  switch (scalar.kind) {
    case Scalar::Kind::Null:
      return false;
    case Scalar::Kind::Flag: {
      bool flag = false;
      return value.element->get(flag) == simdjson::SUCCESS && flag == scalar.flag;
    }
    case Scalar::Kind::Number: {
      double number = 0;
      return value.element->is_number() && value.element->get(number) == simdjson::SUCCESS && number == scalar.number;
    }
    case Scalar::Kind::Text: {
      std::string_view text;
      return value.element->get(text) == simdjson::SUCCESS && text == scalar.text;
    }
  }
  return false;
}

bool is_empty(const Value& value) {
  if (value.none()) return true;
  if (value.made) return value.made->empty();
  std::string_view text;
  if (value.element->get(text) == simdjson::SUCCESS) return text.empty();
  if (value.element->is_array()) return value.element->get_array().value_unsafe().size() == 0;
  if (value.element->is_object()) return value.element->get_object().value_unsafe().size() == 0;
  return false;
}

bool newer(const Test& test, const Scope& scope) {
  const TimeValue a = time_of(test.of, scope), b = time_of(test.another[0], scope);
  if (a.kind != TimeValue::Kind::Time) return false;
  return b.kind == TimeValue::Kind::None || (b.kind == TimeValue::Kind::Time && a.at > b.at);
}

bool passes(const Test& test, const Scope& scope) {
  if (test.kind == Test::Kind::NewerThan) return newer(test, scope);
  const Value value = evaluate(test.of, scope);
  const auto among = [&] {
    return std::ranges::any_of(test.values, [&](const Scalar& s) { return equals(value, s); });
  };
  switch (test.kind) {
    case Test::Kind::OneOf:
      return among();
    case Test::Kind::NoneOf:
      return !among();
    case Test::Kind::Exists:
      return value.none() != test.wanted;
    case Test::Kind::Empty:
      return is_empty(value) == test.wanted;
    case Test::Kind::AnyElement:
      return std::ranges::any_of(elements_of(value), [&](Element element) {
        Row row;
        return holds(test.element[0], inside(element, row, scope));
      });
    case Test::Kind::NewerThan:
      break;
  }
  return false;
}

std::optional<WallMs> epoch(std::string_view text, double unit_ms) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr double kMost = 253'402'300'800'000.0;  // the year 10000
  if (error != std::errc() || end != text.data() + text.size() || !(std::abs(number * unit_ms) < kMost))
    return std::nullopt;
  return static_cast<WallMs>(std::floor(number * unit_ms));
}

TimeValue read(const Value& value, TimeForm form) {
  constexpr WallMs kZeroOfGo = -62'135'596'800'000;  // 0001-01-01T00:00:00Z: how Go writes a time that isn't set
  if (value.none()) return {};
  const auto text = value.text();
  if (text && text->empty()) return {};
  const TimeValue unreadable{TimeValue::Kind::Unreadable, 0, text.value_or("a list or an object")};
  if (!text) return unreadable;
  if (form != TimeForm::Rfc3339) {
    const auto at = epoch(*text, form == TimeForm::EpochS ? 1000 : 1);
    return at ? TimeValue{TimeValue::Kind::Time, *at, ""} : unreadable;
  }
  const auto time = read_time(*text);
  if (!time || time->number) return unreadable;
  if (time->at == kZeroOfGo) return {};
  return {TimeValue::Kind::Time, time->at, ""};
}

}  // namespace

bool Value::none() const { return !made && (!element || element->is_null()); }

std::optional<std::string> Value::text() const {
  if (made) return made;
  if (none() || element->is_object() || element->is_array()) return std::nullopt;
  std::string_view text;
  if (element->get(text) == simdjson::SUCCESS) return std::string(text);
  return simdjson::minify(*element);
}

Value find(const Reference& place, const Scope& scope) {
  if (scope.recalled != nullptr) {
    const auto known = std::ranges::find(scope.recalled->places, place);
    if (known == scope.recalled->places.end()) return {};
    Element found;
    const auto index = static_cast<std::size_t>(known - scope.recalled->places.begin());
    simdjson::dom::array values;
    if (scope.recalled->values.get(values) != simdjson::SUCCESS || values.at(index).get(found) != simdjson::SUCCESS)
      return {};
    return of(found);
  }
  if (place.join == Reference::kRow) return scope.row == nullptr ? Value{} : from_row(*scope.row, place.pointer);
  const auto join = static_cast<std::size_t>(place.join);
  if (join >= scope.partners.size()) return {};
  const Partner& partner = scope.partners[join];
  if (partner.unsure && scope.unsure != nullptr) *scope.unsure = true;
  return partner.row ? from_row(*partner.row, place.pointer) : Value{};
}

Value evaluate(const Expression& e, const Scope& scope) {
  switch (e.kind) {
    case Kind::None:
      return {};
    case Kind::Place:
      return find(e.place, scope);
    case Kind::Constant:
      return {std::nullopt, e.text};
    case Kind::First:
      for (const Expression& part : e.parts) {
        Value value = evaluate(part, scope);
        if (!is_empty(value)) return value;
      }
      return {};
    case Kind::Latest:
      return latest(e, scope);
    case Kind::Template:
      return {std::nullopt, filled(e.text_template, scope)};
    case Kind::Map:
      return mapped(e, scope);
    case Kind::Join:
      return joined_text(e, scope);
    case Kind::Any:
      return any_element(e, scope);
    case Kind::Line: {
      const auto text = evaluate(e.parts[0], scope).text();
      if (!text) return {};
      return {std::nullopt, text->substr(0, text->find_first_of("\r\n"))};
    }
    case Kind::Time:
      return evaluate(e.parts[0], scope);
  }
  return {};
}

bool holds(const Condition& condition, const Scope& scope) {
  return std::ranges::all_of(condition.tests, [&](const Test& test) { return passes(test, scope); });
}

TimeValue time_of(const Expression& e, const Scope& scope) {
  if (e.kind == Kind::Time) return read(evaluate(e.parts[0], scope), e.form);
  if (e.kind != Kind::First && e.kind != Kind::Latest) return read(evaluate(e, scope), TimeForm::Rfc3339);
  TimeValue found;
  for (const Expression& part : e.parts) {
    TimeValue time = time_of(part, scope);
    if (time.kind == TimeValue::Kind::Unreadable) return time;
    if (time.kind == TimeValue::Kind::None) continue;
    if (e.kind == Kind::First) return time;
    if (found.kind == TimeValue::Kind::None || time.at > found.at) found = std::move(time);
  }
  return found;
}

std::optional<std::string> filled(const TextTemplate& text, const Scope& scope,
                                  std::string (*encoded)(std::string_view)) {
  using Part = TextTemplate::Part;
  std::string out;
  for (const Part& part : text.parts) {
    std::optional<std::string> value;
    if (part.kind == Part::Kind::Literal) {
      out += part.text;
      continue;
    }
    if (part.kind == Part::Kind::Place) value = find(part.place, scope).text();
    if (part.kind == Part::Kind::Variable && scope.variables != nullptr) {
      const auto known = scope.variables->find(part.text);
      if (known != scope.variables->end()) value = known->second;
    }
    if (part.kind == Part::Kind::Secret && scope.secrets != nullptr) {
      Result<std::string> secret = (*scope.secrets)(part.text);
      if (secret.ok()) value = std::move(secret).value();
    }
    if (!value) return std::nullopt;
    out += encoded == nullptr ? *value : encoded(*value);
  }
  return out;
}

}  // namespace syncwall::described
