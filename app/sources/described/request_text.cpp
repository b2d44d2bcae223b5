#include "sources/described/request_text.h"

#include <algorithm>
#include <utility>

#include "base/json_text.h"
#include "base/utf8.h"

namespace syncwall::described {

namespace {

using Part = TextTemplate::Part;

// A variable in it is empty: nobody asked for this parameter.
bool names_an_empty_variable(const TextTemplate& text, const Scope& scope) {
  return std::ranges::any_of(text.parts, [&](const Part& part) {
    if (part.kind != Part::Kind::Variable || scope.variables == nullptr) return false;
    const auto value = scope.variables->find(part.text);
    return value == scope.variables->end() || value->second.empty();
  });
}

Problem no_value(const std::string& where) {
  return {"a request can't be made", where + " needs a value that this row hasn't", ""};
}

// False: a place has no value. One place alone is its value, whatever its type, and null where there is none.
bool append_body(std::string& out, const BodyTemplate& body, const Scope& scope) {
  switch (body.kind) {
    case BodyTemplate::Kind::Literal:
      out += body.literal;
      return true;
    case BodyTemplate::Kind::Text: {
      if (body.text.one_place()) {
        const Value value = find(body.text.parts[0].place, scope);
        if (value.made) append_json(out, *value.made);
        if (!value.made) out += value.element ? std::string(simdjson::minify(*value.element)) : "null";
        return true;
      }
      const auto text = filled(body.text, scope);
      if (text) append_json(out, *text);
      return text.has_value();
    }
    case BodyTemplate::Kind::List: {
      out += '[';
      for (std::size_t i = 0; i < body.items.size(); ++i) {
        if (i > 0) out += ',';
        if (!append_body(out, body.items[i], scope)) return false;
      }
      out += ']';
      return true;
    }
    case BodyTemplate::Kind::Object: {
      out += '{';
      for (std::size_t i = 0; i < body.members.size(); ++i) {
        if (i > 0) out += ',';
        append_json(out, body.members[i].name);
        out += ':';
        if (!append_body(out, body.members[i].value, scope)) return false;
      }
      out += '}';
      return true;
    }
  }
  return false;
}

bool append_form(std::string& out, const BodyTemplate& body, const Scope& scope) {
  for (const auto& [name, value] : body.members) {
    const auto text = value.kind == BodyTemplate::Kind::Text ? filled(value.text, scope) : std::optional(value.literal);
    if (!text) return false;
    if (!out.empty()) out += '&';
    out += url_encoded(name) + "=" + url_encoded(*text);
  }
  return true;
}

// The members of a page before the end of the object.
void add_members(std::string& body, const std::vector<std::pair<std::string, std::string>>& members) {
  for (const auto& [name, json] : members) {
    const bool empty = body == "{}";
    body.pop_back();
    if (!empty) body += ',';
    body += json_quoted(name) + ":" + json + "}";
  }
}

Result<Done> add_body(const RequestSpec& spec, const Scope& scope, const PageParams& page, ClientRequest& request) {
  if (!spec.body) return Done{};
  const bool made =
      spec.form ? append_form(request.body, *spec.body, scope) : append_body(request.body, *spec.body, scope);
  if (!made) return no_value("the body of " + request.path);
  if (!spec.form) add_members(request.body, page.body);
  return Done{};
}

bool has_header(const ClientRequest& request, std::string_view name) {
  return std::ranges::any_of(request.headers, [&](const auto& header) { return fold(header.first) == fold(name); });
}

Result<Done> add_headers(const Description& d, const RequestSpec& spec, const Scope& scope, ClientRequest& request) {
  for (const auto* headers : {&spec.headers, &d.headers}) {
    for (const auto& [name, text] : *headers) {
      if (has_header(request, name)) continue;  // the request's own goes before that of all
      auto value = header_value(text, scope, name);
      if (!value.ok()) return value.problem();
      request.headers.emplace_back(name, std::move(value).value());
    }
  }
  if (!has_header(request, "Accept")) request.headers.emplace_back("Accept", "application/json");
  if (spec.body && !has_header(request, "Content-Type"))
    request.headers.emplace_back("Content-Type", spec.form ? "application/x-www-form-urlencoded" : "application/json");
  return Done{};
}

}  // namespace

Result<std::string> header_value(const TextTemplate& text, const Scope& scope, const std::string& name) {
  if (scope.secrets != nullptr) {
    for (const Part& part : text.parts) {  // its own words are better than ours
      if (part.kind != Part::Kind::Secret) continue;
      if (const auto secret = (*scope.secrets)(part.text); !secret.ok()) return secret.problem();
    }
  }
  auto value = filled(text, scope);
  if (!value) return no_value("the header " + name);
  const bool fits = !value->empty() && std::ranges::all_of(*value, [](char c) { return c >= ' ' && c < 0x7F; });
  if (!fits)
    return Problem{"the header " + name + " can't be sent", "its value is empty or has characters that no header has",
                   ""};
  return *std::move(value);
}

Result<ClientRequest> make_request(const Description& description, const RequestSpec& spec, const Scope& scope,
                                   const PageParams& page) {
  ClientRequest request;
  request.method = spec.method;
  const auto path = filled(spec.path, scope, [](std::string_view text) { return url_encoded(text); });
  if (!path) return no_value("a path");
  request.path = description.base + *path;
  if (page.target) request.path = *page.target;
  const auto add = [&](const std::string& name, const std::string& value) {
    request.path += request.path.find('?') == std::string::npos ? '?' : '&';
    request.path += url_encoded(name) + "=" + url_encoded(value);
  };
  if (!page.target) {
    for (const auto& [name, text] : spec.query) {
      if (names_an_empty_variable(text, scope)) continue;
      const auto value = filled(text, scope);
      if (!value) return no_value("the parameter " + name);
      add(name, *value);
    }
    for (const auto& [name, value] : page.query) add(name, value);
  }
  if (const auto done = add_headers(description, spec, scope, request); !done.ok()) return done.problem();
  if (const auto done = add_body(spec, scope, page, request); !done.ok()) return done.problem();
  return request;
}

}  // namespace syncwall::described
