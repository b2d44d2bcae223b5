#include "program/options/profile.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>

#include "base/paths.h"

using namespace syncwall;

namespace {

struct File {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("syncwall-profile-" + std::to_string(getpid())) / "config.json";
  explicit File(const std::string& text) { REQUIRE(write_file_atomically(path, text).ok()); }
  ~File() { std::filesystem::remove_all(path.parent_path()); }
};

const char* const kGood = R"({"default":"a","profiles":{
  "a":{"url":"https://a.example.com","source":"h2ogpte","api_key_file":"a.key","ca_file":"/etc/ca.pem","client_cert":"a.pem","client_key":"~/a-key.pem"},
  "b":{"url":"http://b.example.com","insecure_http":true}}})";

}  // namespace

TEST_CASE("a profile by name, and the default one") {
  const File file(kGood);
  const auto b = read_profile(file.path, "b");
  REQUIRE(b.ok());
  CHECK(b.value().url == "http://b.example.com");
  CHECK(b.value().insecure_http);
  const auto a = read_profile(file.path, "");
  REQUIRE(a.ok());
  CHECK(a.value().name == "a");
  CHECK(a.value().kind == SourceKind::H2ogpte);
  CHECK(a.value().api_key_file == file.path.parent_path() / "a.key");
  CHECK(a.value().ca_file == "/etc/ca.pem");
  CHECK(a.value().identity.certificate == (file.path.parent_path() / "a.pem").string());
  CHECK(a.value().identity.key == std::string(std::getenv("HOME")) + "/a-key.pem");
}

