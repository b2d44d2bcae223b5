#include "program/options/options.h"
#include "jobs/plain_filter.h"
#include "program/options/argument_words.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

using namespace syncwall;

namespace {

std::variant<Options, int> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "syncwall");
  return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

Options good(std::vector<const char*> arguments) {
  const auto parsed = parse(std::move(arguments));
  REQUIRE(std::holds_alternative<Options>(parsed));
  return std::get<Options>(parsed);
}

}  // namespace

TEST_CASE("the options of the server, the filters and the order may stand before or after the command") {
  for (const bool after : {true, false}) {
    const Options o = after ? good({"list", "--url", "http://127.0.0.1:1", "--status", "failed,overdue", "--sort",
                                    "-last_sync", "--limit", "5", "--format", "json"})
                            : good({"--url", "http://127.0.0.1:1", "--status", "failed,overdue", "--sort", "-last_sync",
                                    "list", "--limit", "5", "--format", "json"});
    CHECK(o.command == Options::Command::List);
    CHECK(plain_part(o.query.filter).statuses == bit(Status::Failed));
    CHECK(plain_part(o.query.filter).overdue);
    CHECK((o.query.sort == std::vector<SortKey>{{SortColumn::LastSync, false}}));
    CHECK(o.limit == 5);
    CHECK(o.format == Options::Format::Json);
  }
}

TEST_CASE("the audit takes the server's options, a limit and a format") {
  const Options o = good({"audit", "--url", "http://127.0.0.1:1", "--limit", "5", "--format", "csv"});
  CHECK(o.command == Options::Command::Audit);
  CHECK(o.limit == 5);
  CHECK(o.format == Options::Format::Csv);
}

