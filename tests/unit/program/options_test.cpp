#include "program/options.h"

#include <doctest/doctest.h>

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
    const Options o = after ? good({"list", "--url", "http://127.0.0.1:1", "--status", "failed,overdue", "--sort", "-last_sync", "--limit", "5", "--format", "json"})
                            : good({"--url", "http://127.0.0.1:1", "--status", "failed,overdue", "--sort", "-last_sync", "list", "--limit", "5", "--format", "json"});
    CHECK(o.command == Options::Command::List);
    CHECK(o.query.filter.statuses == bit(Status::Failed));
    CHECK(o.query.filter.overdue);
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
  CHECK(good({"list", "--proxy=http://u:hunter2@proxy:3128"}).proxy == "http://u:hunter2@proxy:3128");
  for (const char* bad : {"socks5://proxy", "http://proxy:0", "http://u%zz@proxy", ""}) CHECK(std::holds_alternative<int>(parse({"--proxy", bad})));

  std::vector<std::string> texts = {"syncwall", "--proxy", "http://u:hunter2@proxy:3128", "list", "--proxy=u:hunter2@proxy", "--proxy", "none", "--user", "http://u:kept@x"};
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  hide_passwords(static_cast<int>(arguments.size()), arguments.data());
  const std::vector<std::string> expected = {"syncwall", "--proxy", "http://u:***@proxy:3128", "list", "--proxy=u:***@proxy", "--proxy", "none", "--user", "http://u:kept@x"};
  for (std::size_t i = 0; i < texts.size(); ++i) CHECK(std::string(arguments[i]) == expected[i]);
  for (const std::string& text : texts) CHECK(text.find("hunter2") == std::string::npos);  // nor behind its end
}

TEST_CASE("a filter has a limit, in bytes") {
  const std::string fits(1'000, 'x'), over(20'000, 'x');
  CHECK(good({"--user", fits.c_str(), "--collection", fits.c_str()}).query.filter.user == fits);
  CHECK(std::holds_alternative<int>(parse({"--user", over.c_str()})));
  CHECK(std::holds_alternative<int>(parse({"list", "--collection", over.c_str()})));
}

TEST_CASE("a mistake exits with 2, help and version with 0") {
  using Arguments = std::vector<const char*>;
  for (const Arguments& a : {Arguments{"--nonsense"}, {"list", "--sort", "colour"}, {"--status", "exploded"}, {"--type", "ftp"}, {"--size", "12"}, {"--size", "1920x"},
                             {"list", "--format", "xml"}, {"list", "--limit", "-1"}, {"--source", "x"}, {"--poll-interval", "0"}, {"frobnicate"}, {"summary", "--fail-if-failed", "0"},
                             {"--url", "http://a", "--profile", "b"}, {"--url", "http://a", "--rotate", "b,c"}, {"--rotate", "no-such-profile"}, {"--rotate-seconds", "1"}, {"audit", "--status", "failed"}, {"audit", "--sort", "user"}, {"audit", "--limit", "-1"}}) {
    const auto parsed = parse(a);
    REQUIRE(std::holds_alternative<int>(parsed));
    CHECK(std::get<int>(parsed) == 2);
  }
  CHECK(std::get<int>(parse({"--help"})) == 0);
  CHECK(std::get<int>(parse({"list", "--help"})) == 0);
  CHECK(std::get<int>(parse({"--version"})) == 0);
}

TEST_CASE("a picture and its size") {
  const Options o = good({"--screenshot", "/tmp/a.png", "--size", "3840x2160"});
  CHECK(o.command == Options::Command::Picture);
  CHECK(o.width == 3840);
  CHECK(o.height == 2160);
}
