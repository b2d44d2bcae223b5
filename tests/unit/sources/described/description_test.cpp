// A description's mistakes by line, column and pointer; and the schema, which is held to the reader.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "contract/schema.h"
#include "sources/shipped_sources.h"
#include "unit/sources/described/walked.h"

using namespace syncwall;
using namespace syncwall::test;
using described::parse_description;

namespace {

const char* const kSound = R"({
  "name": "Mine",
  "variables": {"place": {"default": ""}},
  "auth": {"type": "bearer"},
  "list": {"path": "/jobs", "query": {"in": "{var:place}"}, "records": "/items",
    "paginator": {"type": "offset", "offset_param": "offset", "limit_param": "limit", "limit": 100}},
  "joins": {"run": {"list": {"path": "/runs", "records": ""}, "key": "/job", "on": "/id", "pick": "latest", "by": "/at"}},
  "fields": {"id": "/id", "type": {"map": {"x": "s3"}, "of": "@run/kind"}, "last_sync_at": {"time": "@run/at", "form": "epoch_ms"}},
  "status": [{"when": {"@run": {"exists": false}}, "is": "pending"}, {"is": "completed"}],
  "schedule": [{"when": {"/n": {"none_of": [0, null]}}, "kind": "seconds", "value": "/n"}, {"kind": "manual"}],
  "actions": {"delete": {"method": "DELETE", "path": "/jobs/{/id}"}}
})";

struct Mistake {
  std::string from, to, told;
};
// What is wrong, and where.
const Mistake kMistakes[] = {
    {R"("name": "Mine",)", R"("name": 7,)", "line 2, column 11, /name: not a text"},
    {R"("name": "Mine",)", "", "line 1, column 1, the file: name is missing"},
    {R"("name": "Mine",)", R"("name": "Mine", "nmae": "x",)",
     "line 2, column 19, /nmae: unknown; there are $schema, name"},
    {R"("name": "Mine",)", R"("name": "Mine", "name": "x",)", "line 2, column 19: a key that is there already"},
    {R"("name": "Mine",)", R"("name": "Mine" )", "line 3, column 3: a comma or the end of the object is missing"},
    {R"("type": "bearer")", R"("type": "oauth")",
     "/auth/type: \"oauth\" is none of none, bearer, api_key, basic, session_token"},
    {R"("type": "bearer")", R"("type": "basic")", "/auth: username is missing"},
    {R"("type": "bearer")", R"("type": "none", "token": "x")", "/auth/token: unknown; there are type"},
    {R"("path": "/jobs",)", R"("path": "jobs?x",)", "/list/path: not a path"},
    {R"({var:place})", R"({var:plaice})", "/list/query/in: there is no variable plaice"},
    {R"({var:place})", R"({/id})", "/list/query/in: \"/id\" is a place in a row, and there is none here"},
    {R"({var:place})", R"({secret:key})", "/list/query/in: a secret may stand in `auth` and in headers only"},
    {R"({var:place})", R"({place})", "is none of {/pointer}, {@join/pointer}, {var:name}, {secret:name}"},
    {R"({var:place})", R"({var:place)", "/list/query/in: a brace without its other one"},
    {R"("records": "/items")", R"("records": "items")", "/list/records: \"items\" is no JSON Pointer"},
    {R"("type": "offset")", R"("type": "ofset")",
     "line 6, column 27, /list/paginator/type: \"ofset\" is none of none, offset"},
    {R"("offset_param": "offset",)", "", "/list/paginator: offset_param is missing"},
    {R"("limit": 100)", R"("limit": 0)", "/list/paginator/limit: not a whole number from 1 to 1000000"},
    {R"("limit_param": "limit", )", "", "/list/paginator: limit and limit_param go together"},
    {R"("by": "/at")", R"("by": 7)", "/joins/run/by: no value"},
    {R"(, "by": "/at")", "", "/joins/run: by is missing"},
    {R"("key": "/job")", R"("key": "@run/job")", "/joins/run/key: \"@run\" is no row that is joined here"},
    {R"("id": "/id", "type")", R"("type")", "/fields: id is missing"},
    {R"("id": "/id", "type")", R"("id": "id", "type")", "/fields/id: \"id\" is neither a JSON Pointer"},
    {R"("of": "@run/kind")", R"("of": "@rum/kind")", "/fields/type/of: \"@rum\" is no row that is joined here"},
    {R"("form": "epoch_ms")", R"("form": "epoch")",
     "/fields/last_sync_at/form: \"epoch\" is none of rfc3339, epoch_s, epoch_ms"},
    {R"("exists": false)", R"("exists": 1)", "/status/0/when/@run/exists: neither true nor false"},
    {R"("exists": false)", R"("exist": false)", "/status/0/when/@run/exist: unknown"},
    {R"("is": "completed")", R"("is": "done")", "/status/1/is: \"done\" is none of pending, running"},
    {R"("value": "/n"})", R"("vale": "/n"})", "/schedule/0/vale: unknown"},
    {R"("kind": "manual")", R"("kind": "manual", "value": "/n")",
     "/schedule/1/value: this kind of schedule has no value"},
    {R"("kind": "manual")", R"("kind": "monthly")", "/schedule/1/kind: \"monthly\" is none of"},
    {R"("delete": {)", R"("erase": {)", "/actions/erase: no action; there are delete, sync_now, pause, resume"},
    {R"("method": "DELETE")", R"("method": "REMOVE")", "/actions/delete/method: \"REMOVE\" is none of GET"},
    {R"("method": "DELETE", )", "", "/actions/delete: method is missing"},
    {R"("path": "/jobs/{/id}")", R"("path": "/jobs/{/id}", "already_codes": [44])",
     "/actions/delete/already_codes/0: no HTTP status"},
    {R"("path": "/jobs/{/id}")", R"("path": "/jobs/{/id}", "when": {})", "/actions/delete: otherwise is missing"},
    {R"("path": "/jobs/{/id}")", R"("path": "/jobs/{/id}", "headers": {"Host": "x"})",
     "/actions/delete/headers/Host: this header is the program's own"},
    {R"("path": "/jobs/{/id}")", R"("path": "/jobs/{/id}", "headers": {"A b": "x"})",
     "/actions/delete/headers/A b: no name of a header"},
};

