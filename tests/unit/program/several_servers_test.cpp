// Several servers in one command: which options name them, whose key goes where, and what is listed where one is away.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "base/paths.h"
#include "program/commands.h"
#include "support/fake_source.h"
#include "support/fresh_folder.h"
#include "support/table_fixture.h"
#include "unit/program/run_command.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

// Profiles for as long as it lives.
struct Profiles {
  std::filesystem::path folder = fresh_folder();
  const char* const before = std::getenv("XDG_CONFIG_HOME");
  const std::string was = before == nullptr ? "" : before;
  explicit Profiles(const std::string& text) {
    REQUIRE(write_file_atomically(folder / "syncwall" / "config.json", text).ok());
    ::setenv("XDG_CONFIG_HOME", folder.c_str(), 1);
  }
  ~Profiles() {
    ::setenv("XDG_CONFIG_HOME", was.c_str(), 1);
    std::filesystem::remove_all(folder);
  }
};

std::variant<Options, int> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "syncwall");
  return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

const char* const kTwo = R"({"profiles":{
  "eu":{"url":"https://eu.example.com","api_key_file":"eu.key"},
  "us":{"url":"https://us.example.com","api_key_file":"us.key"},
  "lab":{"url":"http://127.0.0.1:1"}}})";

Output run_two(decltype(run_list) command, FakeSource& eu, FakeSource& us, const Options& options) {
  const std::vector<NamedSource> servers{{eu, "prod-eu"}, {us, "prod-us"}};
  const auto both = [&](JobSource&, const Options& o, WallMs now, std::FILE* out, std::FILE* err) {
    return command(servers, o, now, out, err);
  };
  return test::run(both, eu, options, kNow);
}

}  // namespace

TEST_CASE("several profiles are shown together, or all there are") {
  const Profiles file(kTwo);
  CHECK((std::get<Options>(parse({"--profile", "eu,us"})).profiles == std::vector<std::string>{"eu", "us"}));
  CHECK((std::get<Options>(parse({"--profile", "all"})).profiles == std::vector<std::string>{"eu", "lab", "us"}));
  CHECK(std::get<Options>(parse({"--profile", "eu"})).profiles.empty());
  CHECK((std::get<Options>(parse({"list", "--profile", "eu,us"})).profiles.size() == 2));
  for (const std::vector<const char*>& wrong : {std::vector<const char*>{"--profile", "eu,"},
                                                {"--profile", "eu,nowhere"},
                                                {"--profile", "eu,us,eu"},
                                                {"audit", "--profile", "eu,us"}}) {
    CAPTURE(wrong.back());
    CHECK(std::get<int>(parse(wrong)) == 2);
  }
}

TEST_CASE("of several servers none is sent a key that isn't its own") {
  const Profiles file(kTwo);
  CHECK(std::get<int>(parse({"--profile", "eu,us", "--api-key-file", "/tmp/key"})) == 2);
  ::setenv("SYNCWALL_API_KEY", "secret", 1);
  CHECK(std::holds_alternative<Options>(parse({"--profile", "eu,us"})));
  CHECK(std::get<int>(parse({"--profile", "eu,lab"})) == 2);
  CHECK(std::holds_alternative<Options>(parse({"--profile", "lab"})));
  ::unsetenv("SYNCWALL_API_KEY");
}

TEST_CASE("list over two servers: one order, each job with its server, in each format") {
  FakeServer at_eu, at_us;
  for (const Job& job : some_jobs(3)) at_eu.put(job), at_us.put(job);
  FakeSource eu(at_eu), us(at_us);
  Options options;
  options.query = TableFixture::by_collection();
  options.format = Options::Format::Csv;
  const Output csv = run_two(run_list, eu, us, options);
  CHECK(csv.status == 0);
  CHECK(csv.out.find(",last_sync_error,server\r\n") != std::string::npos);
  const std::size_t first = csv.out.find("job-1000,"), second = csv.out.find("job-1000,", first + 1),
                    third = csv.out.find("job-1001,");
  CHECK(first < second);
  CHECK(second < third);
  CHECK(csv.out.find(",prod-eu\r\n", first) < second);
  CHECK(csv.out.find(",prod-us\r\n", second) < third);
  options.format = Options::Format::Json;
  CHECK(run_two(run_list, eu, us, options).out.find(R"("server":"prod-us")") != std::string::npos);
  options.format = Options::Format::Table;
  const Output table = run_two(run_list, eu, us, options);
  CHECK(table.out.starts_with("Server "));
  CHECK(table.out.ends_with("6 of 6 jobs\n"));
  options.query.filter.terms.push_back({QueryField::Server, false, {TextValue{TextValue::How::Part, "us"}}});
  CHECK(run_two(run_list, eu, us, options).out.ends_with("3 of 3 jobs\n"));
}

TEST_CASE(
    "a server that can't be asked is named, the others' jobs are printed, and the status says that some are missing") {
  FakeServer at_eu, at_us;
  for (const Job& job : some_jobs(3)) at_eu.put(job), at_us.put(job);
  FakeSource eu(at_eu), us(at_us);
  const RequestError error{RequestError::Kind::Unreachable, {"could not reach us", "refused", ""}};
  us.fail_next("", error);
  const Output list = run_two(run_list, eu, us, {});
  CHECK(list.status == 2);
  CHECK(list.err.find("prod-us: could not reach us") != std::string::npos);
  CHECK(list.out.find("3 of an unknown number of jobs") != std::string::npos);
  us.fail_next("", error);
  const Output summary = run_two(run_summary, eu, us, {});
  CHECK(summary.status == 2);
  CHECK(summary.out.starts_with("Total      3\n"));
  CHECK(run_two(run_summary, eu, us, {}).out.starts_with("Total      6\n"));
  eu.fail_next("", error);
  us.fail_next("", error);
  const Output none = run_two(run_list, eu, us, {});
  CHECK(none.status == 2);
  CHECK(none.out.empty());
}
