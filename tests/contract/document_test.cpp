// The document by itself: complete, and its examples are what it says.
#include <doctest/doctest.h>

#include <functional>

#include "contract/contract.h"

using namespace syncwall;
using test::Json;

namespace {

// Every object of the document, with its place.
void each_object(const Json& node, const std::string& where,
                 const std::function<void(const Json&, const std::string&)>& visit) {
  if (node.is_object()) visit(node, where);
  if (!node.is_structured()) return;
  for (const auto& [key, member] : node.items()) each_object(member, where + "/" + key, visit);
}

std::vector<Json> examples_of(const Json& node) {
  std::vector<Json> examples;
  if (node.contains("example")) examples.push_back(node["example"]);
  if (!node.contains("examples")) return examples;
  for (const auto& [name, example] : node["examples"].items()) examples.push_back(example.at("value"));
  return examples;
}

}  // namespace

TEST_CASE("every operation that the page needs is described") {
  const test::Contract contract(test::Contract::read());
  CHECK(contract.document().at("openapi").get<std::string>().starts_with("3.1."));
  std::set<std::string> operations, ids;
  for (const auto& [path, methods] : contract.document().at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) {
      CAPTURE(path);
      operations.insert(method + " " + path);
      CHECK(ids.insert(operation.at("operationId").get<std::string>()).second);
      CHECK_FALSE(operation.at("summary").get<std::string>().empty());
    }
  }
  std::set<std::string> wanted = {"get /users/current", "get /capabilities", "get /health", "get /metrics",
                                  "get /admin/audit"};
  for (const std::string scope : {"/admin/scheduled_connectors", "/scheduled_connectors"}) {
    wanted.insert({"get " + scope, "get " + scope + "/summary", "get " + scope + "/changes",
                   "post " + scope + "/batch_delete", "post " + scope + "/batch_delete/outcome"});
  }
  CHECK(operations == wanted);
}

TEST_CASE("every operation tells of its errors") {
  const test::Contract contract(test::Contract::read());
  for (const auto& [path, methods] : contract.document().at("paths").items()) {
    CAPTURE(path);
    if (path == "/health") continue;  // needs no key and no database
    for (const auto& [method, operation] : methods.items()) {
      const Json& responses = operation.at("responses");
      for (const char* status : {"200", "401", "429", "500"}) CHECK(responses.contains(status));
      CHECK(responses.contains("403") == (path.starts_with("/admin/") || path == "/metrics"));
      CHECK(responses.contains("400") == (operation.contains("parameters") || operation.contains("requestBody")));
      CHECK(responses.contains("410") == path.ends_with("/changes"));
      CHECK(responses.contains("413") == operation.contains("requestBody"));
    }
  }
}

TEST_CASE("every $ref leads somewhere, and every component is used") {
  const test::Contract contract(test::Contract::read());
  std::set<std::string> used;
  each_object(contract.document(), "#", [&](const Json& node, const std::string& where) {
    if (!node.contains("$ref")) return;
    CAPTURE(where);
    CHECK_NOTHROW(static_cast<void>(contract.schemas().resolved(node)));
    used.insert(node["$ref"].get<std::string>());
  });
  for (const auto& [kind, components] : contract.document().at("components").items()) {
    if (kind == "securitySchemes") continue;
    for (const auto& [name, unused] : components.items()) {
      if (name == "NotFound") continue;  // of every path that isn't described
      CAPTURE(name);
      CHECK(used.contains("#/components/" + kind + "/" + name));
    }
  }
}

TEST_CASE("every example is as its own schema says, and every body has one") {
  const test::Contract contract(test::Contract::read());
  int examples = 0;
  each_object(contract.document(), "#", [&](const Json& node, const std::string& where) {
    if (!node.contains("schema")) return;
    CAPTURE(where);
    const std::vector<Json> given = examples_of(node);
    if (where.ends_with("/application~1json") || where.ends_with("/application/json")) CHECK_FALSE(given.empty());
    for (const Json& example : given) {
      const auto faults = contract.schemas().faults(node["schema"], example);
      CHECK(test::joined(faults) == "");
      ++examples;
    }
    const Json schema = contract.schemas().resolved(node["schema"]);
    if (schema.contains("default")) CHECK((contract.schemas().faults(schema, schema["default"]) == test::Faults{}));
  });
  CHECK(examples >= 20);
}

TEST_CASE("every schema uses only what is checked") {
  const test::Contract contract(test::Contract::read());
  for (const auto& [name, schema] : contract.document().at("components").at("schemas").items()) {
    for (const std::string& fault : contract.schemas().faults(schema, nullptr))
      CHECK(fault.find("keyword") == std::string::npos);
  }
}
