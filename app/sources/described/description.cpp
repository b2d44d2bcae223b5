#include "sources/described/description.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text_place.h"
#include "base/utf8.h"
#include "sources/described/expression_reader.h"

namespace syncwall::described {

namespace {

using Names = ExpressionReader::Names;

bool is_object(const Spot& spot) { return spot.json->kind == PlacedJson::Kind::Object; }
bool is_list(const Spot& spot) { return spot.json->kind == PlacedJson::Kind::List; }

class DescriptionReader {
 public:
  [[nodiscard]] const std::optional<PlacedReader::Mistake>& mistake() const { return reader_.mistake(); }

  std::shared_ptr<Description> whole(const PlacedJson& root);

 private:
  // Calls read(spot) for each of an object's members or a list's items.
  template <class Read>
  void each_of(const Spot& object, std::string_view key, bool list, Read read);

  void head(const Spot& root, Description& d);
  void variables(const Spot& root, Description& d);
  void auth(const Spot& spot, Auth& auth);
  void token(const Spot& spot, Auth& auth);
  void headers(const Spot& object, std::vector<std::pair<std::string, TextTemplate>>& headers, const Names& names);
  void request(const Spot& object, RequestSpec& request, const Names& names);
  void query(const Spot& spot, RequestSpec& request, const Names& names);
  BodyTemplate body(const Spot& spot, const Names& names);
  Paginator paginator(const Spot& spot);
  ListSpec list(const Spot& spot, const Names& names, bool paged = true);
  void parents(const Spot& root, Description& d);
  void joins(const Spot& root, Description& d);
  JoinSpec join(const Spot& spot, const std::string& name, const Names& names);
  void fields(const Spot& root, Fields& fields, const Names& names);
  void status(const Spot& root, Description& d, const Names& names);
  void schedule(const Spot& root, Description& d, const Names& names);
  void actions(const Spot& root, Description& d, const Names& names);
  ActionSpec action(const Spot& spot, const Names& names);

