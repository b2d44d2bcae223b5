// The commands in a shell: what is missing, closed or full around them.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "e2e/process.h"

using namespace syncwall::test;

namespace {

class Shell {
 public:
  Shell() { std::filesystem::create_directories(folder / "config/syncwall"); }
  ~Shell() { std::filesystem::remove_all(folder); }
  // $S is the program, $SERVER the server.
  [[nodiscard]] Finished operator()(const std::string& script) const {
    const std::string at = folder.string();
    return run({"timeout", "120", "bash", "-c", "cd '" + at + "/config'\n" + script},
               {"S=" SYNCWALL_PROGRAM, "SERVER=" SYNCWALL_SERVER_PROGRAM, "XDG_CONFIG_HOME=" + at + "/config",
                "XDG_DATA_HOME=" + at, "XDG_STATE_HOME=" + at},
               at);
  }
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("syncwall-shell-" + std::to_string(::getpid()));
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a command without a server never tells the demonstration's numbers") {
  const Shell sh;
  for (const char* command : {"$S summary", "$S list", "$S audit", "$S summary --url ''", "$S summary --profile ''",
                              "$S summary --collection= --fail-if-failed=1", "SYNCWALL_API_KEY= $S summary"}) {
    CAPTURE(command);
    const Finished refused = sh(command);
    CHECK(refused.status == 2);
    CHECK(refused.out.empty());
    CHECK_FALSE(refused.err.empty());
  }
  CHECK(has(sh("$S summary --demo-jobs 50").out, "Total      50"));
  std::ofstream(sh.folder / "config/syncwall/config.json") << "{\n  \"defualt\": \"prod\"\n}\n";
  CHECK(has(sh("$S summary").err, "line 2, column 3: defualt is unknown"));
  std::filesystem::remove(sh.folder / "config/syncwall/config.json");
  std::filesystem::create_symlink("nowhere", sh.folder / "config/syncwall/config.json");
  CHECK(sh("$S summary").status == 2);
  CHECK(sh("$S").status == 2);
}

TEST_CASE("whoever has read enough closes the pipe: no words, no failure; a full disk is one") {
  const Shell sh;
  const Finished head = sh("$S list --demo-jobs 3000 | head -n 1; echo ${PIPESTATUS[0]}");
  CHECK(has(head.out, "\n0\n"));
  CHECK(head.err.empty());
  for (const char* full : {"$S list --demo-jobs 50 >/dev/full", "$S summary --demo-jobs 50 --format csv >/dev/full",
                           "$S --help >/dev/full", "$S --version >/dev/full"}) {
    CAPTURE(full);
    const Finished done = sh(full);
    CHECK(done.status == 2);
    CHECK(has(done.err, "could not be written"));
  }
  CHECK(sh("$SERVER --version >/dev/full").status == 1);
}

TEST_CASE("closed descriptors are taken by nobody") {
  const Shell sh;
  CHECK(sh("$S list --demo-jobs 50 <&- >&- 2>&-").status == 0);
  CHECK(sh("$S summary --demo-jobs 50 <&-").status == 0);
  CHECK(sh("$SERVER --version <&- >&- 2>&-").status == 0);
}

TEST_CASE("a key from a pipe is read once and kept") {
  const Shell sh;
  const Finished done = sh(
      "$SERVER --listen 127.0.0.1:0 --database jobs.db --demo-jobs 20 >out 2>&1 & server=$!\n"
      "until grep -q ', database' out; do sleep 0.05; done\n"
      "port=$(grep -o '127.0.0.1:[0-9]*' out | head -n 1)\n"
      "$S summary --url http://$port --api-key-file <(cat jobs.db.admin-key)\n"
      "$S list --status failed --url http://$port --api-key-file <(cat jobs.db.admin-key) >/dev/null; echo status $?\n"
      "kill $server; wait $server 2>/dev/null");
  CHECK(has(done.out, "Total      20"));
  CHECK(has(done.out, "status 0"));
}