TEST_CASE("what isn't given has its default") {
  const Options o = good({});
  CHECK(o.command == Options::Command::Window);
  CHECK(o.url.empty());
  CHECK(o.demo_jobs == 10'000);
  CHECK(o.poll_interval_ms == 2000);
  CHECK_FALSE(o.sort_given);
  CHECK((o.query == Query{}));
}

TEST_CASE("a proxy is taken or refused before anything is asked, and its password leaves the list of processes") {
  CHECK(good({"--proxy", "none"}).proxy == "none");
  CHECK(good({"--proxy", "NONE"}).proxy == "NONE");
  CHECK(good({"list", "--url", "http://127.0.0.1:1", "--proxy=http://u:hunter2@proxy:3128"}).proxy ==
        "http://u:hunter2@proxy:3128");
  for (const char* bad : {"socks5://proxy", "http://proxy:0", "http://u%zz@proxy", ""})
    CHECK(std::holds_alternative<int>(parse({"--proxy", bad})));

  std::vector<std::string> texts = {
      "syncwall", "--proxy",        "http://u:hunter2@proxy:3128", "list", "--proxy=u:hunter2@proxy", "--proxy", "none",
      "--user",   "http://u:kept@x"};
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  hide_passwords(static_cast<int>(arguments.size()), arguments.data());
  const std::vector<std::string> expected = {
      "syncwall", "--proxy", "http://u:***@proxy:3128", "list", "--proxy=u:***@proxy", "--proxy",
      "none",     "--user",  "http://u:kept@x"};
  for (std::size_t i = 0; i < texts.size(); ++i) CHECK(std::string(arguments[i]) == expected[i]);
  for (const std::string& text : texts) CHECK(text.find("hunter2") == std::string::npos);  // nor behind its end
}

TEST_CASE("a filter has a limit, in bytes") {
  const std::string fits(1'000, 'x'), over(20'000, 'x');
  CHECK(plain_part(good({"--user", fits.c_str(), "--collection", fits.c_str()}).query.filter).user == fits);
  CHECK(std::holds_alternative<int>(parse({"--user", over.c_str()})));
  CHECK(std::holds_alternative<int>(parse({"list", "--collection", over.c_str()})));
}

TEST_CASE("a command without a server is refused, unless the demonstration is asked for by name") {
  for (const char* command : {"list", "summary", "audit"}) {
    CHECK(std::get<int>(parse({command})) == 2);
    CHECK(good({command, "--demo"}).demo);
    CHECK(good({command, "--demo-jobs", "10"}).demo_jobs == 10);
    CHECK(good({"--demo-seed", "3", command}).demo);
    CHECK_FALSE(good({command, "--url", "http://127.0.0.1:1"}).demo);
  }
  CHECK_FALSE(good({"--screenshot", "/tmp/a.png"}).demo);
  for (const char* demo : {"--demo", "--demo-jobs=5"}) CHECK(std::get<int>(parse({demo, "--url", "http://a"})) == 2);
}

TEST_CASE("a source is a kind, a shipped description or a file; it brings its address and takes its variables") {
  const Options fivetran = good({"list", "--source", "fivetran"});
  CHECK(fivetran.kind == SourceKind::Described);
  CHECK(fivetran.url == "https://api.fivetran.com/v1");
  CHECK(good({"list", "--source", "fivetran", "--url", "https://other"}).url == "https://other");
  const Options argo = good({"list", "--source", "argo", "--url", "https://a", "--source-var", "namespace=a=b",
                             "--source-secret", "key=/k", "--source-var", "namespace=etl"});
  CHECK(argo.source_variables.at("namespace") == "etl");
  CHECK(argo.secret_files.at("key") == "/k");
  CHECK(good({"source", "check", "airflow"}).command == Options::Command::CheckSource);
  CHECK(good({"source", "try", "airbyte", "--format", "json"}).command == Options::Command::List);
  CHECK(good({"--source", "airbyte"}).command == Options::Command::Window);
  using Arguments = std::vector<const char*>;
  for (const Arguments& a : {Arguments{"list", "--source", "argo"},                 // no address
                             {"list", "--source", "airflow", "--url", "http://a"},  // a variable is missing
                             {"list", "--source", "argo", "--url", "http://a", "--source-var", "n=1"},
                             {"list", "--source", "argo", "--url", "http://a", "--source-var", "namespace"},
                             {"list", "--source", "argo", "--url", "http://a", "--source-secret", "token=/k"},
                             {"list", "--url", "http://a", "--source-var", "namespace=1"},
                             {"list", "--source", "./nothing.json", "--url", "http://a"},
                             {"list", "--source", "argo", "--demo"},
                             {"source", "check", "h2ogpte"},
                             {"source", "check", "/nowhere.json"},
                             {"source", "check"},
                             {"source"}}) {
    CAPTURE(a.back());
    CHECK(std::get<int>(parse(a)) == 2);
  }
}

TEST_CASE("no option takes an empty value, nor the next option for its value") {
  CHECK(std::get<int>(parse({"summary", "--url", "http://127.0.0.1:1", "--collection=", "--fail-if-failed=1"})) == 2);
  for (const char* option : {"--url",        "--profile",     "--rotate",           "--source",        "--api-key-file",
                             "--ca-file",    "--client-cert", "--client-key",       "--poll-interval", "--mirror-limit",
                             "--demo-jobs",  "--demo-seed",   "--status",           "--type",          "--user",
                             "--collection", "--sort",        "--screenshot",       "--size",          "--scale",
                             "--describe",   "--theme",       "--viewing-distance", "--screen-inches", "--monitor",
                             "--log-level",  "--source-var",  "--source-secret"}) {
    CAPTURE(option);
    const std::string joined = std::string(option) + "=";
    CHECK(std::get<int>(parse({option, ""})) == 2);
    CHECK(std::get<int>(parse({joined.c_str(), "--utc"})) == 2);
    CHECK(std::get<int>(parse({"list", "--demo", joined.c_str()})) == 2);
  }
  CHECK(plain_part(good({"--collection=a=", "--utc"}).query.filter).collection == "a=");
}

TEST_CASE("blanks around a filter's text are no part of a name; a text of blanks alone is empty") {
  const PlainFilter plain =
      plain_part(good({"list", "--demo", "--user", "  ann lee ", "--collection", "\u3000invoices\u00a0"}).query.filter);
  CHECK(plain.user == "ann lee");
  CHECK(plain.collection == "invoices");
  for (const char* option : {"--user", "--collection", "--url", "--profile", "--api-key-file"}) {
    CAPTURE(option);
    CHECK(std::get<int>(parse({option, "  "})) == 2);
  }
  // In a query quotes keep them.
  CHECK(plain_part(good({"list", "--demo", "user:\" ann\""}).query.filter).user == " ann");
}

TEST_CASE("an empty key in the environment is a mistake") {
  ::setenv("SYNCWALL_API_KEY", " ", 1);
  CHECK(std::get<int>(parse({"list", "--url", "http://127.0.0.1:1"})) == 2);
  CHECK(std::get<int>(parse({})) == 2);
  CHECK(good({"list", "--demo"}).demo);
  CHECK(good({"list", "--url", "http://127.0.0.1:1", "--api-key-file", "/a"}).api_key_file == "/a");
  ::unsetenv("SYNCWALL_API_KEY");
}

TEST_CASE("numbers are read as people write them") {
  CHECK(good({"list", "--demo", "--limit", "010"}).limit == 10);
  CHECK(good({"list", "--demo", "--limit", "0"}).limit == 0);
  CHECK(good({"--poll-interval", "2.5"}).poll_interval_ms == 2500);
}

TEST_CASE("a seed is a whole number that fits, not the library's reading of another") {
  CHECK(good({"--demo-seed", "18446744073709551615"}).demo_seed == 18'446'744'073'709'551'615u);
  CHECK(good({"--demo-seed", "010"}).demo_seed == 10);
  for (const char* none : {"-1", "18446744073709551616", "1e3", "x"}) {
    CAPTURE(none);
    CHECK(std::get<int>(parse({"--demo-seed", none})) == 2);
  }
}

TEST_CASE("a mistake exits with 2, help and version with 0") {
  for (const std::vector<const char*>& a :
       std::vector<std::vector<const char*>>{{"list", "--demo", "--limit", "0x10"},
                                             {"list", "--demo", "--limit", "1e3"},
                                             {"--poll-interval", "nan"},
                                             {"--scale", "inf"},
                                             {"--url", "http://a", "--url", "http://b"},
                                             {"--user", "a\nb"},
                                             {"--user", "\xff"},
                                             {"--url", "http://a\r\nHost: b"},
                                             {"list", "stat:failed", "--demo"},
                                             {"audit", "summary", "--demo"},
                                             {"--rotate", "a,,b"},
                                             {"--rotate", "a,"},
                                             {"list", "--rotate", "a,b"},
                                             {"--screenshot", "/tmp/a.png", "--rotate", "a,b"},
                                             {"list", "--demo", "--screenshot", "/tmp/a.png"},
                                             {"summary", "--demo", "--describe", "/tmp/a.json"}}) {
    CAPTURE(a[0]);
    CHECK(std::get<int>(parse(a)) == 2);
  }

  using Arguments = std::vector<const char*>;
  for (const Arguments& a : {Arguments{"--nonsense"},
                             {"list", "--sort", "colour"},
                             {"--status", "exploded"},
                             {"--type", "ftp"},
                             {"--size", "12"},
                             {"--size", "1920x"},
                             {"list", "--format", "xml"},
                             {"list", "--limit", "-1"},
                             {"--source", "x"},
                             {"--poll-interval", "0"},
                             {"frobnicate"},
                             {"summary", "--fail-if-failed", "0"},
                             {"--url", "http://a", "--profile", "b"},
                             {"--url", "http://a", "--rotate", "b,c"},
                             {"--rotate", "no-such-profile"},
                             {"--rotate-seconds", "1"},
                             {"audit", "--status", "failed"},
                             {"audit", "--sort", "user"},
                             {"audit", "--limit", "-1"}}) {
    const auto parsed = parse(a);
    REQUIRE(std::holds_alternative<int>(parsed));
    CHECK(std::get<int>(parsed) == 2);
  }
  CHECK(std::get<int>(parse({"--help"})) == 0);
  CHECK(std::get<int>(parse({"list", "--help"})) == 0);
  CHECK(std::get<int>(parse({"--version"})) == 0);
}

TEST_CASE("what a command, a picture or the window can't use is refused, not passed over") {
  using Arguments = std::vector<const char*>;
  for (const Arguments& option : {Arguments{"--wall"},
                                  {"--size", "640x480"},
                                  {"--scale", "2"},
                                  {"--theme", "light"},
                                  {"--fullscreen"},
                                  {"--viewing-distance", "3"},
                                  {"--screen-inches", "50"},
                                  {"--monitor", "1"},
                                  {"--log-level", "debug"},
                                  {"--poll-interval", "3"},
                                  {"--mirror-limit", "5000"}}) {
    CAPTURE(option[0]);
    for (const char* command : {"list", "summary", "audit"}) {
      Arguments given = {command, "--demo"};
      given.insert(given.end(), option.begin(), option.end());
      CHECK(std::get<int>(parse(given)) == 2);
    }
    CHECK(good(option).command == Options::Command::Window);
  }
  for (const Arguments& option :
       {Arguments{"--fullscreen"}, {"--monitor", "1"}, {"--log-level", "debug"}, {"--poll-interval", "3"}}) {
    CAPTURE(option[0]);
    Arguments given = {"--screenshot", "/tmp/a.png"};
    given.insert(given.end(), option.begin(), option.end());
    CHECK(std::get<int>(parse(given)) == 2);
  }
  for (const Arguments& alone : {Arguments{"--rotate-seconds", "30"},
                                 {"--limit", "5"},
                                 {"--format", "json"},
                                 {"--fail-if-failed", "1"},
                                 {"summary", "--demo", "--limit", "5"},
                                 {"list", "--url", "https://a", "--client-key", "/a"}}) {
    CAPTURE(alone[0]);
    CHECK(std::get<int>(parse(alone)) == 2);
  }
  CHECK(good({"list", "--demo", "--utc"}).utc);
}

TEST_CASE("a picture and its size") {
  const Options o = good({"--screenshot", "/tmp/a.png", "--size", "3840x2160"});
  CHECK(o.command == Options::Command::Picture);
  CHECK(o.width == 3840);
  CHECK(o.height == 2160);
}