std::string replaced(std::string text, const Mistake& mistake) {
  const std::size_t at = text.find(mistake.from);
  REQUIRE_MESSAGE(at != std::string::npos, mistake.from);
  return text.replace(at, mistake.from.size(), mistake.to);
}

Json schema_document() {
  std::ifstream in(SYNCWALL_SOURCES "/schema.json");
  return Json::parse(in);
}

Faults faults(const std::string& description) {
  const Json document = schema_document();
  return Schemas(document).faults({{"$ref", document.at("$ref")}}, Json::parse(description));
}

}  // namespace

TEST_CASE("a mistake is told with its file, line, column and pointer, and what was expected") {
  const auto sound = parse_description(kSound, "mine.json");
  REQUIRE_MESSAGE(sound.ok(), sound.problem().text());
  for (const Mistake& mistake : kMistakes) {
    const auto read = parse_description(replaced(kSound, mistake), "mine.json");
    REQUIRE_MESSAGE(!read.ok(), mistake.to);
    CHECK(read.problem().what == "the description mine.json can't be used");
    CHECK_MESSAGE(read.problem().why.find(mistake.told) != std::string::npos, read.problem().why);
  }
}

TEST_CASE("what is no JSON is told with its place") {
  for (const auto& [text, told] : std::vector<std::pair<std::string, std::string>>{
           {"", "line 1, column 1: it ends too early"},
           {"[1,\n 2", "line 2, column 3: a comma or the end of the list is missing"},
           {"{\"a\": tru}", "line 1, column 7: no JSON value"},
           {"{\"a\": 01}", "line 1, column 7: a number with a zero before it"},
           {"{\"a\": \"x}", "line 1, column 7: a text without an end"},
           {"{\"a\": \"\\x\"}", "line 1, column 8: no escape of JSON's"},
           {"{\"a\": \"\\ud800\"}", "line 1, column 8: half of a character"},
           {"{} {}", "line 1, column 4: something stands behind the end"},
           {"{\"a\": \"\x01\"}", "line 1, column 8: a control character inside a text"},
           {"\xff", "line 1, column 1: the file is not UTF-8"},
           {"[]", "line 1, column 1, the file: not an object"},
           {std::string(100'000, '['), "too many values inside one another"}}) {
    const auto read = parse_description(text, "x");
    REQUIRE_FALSE(read.ok());
    CHECK_MESSAGE(read.problem().why.find(told) != std::string::npos, read.problem().why);
  }
}

TEST_CASE("values inside values end somewhere, in the reader and not on its stack") {
  std::string deep = "\"/id\"";
  for (int i = 0; i < 20; ++i) deep = R"({"first": [)" + deep + "]}";
  const auto read =
      parse_description(replaced(kSound, {R"("id": "/id", "type")", "\"id\": " + deep + ", \"type\"", ""}), "x");
  REQUIRE_FALSE(read.ok());
  CHECK(read.problem().why.find("too many values inside one another") != std::string::npos);
}

TEST_CASE("every shipped description satisfies the schema, and the reader") {
  CHECK(shipped_sources().size() >= 8);
  for (const ShippedSource& shipped : shipped_sources()) {
    CAPTURE(std::string(shipped.name));
    CHECK_MESSAGE(faults(std::string(shipped.text)).empty(), joined(faults(std::string(shipped.text))));
    const auto read = parse_description(shipped.text, std::string(shipped.name));
    CHECK_MESSAGE(read.ok(), read.problem().text());
    CHECK_FALSE(read.value()->about.empty());
  }
}

TEST_CASE("the schema refuses what the reader refuses, but for what only reading shows") {
  CHECK(faults(kSound).empty());
  int caught = 0, others = 0;
  for (const Mistake& mistake : kMistakes) {
    const std::string text = replaced(kSound, mistake);
    if (!Json::accept(text)) continue;
    (faults(text).empty() ? others : caught)++;
  }
  CHECK(caught >= 24);
  CHECK(others <= 14);  // names that aren't there, braces, what goes together
}

TEST_CASE("the page on writing descriptions names every word of the schema, and its examples are sound") {
  std::ifstream in(SYNCWALL_SOURCES "/../docs/sources.md");
  std::stringstream text;
  text << in.rdbuf();
  const std::string page = text.str();
  int words = 0;
  const Json document = schema_document();
  for (const auto& [name, definition] : document.at("$defs").items()) {
    std::vector<Json> objects{definition};
    if (definition.contains("oneOf"))
      objects.insert(objects.end(), definition["oneOf"].begin(), definition["oneOf"].end());
    for (const Json& object : objects) {
      if (!object.contains("properties")) continue;
      for (const auto& [word, unused] : object["properties"].items()) {
        ++words;
        const bool named =
            page.find("`" + word + "`") != std::string::npos || page.find("\"" + word + "\"") != std::string::npos;
        CHECK_MESSAGE(named, word);
      }
    }
  }
  CHECK(words > 80);
  int examples = 0;
  for (std::size_t at = page.find("```json\n"); at != std::string::npos;
       at = page.find("```json\n", at + 1), ++examples) {
    const std::string example = page.substr(at + 8, page.find("```", at + 8) - at - 8);
    CHECK_MESSAGE(faults(example).empty(), joined(faults(example)));
    const auto read = parse_description(example, "sources.md");
    CHECK_MESSAGE(read.ok(), read.problem().text());
  }
  CHECK(examples >= 1);
  for (const ShippedSource& shipped : shipped_sources()) CHECK(page.find(shipped.name) != std::string::npos);
}

TEST_CASE("a name that isn't shipped, and a file that isn't there, are told with what there is") {
  const auto unknown = described::load_description("airbite");
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.problem().todo.find("airbyte") != std::string::npos);
  const auto missing = described::load_description("/nowhere/mine.json");
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.problem().why.find("o such file") != std::string::npos);
}

TEST_CASE("a variable that is missing or unknown, and a secret that isn't there, are told before anything is asked") {
  const auto airflow = description_of("airflow");
  const auto missing = described::make_server(airflow, {});
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.problem().what == "Apache Airflow 3 needs the variable username");
  const auto unknown = described::make_server(airflow, {{{"username", "a"}, {"user", "a"}}, {}, {}});
  CHECK(unknown.problem().text().find("has no variable user: there are: username") != std::string::npos);
  const auto secret = described::make_server(airflow, {{{"username", "a"}}, {{"password", "/x"}}, {}});
  CHECK(secret.problem().text().find("has no secret password: there are: key") != std::string::npos);
  const auto broken = described::make_server(airflow, {{{"username", "a\nb"}}, {}, {}});
  CHECK_FALSE(broken.ok());
}

TEST_CASE("a secret comes from its variable of the environment where no file is named") {
  const auto server = described::make_server(description_of("fivetran"), {});
  REQUIRE(server.ok());
  const auto missing = server.value()->secrets("api_secret");
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.problem().todo.find("SYNCWALL_SECRET_API_SECRET") != std::string::npos);
  setenv("SYNCWALL_SECRET_API_SECRET", " hush\n", 1);
  CHECK(server.value()->secrets("api_secret").value() == "hush");
  unsetenv("SYNCWALL_SECRET_API_SECRET");
}
