#include "contract/contract.h"

#include <httplib.h>
#include <yaml-cpp/yaml.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/utf8.h"

namespace syncwall::test {

namespace {

std::optional<std::int64_t> integer(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Json scalar(const YAML::Node& node) {
  const std::string text = node.Scalar();
  if (node.Tag() == "!") return text;  // quoted
  if (text == "true" || text == "false") return text == "true";
  if (text == "null" || text == "~" || text.empty()) return nullptr;
  if (const auto value = integer(text)) return *value;
  return text;
}

Json json_of(const YAML::Node& node) {
  Json json;
  switch (node.Type()) {
    case YAML::NodeType::Map:
      json = Json::object();
      for (const auto& member : node) {
        const std::string key = member.first.Scalar();
        // A key written twice would silently hide one of the two.
        if (json.contains(key)) throw std::runtime_error("twice in one map: " + key);
        json[key] = json_of(member.second);
      }
      return json;
    case YAML::NodeType::Sequence:
      json = Json::array();
      for (const auto& item : node) json.push_back(json_of(item));
      return json;
    case YAML::NodeType::Scalar:
      return scalar(node);
    default:
      return nullptr;
  }
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return text;
}

void add(Faults& faults, const std::string& where, const Faults& more) {
  for (const std::string& fault : more) faults.push_back(where + ": " + fault);
}

}  // namespace

Json json_of_yaml(const std::string& text) { return json_of(YAML::Load(text)); }

Json Contract::read() {
  std::ifstream file(SYNCWALL_OPENAPI, std::ios::binary);
  return json_of_yaml({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
}

Contract::Contract(Json document) : document_(std::move(document)), schemas_(document_) {
  const std::string url = document_.at("servers").at(0).at("url").get<std::string>();
  base_ = url.substr(url.find('/', url.find("://") + 3));
  for (const auto& [path, methods] : document_.at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) {
      const std::string name = upper(method) + " " + path;
      if (operation.contains("servers")) beside_.insert(path);
      for (const auto& [status, unused] : operation.at("responses").items()) described_.insert(name + " " + status);
      for (const Json& given : operation.value("parameters", Json::array())) {
        described_.insert(name + " ?" + schemas_.resolved(given).at("name").get<std::string>());
      }
    }
  }
}

Json Contract::typed(const Json& schema, const std::string& text) {
  const std::string type = schema.value("type", "");
  if (type == "integer") {
    if (const auto value = integer(text)) return *value;
  }
  if (type == "boolean" && (text == "true" || text == "false")) return text == "true";
  if (type != "array") return text;
  Json list = Json::array();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    list.push_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return list;
}

void Contract::check_query(const Json& operation, const std::string& name, const Exchange& exchange, Faults& faults) {
  const std::size_t question = exchange.target.find('?');
  httplib::Params sent;
  if (question != std::string::npos) httplib::detail::parse_query_text(exchange.target.substr(question + 1), sent);
  const bool good = exchange.status / 100 == 2;
  for (const Json& given : operation.value("parameters", Json::array())) {
    const Json parameter = schemas_.resolved(given);
    const std::string key = parameter.at("name").get<std::string>();
    const auto found = sent.find(key);
    if (found == sent.end()) {
      if (good && parameter.value("required", false)) faults.push_back(name + ": 2xx without the required " + key);
      continue;
    }
    met_.insert(name + " ?" + key);
    const Json schema = schemas_.resolved(parameter.at("schema"));
    if (good) add(faults, name + " ?" + key, schemas_.faults(schema, typed(schema, found->second)));
    sent.erase(key);
  }
  for (const auto& [key, value] : sent) faults.push_back(name + ": ?" + to_utf8(key) + " is not described");
}

Faults Contract::faults(const Exchange& exchange) {
  Faults found;
  // The server gave up in the first line: which operation it would have been nobody knows.
  if (exchange.target.empty() && exchange.status == 414) {
    for (const std::string& entry : described_) {
      if (entry.ends_with(" 414")) met_.insert(entry);
    }
    add(found, "414",
        schemas_.faults(document_.at("components").at("schemas").at("EndpointError"),
                        Json::parse(exchange.response_body, nullptr, false)));
    return found;
  }
  const std::string full = exchange.target.substr(0, exchange.target.find('?'));
  const std::string path = full.starts_with(base_)  ? full.substr(base_.size())
                           : beside_.contains(full) ? full
                                                    : "outside " + full;
  const std::string name = exchange.method + " " + path;
  const Json& paths = document_.at("paths");
  Json response;
  if (paths.contains(path) && paths[path].contains(lower(exchange.method))) {
    const Json& operation = paths[path][lower(exchange.method)];
    check_query(operation, name, exchange, found);
    const std::string status = std::to_string(exchange.status);
    met_.insert(name + " " + status);
    if (!operation.at("responses").contains(status))
      return found.push_back(name + ": " + status + " is not described"), found;
    response = schemas_.resolved(operation["responses"][status]);
    if (exchange.status / 100 == 2 && operation.contains("requestBody")) {
      const Json body = Json::parse(exchange.request_body, nullptr, false);
      const Json schema = schemas_.resolved(operation["requestBody"]).at("content").at("application/json").at("schema");
      add(found, name + " request", schemas_.faults(schema, body));
    }
  } else {
    if (exchange.status != 404) return found.push_back(name + ": neither described nor a 404"), found;
    response = document_.at("components").at("responses").at("NotFound");
  }
  const bool text = response.at("content").contains("text/plain");
  const Json body = text ? Json(exchange.response_body) : Json::parse(exchange.response_body, nullptr, false);
  add(found, name + " " + std::to_string(exchange.status),
      schemas_.faults(response.at("content").at(text ? "text/plain" : "application/json").at("schema"), body));
  if (exchange.status / 100 != 2 && body.is_object() && body.value("code", 0) != exchange.status) {
    found.push_back(name + ": its code is not its status");
  }
  return found;
}

}  // namespace syncwall::test
