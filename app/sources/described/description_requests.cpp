// What a description says of requests: their parts, their pages.
#include <utility>

#include "base/utf8.h"
#include "sources/described/description_reader.h"

namespace syncwall::described {

void DescriptionReader::request(const Spot& object, RequestSpec& request, const Names& names) {
  if (const auto method = reader_.member(object, "method")) {
    static_cast<void>(reader_.word(*method, {"GET", "POST", "PUT", "PATCH", "DELETE"}));
    request.method = method->json->text;
  }
  if (const auto path = reader_.member(object, "path", true)) {
    request.path = values_.text_template(*path, names);
    const bool rooted = path->json->text.starts_with("/");
    const bool plain = path->json->text.find_first_of("?# ") == std::string::npos;
    if (!rooted || !plain || one_line(path->json->text) != path->json->text)
      reader_.fail(*path, "not a path as /jobs is; what follows a ? stands in `query`");
  }
  if (const auto spot = reader_.member(object, "query")) query(*spot, request, names);
  Names with_secrets = names;
  with_secrets.secrets = true;
  headers(object, request.headers, with_secrets);
  if (const auto spot = reader_.member(object, "body")) request.body = body(*spot, names);
  request.http_codes = reader_.codes(object, "http_codes");
  if (const auto ok = reader_.member(object, "ok")) request.ok = values_.condition(*ok, Names{});
}

// A value, or several for one name.
void DescriptionReader::query(const Spot& spot, RequestSpec& request, const Names& names) {
  if (!is_object(spot)) return reader_.fail(spot, "not an object");
  const auto add = [&](const std::string& name, const Spot& value) {
    if (value.json->kind != PlacedJson::Kind::Number && value.json->kind != PlacedJson::Kind::Flag)
      return static_cast<void>(request.query.emplace_back(name, values_.text_template(value, names)));
    const std::string text = value.json->kind == PlacedJson::Kind::Number ? value.json->text
                             : value.json->flag                           ? "true"
                                                                          : "false";
    request.query.emplace_back(name, TextTemplate{{{TextTemplate::Part::Kind::Literal, text, {}}}});
  };
  for (const PlacedMember& member : spot.json->members) {
    const Spot value = spot.in(member.key, member.value);
    if (!is_list(value)) add(member.key, value);
    for (std::size_t i = 0; is_list(value) && i < member.value.items.size(); ++i) add(member.key, value.in(i));
  }
}

BodyTemplate DescriptionReader::body(const Spot& spot, const Names& names) {
  BodyTemplate read;
  switch (spot.json->kind) {
    case PlacedJson::Kind::Null:
      read.literal = "null";
      break;
    case PlacedJson::Kind::Flag:
      read.literal = spot.json->flag ? "true" : "false";
      break;
    case PlacedJson::Kind::Number:
      read.literal = spot.json->text;
      break;
    case PlacedJson::Kind::Text:
      read.kind = BodyTemplate::Kind::Text;
      read.text = values_.text_template(spot, names);
      break;
    case PlacedJson::Kind::List:
      read.kind = BodyTemplate::Kind::List;
      for (std::size_t i = 0; i < spot.json->items.size(); ++i) read.items.push_back(body(spot.in(i), names));
      break;
    case PlacedJson::Kind::Object:
      read.kind = BodyTemplate::Kind::Object;
      for (const PlacedMember& member : spot.json->members)
        read.members.push_back({member.key, body(spot.in(member.key, member.value), names)});
      break;
  }
  return read;
}

Paginator DescriptionReader::paginator(const Spot& spot) {
  Paginator p;
  const auto type = reader_.member(spot, "type", true);
  if (!type) return p;
  p.type =
      static_cast<Paginator::Type>(reader_.word(*type, {"none", "offset", "page_number", "cursor", "link_header"}));
  using Type = Paginator::Type;
  const auto required = [&](std::string_view key) {
    const auto name = reader_.member(spot, key, true);
    return name ? reader_.text(*name) : std::string();
  };
  const auto optional_pointer = [&](std::string_view key) {
    const auto path = reader_.member(spot, key);
    return path ? std::optional(values_.pointer(*path)) : std::nullopt;
  };
  if (p.type == Type::None) reader_.allow(spot, {"type"});
  if (p.type == Type::Offset) {
    reader_.allow(spot, {"type", "offset_param", "limit_param", "limit", "start", "total_path", "in"});
    p.param = required("offset_param");
    p.total_path = optional_pointer("total_path");
  }
  if (p.type == Type::PageNumber) {
    reader_.allow(spot, {"type", "page_param", "limit_param", "limit", "start", "pages_path", "in"});
    p.param = required("page_param");
    p.pages_path = optional_pointer("pages_path");
  }
  if (p.type == Type::Cursor) {
    reader_.allow(spot, {"type", "cursor_param", "cursor_path", "limit_param", "limit", "in"});
    p.param = required("cursor_param");
    p.cursor_path = Pointer{};
    if (const auto path = reader_.member(spot, "cursor_path", true)) p.cursor_path = values_.pointer(*path);
  }
  if (p.type == Type::LinkHeader) reader_.allow(spot, {"type", "limit_param", "limit"});
  p.limit_param = reader_.optional_text(spot, "limit_param");
  p.limit = reader_.integer(spot, "limit", 0, 1, 1'000'000);
  if ((p.limit > 0) != !p.limit_param.empty()) reader_.fail(spot, "limit and limit_param go together");
  p.start = reader_.integer(spot, "start", p.type == Type::PageNumber ? 1 : 0, 0, 1'000'000);
  if (const auto in = reader_.member(spot, "in")) p.in_body = reader_.word(*in, {"query", "body"}) == 1;
  return p;
}

ListSpec DescriptionReader::list(const Spot& spot, const Names& names, bool paged) {
  ListSpec list;
  if (paged)
    reader_.allow(spot, {"method", "path", "query", "headers", "body", "http_codes", "ok", "records", "strategy",
                         "paginator", "keep", "max_pages"});
  if (!paged)
    reader_.allow(spot, {"method", "path", "query", "headers", "body", "http_codes", "ok", "records", "skip_codes"});
  request(spot, list.request, names);
  if (const auto records = reader_.member(spot, "records", paged)) list.records = values_.pointer(*records);
  if (const auto strategy = reader_.member(spot, "strategy"))
    list.entries = reader_.word(*strategy, {"list", "entries"}) == 1;
  if (const auto pages = reader_.member(spot, "paginator")) list.paginator = paginator(*pages);
  if (list.paginator.in_body && !(list.request.body && list.request.body->kind == BodyTemplate::Kind::Object))
    reader_.fail(spot, "the paginator's parameters stand in the body, which is no object");
  if (const auto keep = reader_.member(spot, "keep")) list.keep = values_.condition(*keep, Names{});
  list.max_pages = reader_.integer(spot, "max_pages", list.max_pages, 1, 1'000'000);
  return list;
}

}  // namespace syncwall::described
