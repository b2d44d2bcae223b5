#include "sources/described/description.h"

#include <algorithm>
#include <utility>

#include "base/text_place.h"
#include "base/utf8.h"
#include "sources/described/description_reader.h"

namespace syncwall::described {

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

namespace {

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
