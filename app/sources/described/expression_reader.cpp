#include "sources/described/expression_reader.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/utf8.h"

namespace syncwall::described {

namespace {

using Kind = Expression::Kind;

constexpr int kMostDepth = 16;  // of values inside values

std::string shown(std::string_view text) { return "\"" + one_line(cut_utf8(text, 60)) + "\""; }

bool is_name(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

Pointer ExpressionReader::pointer(const Spot& spot) {
  if (spot.json->kind != PlacedJson::Kind::Text) {
    reader_.fail(spot, "not a JSON Pointer");
    return {};
  }
  const auto read = Pointer::parse(spot.json->text);
  if (!read) reader_.fail(spot, shown(spot.json->text) + " is no JSON Pointer, as \"\" or \"/data/items\" are");
  return read.value_or(Pointer{});
}

// "/a/b", "@join/a/b", or "@join".
Reference ExpressionReader::place(const Spot& spot, std::string_view text, const Names& names) {
  Reference place;
  std::string_view rest = text;
  if (text.starts_with("@")) {
    const std::string name(text.substr(1, text.find('/') == std::string_view::npos ? text.size() : text.find('/') - 1));
    rest = text.substr(1 + name.size());
    const auto join = names.joins.find(name);
    if (join == names.joins.end()) {
      reader_.fail(spot, shown("@" + name) + " is no row that is joined here");
      return place;
    }
    place.join = join->second;
  } else if (!names.row) {
    reader_.fail(spot, shown(text) + " is a place in a row, and there is none here");
  }
  const auto read = Pointer::parse(rest);
  if (!read)
    reader_.fail(spot, shown(text) + " is neither a JSON Pointer (/name) nor a place in a joined row (@join/name)");
  place.pointer = read.value_or(Pointer{});
  return place;
}

TextTemplate::Part ExpressionReader::part(const Spot& spot, const std::string& inside, const Names& names) {
  using Part = TextTemplate::Part;
  if (inside.starts_with("/") || inside.starts_with("@")) return {Part::Kind::Place, "", place(spot, inside, names)};
  const bool variable = inside.starts_with("var:"), secret = inside.starts_with("secret:");
  const std::string name = inside.substr(std::min(inside.size(), inside.find(':') + 1));
  if ((!variable && !secret) || !is_name(name)) {
    reader_.fail(spot,
                 shown("{" + inside + "}") + " is none of {/pointer}, {@join/pointer}, {var:name}, {secret:name}");
  } else if (variable && !variables.contains(name)) {
    reader_.fail(spot, "there is no variable " + name);
  } else if (secret && !names.secrets) {
    reader_.fail(spot, "a secret may stand in `auth` and in headers only");
  } else if (secret) {
    secrets_named.insert(name);
  }
  return {variable ? Part::Kind::Variable : Part::Kind::Secret, name, {}};
}

TextTemplate ExpressionReader::text_template(const Spot& spot, const Names& names) {
  TextTemplate read;
  if (spot.json->kind != PlacedJson::Kind::Text) {
    reader_.fail(spot, "not a text");
    return read;
  }
  const std::string& text = spot.json->text;
  std::string literal;
  const auto end_literal = [&] {
    if (!literal.empty()) read.parts.push_back({TextTemplate::Part::Kind::Literal, std::exchange(literal, ""), {}});
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool brace = text[at] == '{' || text[at] == '}';
    if (!brace || (at + 1 < text.size() && text[at + 1] == text[at])) {
      literal += text[at];
      if (brace) ++at;
      continue;
    }
    const std::size_t end = text[at] == '{' ? text.find('}', at) : std::string::npos;
    if (end == std::string::npos) {
      reader_.fail(spot, "a brace without its other one; {{ and }} are braces themselves");
      return read;
    }
    end_literal();
    read.parts.push_back(part(spot, text.substr(at + 1, end - at - 1), names));
    at = end;
  }
  end_literal();
  return read;
}

std::vector<Expression> ExpressionReader::parts(const Spot& object, std::string_view key, const Names& names,
                                                int depth) {
  std::vector<Expression> all;
  const auto spot = reader_.member(object, key, true);
  if (!spot) return all;
  if (spot->json->kind != PlacedJson::Kind::List || spot->json->items.empty()) {
    reader_.fail(*spot, "not a list of values");
    return all;
  }
  for (std::size_t i = 0; i < spot->json->items.size(); ++i) all.push_back(expression(spot->in(i), names, depth + 1));
  return all;
}

Expression ExpressionReader::map(const Spot& spot, const Names& names, int depth) {
  reader_.allow(spot, {"map", "of"});
  Expression e;
  e.kind = Kind::Map;
  const Spot words = *reader_.member(spot, "map");
  if (words.json->kind != PlacedJson::Kind::Object) reader_.fail(words, "not an object of their words and ours");
  for (const PlacedMember& member : words.json->members)
    e.words.emplace_back(member.key, reader_.text(words.in(member.key, member.value)));
  const auto of = reader_.member(spot, "of", true);
  e.parts.push_back(of ? expression(*of, names, depth + 1) : Expression{});
  return e;
}

Expression ExpressionReader::of_list(const Spot& spot, bool any, const Names& names, int depth) {
  if (any) reader_.allow(spot, {"any", "where", "get"});
  if (!any) reader_.allow(spot, {"join", "get", "sep"});
  Expression e;
  e.kind = any ? Kind::Any : Kind::Join;
  const Spot list = *reader_.member(spot, any ? "any" : "join");
  e.place = place(list, reader_.text(list), names);
  if (const auto get = reader_.member(spot, "get")) e.get = pointer(*get);
  e.text = reader_.optional_text(spot, "sep", ", ");
  if (const auto where = any ? reader_.member(spot, "where") : std::nullopt)
    e.where.push_back(condition(*where, Names{}, depth + 1));
  return e;
}

Expression ExpressionReader::expression(const Spot& spot, const Names& names, int depth) {
  Expression e;
  if (depth > kMostDepth) {
    reader_.fail(spot, "too many values inside one another");
    return e;
  }
  if (spot.json->kind == PlacedJson::Kind::Text) {
    e.kind = Kind::Place;
    e.place = place(spot, spot.json->text, names);
    return e;
  }
  const auto has = [&](std::string_view key) { return spot.json->find(key) != nullptr; };
  if (has("map")) return map(spot, names, depth);
  if (has("any") || has("join")) return of_list(spot, has("any"), names, depth);
  if (has("first") || has("latest")) {
    reader_.allow(spot, {has("first") ? "first" : "latest"});
    e.kind = has("first") ? Kind::First : Kind::Latest;
    e.parts = parts(spot, has("first") ? "first" : "latest", names, depth);
  } else if (has("const")) {
    reader_.allow(spot, {"const"});
    e.kind = Kind::Constant;
    e.text = reader_.text(*reader_.member(spot, "const"));
  } else if (has("template")) {
    reader_.allow(spot, {"template"});
    e.kind = Kind::Template;
    e.text_template = text_template(*reader_.member(spot, "template"), names);
  } else if (has("line") || has("time")) {
    e.kind = has("line") ? Kind::Line : Kind::Time;
    if (has("line")) reader_.allow(spot, {"line"});
    if (has("time")) reader_.allow(spot, {"time", "form"});
    e.parts.push_back(expression(*reader_.member(spot, has("line") ? "line" : "time"), names, depth + 1));
    if (const auto form = reader_.member(spot, "form"))
      e.form = static_cast<TimeForm>(reader_.word(*form, {"rfc3339", "epoch_s", "epoch_ms"}));
  } else {
    reader_.fail(spot,
                 "no value: a pointer, or an object with one of const, first, latest, template, map, join, any, "
                 "line, time");
  }
  return e;
}

Scalar ExpressionReader::scalar(const Spot& spot) {
  Scalar scalar;
  switch (spot.json->kind) {
    case PlacedJson::Kind::Null:
      break;
    case PlacedJson::Kind::Flag:
      scalar.kind = Scalar::Kind::Flag;
      scalar.flag = spot.json->flag;
      break;
    case PlacedJson::Kind::Number: {
      scalar.kind = Scalar::Kind::Number;
      const std::string& digits = spot.json->text;
      std::from_chars(digits.data(), digits.data() + digits.size(), scalar.number);
      break;
    }
    case PlacedJson::Kind::Text:
      scalar.kind = Scalar::Kind::Text;
      scalar.text = spot.json->text;
      break;
    default:
      reader_.fail(spot, "neither a text, a number, true, false nor null");
  }
  return scalar;
}

Test ExpressionReader::test(const Spot& spot, const Names& names, int depth) {
  Test test;
  const PlacedJson& json = *spot.json;
  if (json.kind == PlacedJson::Kind::List) {
    for (std::size_t i = 0; i < json.items.size(); ++i) test.values.push_back(scalar(spot.in(i)));
    return test;
  }
  if (json.kind != PlacedJson::Kind::Object) {
    test.values.push_back(scalar(spot));
    return test;
  }
  reader_.allow(spot, {"exists", "empty", "any", "none_of", "newer_than"});
  if (json.members.size() != 1) reader_.fail(spot, "not one of exists, empty, any, none_of, newer_than");
  if (json.find("exists") != nullptr || json.find("empty") != nullptr) {
    const bool exists = json.find("exists") != nullptr;
    test.kind = exists ? Test::Kind::Exists : Test::Kind::Empty;
    test.wanted = reader_.flag(spot, exists ? "exists" : "empty", true);
  } else if (const auto any = reader_.member(spot, "any")) {
    test.kind = Test::Kind::AnyElement;
    test.element.push_back(condition(*any, Names{}, depth + 1));
  } else if (const auto than = reader_.member(spot, "newer_than")) {
    test.kind = Test::Kind::NewerThan;
    test.another.push_back(expression(*than, names, depth + 1));
  } else if (const auto none = reader_.member(spot, "none_of")) {
    test.kind = Test::Kind::NoneOf;
    if (none->json->kind != PlacedJson::Kind::List) reader_.fail(*none, "not a list");
    for (std::size_t i = 0; i < none->json->items.size(); ++i) test.values.push_back(scalar(none->in(i)));
  }
  return test;
}

Condition ExpressionReader::condition(const Spot& spot, const Names& names, int depth) {
  Condition read;
  if (depth > kMostDepth) {
    reader_.fail(spot, "too many conditions inside one another");
    return read;
  }
  if (spot.json->kind != PlacedJson::Kind::Object) {
    reader_.fail(spot, "not an object of places and what must hold of them");
    return read;
  }
  for (const PlacedMember& member : spot.json->members) {
    const Spot at = spot.in(member.key, member.value);
    Test one = test(at, names, depth);
    one.of.kind = Kind::Place;
    one.of.place = place(at, member.key, names);
    // Two times that are compared have one form.
    if (one.kind == Test::Kind::NewerThan && one.another[0].kind == Kind::Time) {
      Expression time;
      time.kind = Kind::Time;
      time.form = one.another[0].form;
      time.parts.push_back(std::move(one.of));
      one.of = std::move(time);
    }
    read.tests.push_back(std::move(one));
  }
  return read;
}

}  // namespace syncwall::described
