// The checkers themselves: each catches what it is there for.
#include <doctest/doctest.h>

#include "contract/contract.h"

using namespace syncwall;
using test::Json;

namespace {

Json yaml(const std::string& text) { return test::json_of_yaml(text); }

bool fits(const std::string& schema, const std::string& value) {
  const Json document = yaml("components: { schemas: { Name: { type: string, minLength: 2 } } }");
  return test::Schemas(document).faults(yaml(schema), Json::parse(value)).empty();
}

// What faults() says of the first exchange of a small contract, after `change`.
template <class Change>
test::Faults faults_after(Change change) {
  test::Contract contract(yaml(R"(
servers: [ { url: "http://h:1/api/v1" } ]
paths:
  /things:
    get:
      parameters:
        - { name: limit, in: query, required: true, schema: { type: integer, maximum: 9 } }
        - { name: kinds, in: query, schema: { type: array, items: { type: string, enum: [a, b] } } }
      responses:
        '200': { content: { application/json: { schema: { type: object, properties: { n: { type: integer } } } } } }
        '400': { content: { application/json: { schema: { type: object, properties: { code: { type: integer } } } } } }
    post:
      requestBody: { content: { application/json: { schema: { type: array, items: { type: string } } } } }
      responses: { '200': { content: { application/json: { schema: { type: object } } } } }
components:
  responses: { NotFound: { content: { application/json: { schema: { type: object, properties: { code: { type: integer } } } } } } }
)"));
  Exchange exchange{"GET", "/api/v1/things?limit=3&kinds=a,b", "", 200, R"({"n":1})"};
  change(exchange);
  return contract.faults(exchange);
}

}  // namespace

TEST_CASE("YAML becomes JSON: plain scalars by what they look like, quoted ones as text") {
  CHECK(yaml("{ a: 1, b: '1', c: true, d: \"true\", e: null, f: 0.1.0, g: [x, -5] }") ==
        Json::parse(R"({"a":1,"b":"1","c":true,"d":"true","e":null,"f":"0.1.0","g":["x",-5]})"));
  CHECK_THROWS(yaml("a: 1\na: 2"));
}

TEST_CASE("each keyword of a schema is checked") {
  CHECK(fits("type: integer", "3"));
  CHECK_FALSE(fits("type: integer", "3.5"));
  CHECK_FALSE(fits("type: integer", "\"3\""));
  CHECK(fits("type: [string, 'null']", "null"));
  CHECK_FALSE(fits("type: [string, 'null']", "1"));
  CHECK_FALSE(fits("{ type: integer, minimum: 0 }", "-1"));
  CHECK_FALSE(fits("{ type: integer, maximum: 5 }", "6"));
  CHECK_FALSE(fits("{ type: string, enum: [a, b] }", "\"c\""));
  CHECK_FALSE(fits("{ type: string, const: ok }", "\"no\""));
  CHECK(fits("{ type: string, maxLength: 2 }", "\"日本\""));
  CHECK_FALSE(fits("{ type: string, maxLength: 2 }", "\"abc\""));
  CHECK_FALSE(fits("{ type: string, pattern: '^a+$' }", "\"ab\""));
  CHECK(fits("{ type: string, format: date-time }", "\"2026-01-02T03:04:05.678Z\""));
  CHECK_FALSE(fits("{ type: string, format: date-time }", "\"2026-01-02 03:04\""));
  CHECK_FALSE(fits("{ type: string, format: uuid }", "\"x\""));  // a format that isn't understood
  CHECK_FALSE(fits("{ type: object, required: [a], properties: { a: { type: integer } } }", "{}"));
  CHECK_FALSE(fits("{ type: object, properties: { a: { type: integer } } }", R"({"a":"x"})"));
  CHECK_FALSE(fits("{ type: object, properties: { a: { type: integer } } }", R"({"a":1,"b":2})"));
  CHECK(fits("{ type: object, additionalProperties: true }", R"({"b":2})"));
  CHECK_FALSE(fits("{ type: object, additionalProperties: { type: integer } }", R"({"b":"2"})"));
  CHECK_FALSE(fits("{ type: array, items: { type: integer } }", R"([1,"2"])"));
  CHECK_FALSE(fits("{ type: array, maxItems: 1, items: { type: integer } }", "[1,2]"));
  CHECK_FALSE(fits("{ type: array, minItems: 1, items: { type: integer } }", "[]"));
  CHECK_FALSE(fits("{ type: array, uniqueItems: true, items: { type: integer } }", "[1,1]"));
  CHECK_FALSE(fits("{ type: array }", "[]"));
  CHECK_FALSE(fits("{ oneOf: [ { type: integer }, { type: integer, minimum: 1 } ] }", "1"));
  CHECK(fits("{ oneOf: [ { type: integer }, { type: string } ] }", "1"));
  CHECK_FALSE(fits("{ $ref: '#/components/schemas/Name' }", "\"a\""));
  CHECK(fits("{ $ref: '#/components/schemas/Name', description: d }", "\"ab\""));
  CHECK_FALSE(fits("{ type: integer, multipleOf: 2 }", "4"));  // a keyword that isn't understood
}

TEST_CASE("a good exchange passes, and each way to break one is caught") {
  CHECK(faults_after([](Exchange&) {}).empty());
  CHECK(faults_after([](Exchange& e) { e = {"POST", "/api/v1/things", "[\"a\"]", 200, "{}"}; }).empty());
  CHECK(faults_after([](Exchange& e) { e = {"GET", "/api/v1/none", "", 404, R"({"code":404})"}; }).empty());
  const auto caught = [](auto change) { return faults_after(change).size() == 1; };
  CHECK(caught([](Exchange& e) { e.target = "/api/v1/things?kinds=a"; }));
  CHECK(caught([](Exchange& e) { e.target = "/api/v1/things?limit=10"; }));
  CHECK(caught([](Exchange& e) { e.target = "/api/v1/things?limit=x"; }));
  CHECK(caught([](Exchange& e) { e.target = "/api/v1/things?limit=1&kinds=a,c"; }));
  CHECK(caught([](Exchange& e) { e.target = "/api/v1/things?limit=1&other=1"; }));
  CHECK(caught([](Exchange& e) { e.status = 201; }));
  CHECK(caught([](Exchange& e) { e.response_body = R"({"n":"1"})"; }));
  CHECK(caught([](Exchange& e) { e.response_body = "not JSON"; }));
  CHECK(caught([](Exchange& e) { e.target = "/api/v1/others"; }));
  CHECK(caught([](Exchange& e) { e.method = "PUT"; }));
  CHECK(caught([](Exchange& e) { e.target = "/things?limit=1"; }));
  CHECK(caught([](Exchange& e) { e.status = 400, e.response_body = R"({"code":401})"; }));
  CHECK(caught([](Exchange& e) { e = {"POST", "/api/v1/things", "[1]", 200, "{}"}; }));
  CHECK(caught([](Exchange& e) { e = {"POST", "/api/v1/things", "", 200, "{}"}; }));
}
