// The real window, used as a person uses it.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/paths.h"
#include "e2e/desktop.h"

using namespace syncwall::test;
using Json = nlohmann::json;

namespace {

std::vector<std::string> ids(const std::string& body) {
  std::vector<std::string> all;
  const Json json = Json::parse(body, nullptr, false);
  INFO(body);
  REQUIRE(json.is_object());
  for (const auto& item : json["items"]) all.push_back(item["id"]);
  return all;
}

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// Rows, and each of a collection with "in" in its name.
bool only_with_in(const Desktop& desktop) {
  const auto names = desktop.names("cell collection");
  return !names.empty() && std::all_of(names.begin(), names.end(), [](std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name.find("in") != std::string::npos;
  });
}

}  // namespace

TEST_CASE(
    "type in Collection, click three headers, tick two rows, delete them: gone from the screen, from curl, and after a "
    "restart") {
  Desktop desktop;
  desktop.start_server();
  desktop.open_window();
  desktop.click(desktop.find("field", "Collection"));
  desktop.type("in");
  REQUIRE(desktop.wait_for([&] { return desktop.shows("button", "Clear filters"); }));
  CHECK(desktop.wait_for([&] { return only_with_in(desktop); }));
  for (const char* header : {"User", "Created", "Collection"}) desktop.click(desktop.find("header", header));
  const auto sorted = ids(desktop.curl(
      "/admin/scheduled_connectors?collection_filter=in&sort_column=collection_name&ascending=true&limit=20"));
  REQUIRE(sorted.size() > 3);
  CHECK(desktop.wait_for([&] {
    const auto rows = desktop.names("row");
    return rows.size() >= sorted.size() && std::equal(sorted.begin(), sorted.end(), rows.begin());
  }));
  desktop.click(desktop.find("tick", sorted[0]));
  desktop.click(desktop.find("tick", sorted[2]));
  CHECK(desktop.wait_for([&] { return desktop.shows("selected", "2 selected"); }));
  desktop.click(desktop.find("button", "Delete…"));
  desktop.click(desktop.find("button", "Delete 2 jobs"));
  // A job may have begun to run meanwhile: then the dialog asks again.
  if (desktop.wait_for([&] { return desktop.shows("outcome", "deleted") || !desktop.names("recheck").empty(); }) &&
      !desktop.names("recheck").empty()) {
    desktop.click(desktop.find("button", "Delete 2 jobs"));
  }
  CHECK(desktop.find("outcome").name == "2 jobs deleted");
  desktop.click(desktop.find("button", "Close"));
  CHECK(desktop.wait_for([&] {
    return !has(desktop.names("row"), sorted[0]) && !has(desktop.names("row"), sorted[2]) &&
           has(desktop.names("row"), sorted[1]);
  }));
  const auto gone = [&] {
    const auto left = ids(desktop.curl(
        "/admin/scheduled_connectors?collection_filter=in&sort_column=collection_name&ascending=true&limit=1000"));
    return !has(left, sorted[0]) && !has(left, sorted[2]) && has(left, sorted[1]);
  };
  CHECK(gone());
  desktop.close_window();
  desktop.kill_server();
  desktop.start_server();
  CHECK(gone());
  desktop.open_window({"--collection", "in", "--sort", "collection"});
  CHECK(desktop.wait_for([&] { return desktop.names("row").size() > 3 && desktop.names("row")[0] == sorted[1]; }));
  CHECK_FALSE(has(desktop.names("row"), sorted[0]));
}

TEST_CASE("a server that dies and comes back: said at once, nothing lost, live again by itself") {
  Desktop desktop;
  desktop.start_server();
  desktop.open_window();
  CHECK(desktop.wait_for([&] { return desktop.shows("connection", "Live"); }));
  const std::size_t rows = desktop.names("row").size();
  desktop.kill_server();
  CHECK(desktop.wait_for([&] {
    return desktop.shows("connection", "Reconnecting") && desktop.shows("connection", "connection refused");
  }));
  CHECK(desktop.wait_for([&] { return desktop.shows("title", "Not live"); }));
  CHECK(desktop.names("row").size() == rows);
  desktop.start_server();
  CHECK(desktop.wait_for([&] { return desktop.shows("connection", "Live"); }));
  CHECK(desktop.window_runs());
}