  PlacedReader reader_;
  ExpressionReader values_{reader_};
  Names nothing_;  // no row and no joins
};

template <class Read>
void DescriptionReader::each_of(const Spot& object, std::string_view key, bool list, Read read) {
  const auto spot = reader_.member(object, key);
  if (!spot) return;
  if (list ? !is_list(*spot) : !is_object(*spot)) return reader_.fail(*spot, list ? "not a list" : "not an object");
  for (std::size_t i = 0; i < spot->json->items.size(); ++i) read(spot->in(i), std::string());
  for (const PlacedMember& member : spot->json->members) read(spot->in(member.key, member.value), member.key);
}

std::shared_ptr<Description> DescriptionReader::whole(const PlacedJson& json) {
  auto made = std::make_shared<Description>();
  Description& d = *made;
  const Spot root{&json, ""};
  nothing_.row = false;
  reader_.allow(root, {"$schema", "name", "about", "url", "base", "variables", "headers", "auth", "errors", "each",
                       "list", "joins", "fields", "status", "status_text", "schedule", "actions"});
  if (!is_object(root)) return made;
  head(root, d);
  parents(root, d);
  Names child = nothing_;
  if (d.each) child.joins["parent"] = -2;  // how many joins there are isn't known yet
  each_of(root, "joins", false, [&](const Spot& spot, const std::string& name) {
    if (name.empty() || name == "parent") reader_.fail(spot, "no name of a join");
    d.joins.push_back({});
    d.joins.back().name = name;
  });
  if (d.each) child.joins["parent"] = d.parent_join();
  if (const auto spot = reader_.member(root, "list", true)) d.list = list(*spot, child);
  joins(root, d);
  Names all;
  for (std::size_t i = 0; i < d.joins.size(); ++i) all.joins[d.joins[i].name] = static_cast<int>(i);
  if (d.each) all.joins["parent"] = d.parent_join();
  fields(root, d.fields, all);
  status(root, d, all);
  schedule(root, d, all);
  actions(root, d, all);
  d.secrets.assign(values_.secrets_named.begin(), values_.secrets_named.end());
  return made;
}

void DescriptionReader::head(const Spot& root, Description& d) {
  if (const auto name = reader_.member(root, "name", true)) d.name = reader_.text(*name);
  static_cast<void>(reader_.optional_text(root, "$schema"));
  d.about = reader_.optional_text(root, "about");
  d.url = reader_.optional_text(root, "url");
  if (const auto base = reader_.member(root, "base")) {
    d.base = reader_.text(*base);
    if (!d.base.starts_with("/") || d.base.ends_with("/")) reader_.fail(*base, "not a path as /api/v1 is");
  }
  variables(root, d);
  Names secrets = nothing_;
  secrets.secrets = true;
  headers(root, d.headers, secrets);
  if (const auto spot = reader_.member(root, "auth", true)) auth(*spot, d.auth);
  each_of(root, "errors", true,
          [&](const Spot& spot, const std::string&) { d.errors.push_back(values_.pointer(spot)); });
}

void DescriptionReader::variables(const Spot& root, Description& d) {
  each_of(root, "variables", false, [&](const Spot& spot, const std::string& name) {
    reader_.allow(spot, {"about", "default"});
    Variable variable{name, reader_.optional_text(spot, "about"), std::nullopt};
    if (const auto fallback = reader_.member(spot, "default")) {
      if (fallback->json->kind != PlacedJson::Kind::Text) reader_.fail(*fallback, "not a text");
      variable.fallback = fallback->json->text;
    }
    values_.variables.insert(name);
    d.variables.push_back(std::move(variable));
  });
}

void DescriptionReader::headers(const Spot& object, std::vector<std::pair<std::string, TextTemplate>>& headers,
                                const Names& names) {
  each_of(object, "headers", false, [&](const Spot& spot, const std::string& name) {
    const bool token = !name.empty() && std::ranges::all_of(name, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    const std::string folded = fold(name);
    if (!token) reader_.fail(spot, "no name of a header");
    if (folded == "host" || folded == "content-length" || folded == "transfer-encoding" || folded == "connection" ||
        folded == "accept-encoding" || folded == "user-agent" || folded == "proxy-authorization")
      reader_.fail(spot, "this header is the program's own");
    static_cast<void>(reader_.text(spot));
    headers.emplace_back(name, values_.text_template(spot, names));
  });
}

// What a secret of `auth` is called where nothing is said.
TextTemplate the_key() { return {{{TextTemplate::Part::Kind::Secret, "key", {}}}}; }

void DescriptionReader::auth(const Spot& spot, Auth& auth) {
  const auto type = reader_.member(spot, "type", true);
  if (!type) return;
  auth.type = static_cast<Auth::Type>(reader_.word(*type, {"none", "bearer", "api_key", "basic", "session_token"}));
  Names names = nothing_;
  names.secrets = true;
  const auto secret = [&](std::string_view key) {
    if (const auto given = reader_.member(spot, key)) return values_.text_template(*given, names);
    values_.secrets_named.insert("key");
    return the_key();
  };
  switch (auth.type) {
    case Auth::Type::None:
      return reader_.allow(spot, {"type"});
    case Auth::Type::Bearer:
      reader_.allow(spot, {"type", "token"});
      auth.prefix = "Bearer ";
      auth.secret = secret("token");
      return;
    case Auth::Type::ApiKey:
      reader_.allow(spot, {"type", "header", "prefix", "key"});
      if (const auto header = reader_.member(spot, "header", true)) auth.header = reader_.text(*header);
      auth.prefix = reader_.optional_text(spot, "prefix");
      auth.secret = secret("key");
      return;
    case Auth::Type::Basic:
      reader_.allow(spot, {"type", "username", "password"});
      if (const auto username = reader_.member(spot, "username", true))
        auth.username = values_.text_template(*username, names);
      auth.secret = secret("password");
      return;
    case Auth::Type::SessionToken:
      return token(spot, auth);
  }
}

void DescriptionReader::token(const Spot& spot, Auth& auth) {
  reader_.allow(spot, {"type", "login", "form", "token_path", "expires_path", "margin_s", "header", "prefix"});
  auth.header = reader_.optional_text(spot, "header", "Authorization");
  auth.prefix = reader_.optional_text(spot, "prefix", "Bearer ");
  Names names = nothing_;
  names.secrets = true;
  if (const auto login = reader_.member(spot, "login", true)) {
    reader_.allow(*login, {"method", "path", "query", "headers", "body", "http_codes", "ok"});
    request(*login, auth.login, names);
  }
  auth.login.form = reader_.flag(spot, "form", false);
  if (const auto path = reader_.member(spot, "token_path", true)) auth.token_path = values_.pointer(*path);
  if (const auto path = reader_.member(spot, "expires_path")) auth.expires_path = values_.pointer(*path);
  auth.margin_s = reader_.integer(spot, "margin_s", auth.margin_s, 0, 86'400);
}

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

void DescriptionReader::parents(const Spot& root, Description& d) {
  const auto spot = reader_.member(root, "each");
  if (!spot) return;
  reader_.allow(*spot, {"list", "collection_id", "skip_codes"});
  d.each.emplace();
  if (const auto parents = reader_.member(*spot, "list", true)) d.each->list = list(*parents, nothing_);
  if (const auto id = reader_.member(*spot, "collection_id", true))
    d.each->collection_id = values_.expression(*id, Names{});
  d.each->skip_codes = reader_.codes(*spot, "skip_codes");
}

void DescriptionReader::joins(const Spot& root, Description& d) {
  std::size_t at = 0;
  Names ours;
  if (d.each) ours.joins["parent"] = d.parent_join();
  each_of(root, "joins", false,
          [&](const Spot& spot, const std::string& name) { d.joins[at++] = join(spot, name, ours); });
}

JoinSpec DescriptionReader::join(const Spot& spot, const std::string& name, const Names& ours) {
  JoinSpec join;
  join.name = name;
  reader_.allow(spot, {"list", "row", "key", "on", "pick", "by"});
  if (const auto all = reader_.member(spot, "list")) {
    join.list = list(*all, nothing_);
    if (const auto key = reader_.member(spot, "key", true)) join.key = values_.expression(*key, Names{});
    if (const auto on = reader_.member(spot, "on", true)) join.on = values_.expression(*on, ours);
  }
  if (const auto row = reader_.member(spot, "row")) {
    join.row = list(*row, ours, false);
    join.skip_codes = reader_.codes(*row, "skip_codes");
  }
  if (!join.list && !join.row) reader_.fail(spot, "neither list nor row");
  if (!join.list && (spot.json->find("key") != nullptr || spot.json->find("on") != nullptr))
    reader_.fail(spot, "key and on belong to a list");
  if (const auto pick = reader_.member(spot, "pick"))
    join.pick = static_cast<JoinSpec::Pick>(reader_.word(*pick, {"only", "first", "latest"}));
  const auto by = reader_.member(spot, "by", join.pick == JoinSpec::Pick::Latest);
  if (by) join.by = values_.expression(*by, Names{});
  if (by && join.pick != JoinSpec::Pick::Latest) reader_.fail(*by, "only of what is picked as the latest");
  return join;
}

void DescriptionReader::fields(const Spot& root, Fields& fields, const Names& names) {
  const auto spot = reader_.member(root, "fields", true);
  if (!spot) return;
  reader_.allow(*spot, {"id", "user_id", "user_name", "user_email", "collection_id", "collection_name", "type",
                        "created_at", "last_sync_at", "last_sync_error", "last_sync_job_id"});
  const auto read = [&](std::string_view key, Expression& field, bool required = false) {
    if (const auto value = reader_.member(*spot, key, required)) field = values_.expression(*value, names);
  };
  read("id", fields.id, true);
  read("user_id", fields.user_id);
  read("user_name", fields.user_name);
  read("user_email", fields.user_email);
  read("collection_id", fields.collection_id);
  read("collection_name", fields.collection_name);
  read("type", fields.type);
  read("created_at", fields.created_at);
  read("last_sync_at", fields.last_sync_at);
  read("last_sync_error", fields.last_sync_error);
  read("last_sync_job_id", fields.last_sync_job_id);
}

void DescriptionReader::status(const Spot& root, Description& d, const Names& names) {
  static_cast<void>(reader_.member(root, "status", true));
  each_of(root, "status", true, [&](const Spot& spot, const std::string&) {
    reader_.allow(spot, {"when", "is"});
    StatusRule rule;
    if (const auto when = reader_.member(spot, "when")) rule.when = values_.condition(*when, names);
    if (const auto is = reader_.member(spot, "is", true))
      rule.is = static_cast<Status>(reader_.word(*is, {"pending", "running", "completed", "failed", "paused"}));
    d.status.push_back(std::move(rule));
  });
  if (const auto text = reader_.member(root, "status_text")) d.status_text = values_.expression(*text, names);
}

void DescriptionReader::schedule(const Spot& root, Description& d, const Names& names) {
  using Kind = ScheduleRule::Kind;
  each_of(root, "schedule", true, [&](const Spot& spot, const std::string&) {
    reader_.allow(spot, {"when", "kind", "value", "zone"});
    ScheduleRule rule;
    if (const auto when = reader_.member(spot, "when")) rule.when = values_.condition(*when, names);
    if (const auto kind = reader_.member(spot, "kind", true))
      rule.kind = static_cast<Kind>(
          reader_.word(*kind, {"seconds", "minutes", "words", "cron", "text", "once", "manual", "continuous"}));
    const bool valued = rule.kind < Kind::Once;
    if (const auto value = reader_.member(spot, "value", valued)) {
      rule.value = values_.expression(*value, names);
      if (!valued) reader_.fail(*value, "this kind of schedule has no value");
    }
    if (const auto zone = reader_.member(spot, "zone")) {
      rule.zone = values_.expression(*zone, names);
      if (rule.kind != Kind::Cron) reader_.fail(*zone, "only a cron schedule has a zone");
    }
    d.schedule.push_back(std::move(rule));
  });
}

void DescriptionReader::actions(const Spot& root, Description& d, const Names& names) {
  each_of(root, "actions", false, [&](const Spot& spot, const std::string& name) {
    constexpr std::array<std::string_view, 4> kNames = {"delete", "sync_now", "pause", "resume"};
    const auto* const known = std::ranges::find(kNames, name);
    if (known == kNames.end()) return reader_.fail(spot, "no action; there are delete, sync_now, pause, resume");
    ActionSpec read = action(spot, names);
    read.action = kRowActions[static_cast<std::size_t>(known - kNames.begin())];
    d.actions.push_back(std::move(read));
  });
}

ActionSpec DescriptionReader::action(const Spot& spot, const Names& names) {
  reader_.allow(spot, {"method", "path", "query", "headers", "body", "http_codes", "ok", "already_codes",
                       "refused_codes", "retry_codes", "harmless", "when", "otherwise"});
  ActionSpec action;
  static_cast<void>(reader_.member(spot, "method", true));
  request(spot, action.request, names);
  action.already_codes = reader_.codes(spot, "already_codes");
  action.refused_codes = reader_.codes(spot, "refused_codes");
  action.retry_codes = reader_.codes(spot, "retry_codes");
  action.harmless = reader_.flag(spot, "harmless", false);
  const auto when = reader_.member(spot, "when"), otherwise = reader_.member(spot, "otherwise", when.has_value());
  if (when) action.when = values_.condition(*when, names);
  if (otherwise) action.otherwise = reader_.text(*otherwise);
  if (otherwise && !when) reader_.fail(*otherwise, "only where `when` says for which jobs");
  return action;
}

// Every place that these name, once.
class PlaceCollector {
 public:
  explicit PlaceCollector(std::vector<Reference>& places) : places_(places) {}
  void take(const TextTemplate& text) {
    for (const TextTemplate::Part& part : text.parts) {
      if (part.kind == TextTemplate::Part::Kind::Place) add(part.place);
    }
  }
  void take(const BodyTemplate& body) {
    take(body.text);
    for (const BodyTemplate& item : body.items) take(item);
    for (const auto& [key, value] : body.members) take(value);
  }
  void take(const ActionSpec& action) {
    take(action.request.path);
    for (const auto& [name, value] : action.request.query) take(value);
    for (const auto& [name, value] : action.request.headers) take(value);
    if (action.request.body) take(*action.request.body);
    if (action.when) take(*action.when);
  }

 private:
  void take(const Condition& condition) {
    for (const Test& test : condition.tests) {
      take(test.of);
      for (const Expression& another : test.another) take(another);
    }
  }
  void take(const Expression& expression) {
    using Kind = Expression::Kind;
    if (expression.kind == Kind::Place || expression.kind == Kind::Join || expression.kind == Kind::Any)
      add(expression.place);
    take(expression.text_template);
    for (const Expression& part : expression.parts) take(part);
  }
  void add(const Reference& place) {
    if (std::ranges::find(places_, place) == places_.end()) places_.push_back(place);
  }
  std::vector<Reference>& places_;
};

Problem unusable(const std::string& file, std::string why) {
  return {"the description " + file + " can't be used", std::move(why), ""};
}

}  // namespace

Result<std::shared_ptr<const Description>> parse_description(std::string_view text, const std::string& file) {
  const auto json = parse_placed_json(text);
  if (!json.ok()) return unusable(file, line_and_column(text, json.problem().at) + ": " + json.problem().why);
  DescriptionReader reader;
  std::shared_ptr<Description> description = reader.whole(json.value());
  if (const auto& mistake = reader.mistake()) {
    const std::string pointer = mistake->pointer.empty() ? "the file" : one_line(cut_utf8(mistake->pointer, 200));
    return unusable(file, line_and_column(text, mistake->at) + ", " + pointer + ": " + mistake->why);
  }
  PlaceCollector collector(description->action_places);
  for (const ActionSpec& action : description->actions) collector.take(action);
  return std::shared_ptr<const Description>(std::move(description));
}

}  // namespace syncwall::described