TEST_CASE("a profile of a described source: its file beside the configuration, variables, files with secrets") {
  const File file(R"({"profiles":{
    "a":{"source":"mine.json","url":"https://a","variables":{"team":"etl"},"secret_files":{"key":"a.key","id":"/i"}},
    "b":{"source":"airbyte"}}})");
  const Profile a = read_profile(file.path, "a").value();
  CHECK(a.kind == SourceKind::Described);
  CHECK(a.source == (file.path.parent_path() / "mine.json").string());
  CHECK(a.variables.at("team") == "etl");
  CHECK(a.secret_files.at("key") == file.path.parent_path() / "a.key");
  CHECK(a.secret_files.at("id") == "/i");
  const Profile b = read_profile(file.path, "b").value();
  CHECK(b.source == "airbyte");
  CHECK(b.url.empty());
  for (const char* bad :
       {R"("variables":[])", R"("variables":{"a":1})", R"("secret_files":{"a":""})", R"("source":"airbite")"}) {
    const File broken(std::string(R"({"profiles":{"a":{"url":"https://a",)") + bad + "}}}");
    CHECK_FALSE(read_profile(broken.path, "a").ok());
  }
}

TEST_CASE("a profile's proxy: with a password in it only where nobody else can read the file") {
  const auto text = [](const char* proxy) {
    return std::string(R"({"profiles":{"a":{"url":"https://a.example.com","proxy":")") + proxy + "\"}}}";
  };
  const File open(text("http://u:hunter2@proxy:3128"));
  std::filesystem::permissions(open.path, std::filesystem::perms(0644));
  const auto refused = read_profile(open.path, "a");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.problem().text().find("chmod 600") != std::string::npos);
  CHECK(refused.problem().text().find("hunter2") == std::string::npos);
  std::filesystem::permissions(open.path, std::filesystem::perms(0600));
  CHECK(read_profile(open.path, "a").value().proxy == "http://u:hunter2@proxy:3128");
  for (const char* plain : {"none", "None", "http://proxy:3128"}) {
    const File file(text(plain));
    std::filesystem::permissions(file.path, std::filesystem::perms(0644));
    CHECK(read_profile(file.path, "a").value().proxy == plain);
  }
  const File bad(text("socks5://u:hunter2@proxy"));
  const auto named = read_profile(bad.path, "a");
  REQUIRE_FALSE(named.ok());
  CHECK(named.problem().text().find("profiles.a.proxy") != std::string::npos);
  CHECK(named.problem().text().find("hunter2") == std::string::npos);
}

TEST_CASE("no file and no name is no fault; a name without a file is") {
  CHECK(read_profile("/nowhere/config.json", "").ok());
  CHECK_FALSE(read_profile("/nowhere/config.json", "a").ok());
}

TEST_CASE("what is wrong is named") {
  const std::pair<const char*, const char*> cases[] = {
      {"[]", "not a JSON object"},
      {"{", "not JSON"},
      {R"({"profiles":3})", "profiles"},
      {R"({"profiles":{"a":{"url":3}}})", "profiles.a.url"},
      {R"({"profiles":{"a":{"api_key":"sk-secret"}}})", "profiles.a.api_key"},
      {R"({"profiles":{"a":{"url":"x","colour":"red"}}})", "profiles.a.colour"},
      {R"({"profiles":{"a":{"source":"ftp","url":"x"}}})", "profiles.a.source"},
      {R"({"profiles":{"a":{}}})", "profiles.a.url"},
      {R"({"profiles":{"b":{"url":"x"}}})", "it has: b"},
      {R"({"profiles":{"a":{"url":"x","insecure_http":"yes"}}})", "insecure_http"}};
  for (const auto& [text, part] : cases) {
    const File file(text);
    const auto read = read_profile(file.path, "a");
    REQUIRE_FALSE(read.ok());
    CHECK(read.problem().text().find(part) != std::string::npos);
    CHECK(read.problem().text().find("sk-secret") == std::string::npos);
  }
}

TEST_CASE("a mistake is told by its line and column, in whichever profile it is") {
  const std::pair<const char*, const char*> cases[] = {
      {"{\n  \"defualt\": \"a\",\n  \"profiles\": {}\n}", "line 2, column 3: defualt is unknown"},
      {"{\"profiles\":{\n \"a\":{\"url\":\"x\"},\n \"é\":{\"url\":\"x\", \"colour\":\"red\"}}}",
       "line 3, column 18: profiles.é.colour is unknown"},
      {"{\"profiles\":{\"a\":{\"url\":\"x\"}},\n  \"default\":\"prod\"}",
       "line 2, column 3: default names the profile prod, which isn't there; there are: a"},
      {"{\"profiles\":{\"a\":{\"url\":\"x\"}},\n  \"default\":\"\"}", "line 2, column 3: default is empty"},
      {"{\"profiles\":{\"a\":{\"url\":\"\"}}}", "line 1, column 19: profiles.a.url is empty"},
      {"{\"profiles\":{\"a\":{\"url\":\"x\",\n\"ca_file\":\"\"}}}", "line 2, column 1: profiles.a.ca_file is empty"},
      {"{\"profiles\":{\"a\":{\"url\":\"x\\ny\"}}}", "line 1, column 19: profiles.a.url has a line break"},
      {"{\"profiles\":{\"a\":{\"url\":\"x\"},\n\"a\":{\"url\":\"y\"}}}",
       "line 2, column 1: profiles.a stands there twice"},
      {"{\"profiles\":{\"a\":{\"url\":\"x\",}}}", "line 1, column 29: it is not JSON"},
      {"{\"a\\\"b\":1}", "line 1, column 2: a\"b is unknown"},
      {"", "line 1, column 1: it is not JSON"}};
  for (const auto& [text, part] : cases) {
    CAPTURE(text);
    const auto read = parse_profile(text, "/c/config.json", "");
    REQUIRE_FALSE(read.ok());
    INFO(read.problem().text());
    CHECK(read.problem().text().find(part) != std::string::npos);
    CHECK(read.problem().text().find("/c/config.json") != std::string::npos);
  }
}

TEST_CASE("what stands in the configuration's place and is no file is refused, and is no demonstration") {
  const File file(kGood);
  const auto folder = file.path.parent_path() / "folder", link = file.path.parent_path() / "link",
             good = file.path.parent_path() / "good";
  std::filesystem::create_directory(folder);
  std::filesystem::create_symlink("nowhere", link);
  std::filesystem::create_symlink("config.json", good);
  for (const char* name : {"", "a"}) {
    CHECK(read_profile(folder, name).problem().text().find("a folder") != std::string::npos);
    CHECK(read_profile(link, name).problem().text().find("a link to nowhere, which isn't there") != std::string::npos);
    CHECK(read_profile("/dev/null", name).problem().text().find("no file") != std::string::npos);
    CHECK(read_profile(good, name).value().name == "a");
  }
}