TEST_CASE("keys that come faster than frames are all seen") {
  Desktop desktop;
  desktop.start_server();
  desktop.open_window();
  const int height = desktop.find("row").h;
  // Each zoom makes all fonts anew, which takes longer than the next press.
  desktop.press(
      "ctrl+plus ctrl+plus ctrl+plus ctrl+minus ctrl+plus ctrl+plus ctrl+minus ctrl+minus ctrl+minus ctrl+plus");
  CHECK(desktop.wait_for([&] { return desktop.find("row").h > height; }));
  desktop.press("ctrl+minus ctrl+minus");
  CHECK(desktop.wait_for([&] { return desktop.find("row").h == height; }));
}

TEST_CASE("a search, Enter, a row and a tick, typed in one moment, go each where it belongs") {
  Desktop desktop;
  desktop.start_server();
  desktop.open_window();
  desktop.press("slash i n Return Down space");
  // A blank that got into the field would leave no row, and a letter that didn't, other rows.
  CHECK(desktop.wait_for(
      [&] { return desktop.shows("selected", "1 selected") && desktop.shows("button", "Clear filters"); }));
  CHECK(desktop.wait_for([&] { return only_with_in(desktop); }));
  CHECK_FALSE(desktop.shows("selected", "hidden"));
}

TEST_CASE("zoom and the columns' order are remembered") {
  Desktop desktop;
  desktop.start_server();
  desktop.open_window();
  const int height = desktop.find("row").h;
  desktop.press("ctrl+plus");
  desktop.press("ctrl+plus");
  CHECK(desktop.wait_for([&] { return desktop.find("row").h > height + 4; }));
  const int zoomed = desktop.find("row").h;
  desktop.drag(desktop.find("header", "Status"), desktop.find("header", "Collection"));
  const auto reordered = [&] { return desktop.find("header", "Status").x < desktop.find("header", "Collection").x; };
  CHECK(desktop.wait_for(reordered));
  desktop.close_window();
  desktop.open_window();
  CHECK(desktop.wait_for([&] { return desktop.find("row").h == zoomed; }));
  CHECK(reordered());
}

TEST_CASE("a wall turns from server to server by itself") {
  Desktop desktop;
  desktop.start_server();
  const std::string fields =
      "{\"url\": \"" + desktop.url() + "\", \"api_key_file\": \"" + desktop.folder() + "/jobs.db.admin-key\"}";
  REQUIRE(syncwall::write_file_atomically(desktop.folder() + "/config/syncwall/config.json",
                                          "{\"profiles\": {\"east\": " + fields + ", \"west\": " + fields + "}}")
              .ok());
  desktop.open_program({"--rotate", "east,west", "--rotate-seconds", "5"});
  CHECK(desktop.wait_for([&] { return desktop.shows("title", "east") && desktop.shows("connection", "Live"); }));
  CHECK(desktop.wait_for([&] {
    return desktop.shows("title", "west") && desktop.shows("connection", "Live") && !desktop.names("row").empty();
  }));
  CHECK(desktop.wait_for([&] { return desktop.shows("title", "east") && !desktop.names("row").empty(); }));
  desktop.close_window();
}

TEST_CASE("list and summary agree with curl on the same server") {
  Desktop desktop;
  desktop.start_server(2000);
  const Finished list =
      desktop.syncwall({"list", "--status", "failed", "--sort", "-last_sync", "--limit", "5", "--format", "json"});
  CHECK(list.status == 0);
  CHECK((ids(list.out) ==
         ids(desktop.curl(
             "/admin/scheduled_connectors?status_filter=Failed&sort_column=last_sync_at&ascending=false&limit=5"))));
  const Finished summary = desktop.syncwall({"summary", "--format", "json"});
  CHECK(summary.status == 0);
  const Json ours = Json::parse(summary.out), theirs = Json::parse(desktop.curl("/admin/scheduled_connectors/summary"));
  CHECK(ours["total_jobs"] == theirs["total_jobs"]);
  CHECK(desktop.syncwall({"summary", "--fail-if-failed", "1"}).status == 1);
}
