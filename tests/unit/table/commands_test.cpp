#include "table/commands.h"

#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "support/table_fixture.h"

using namespace syncwall;
using namespace syncwall::test;
using State = Availability::State;

namespace {

struct CommandsFixture : TableFixture {
  Desk desk{by_collection(), silent()};
  FetchStatus status;
  void receive() {
    Desk::News news;
    news.snapshot = cache.snapshot();
    news.view.view = view(desk.query());
    news.status = std::make_shared<FetchStatus>(status);
    news.now = kNow;
    desk.receive(std::move(news));
  }
  CacheRow row(std::uint32_t i) { return (*desk.news().view.view)[ViewRow(i)]; }
  static Ports silent() {
    Ports ports;
    ports.ask = [](const Query&) {};
    ports.show = [](Screen) {};
    return ports;
  }
  CommandsFixture() { status.capabilities.actions.add(RowAction::Delete); }
};

// The rows of README's table of keys: "keys and gesture|help", without the marks of Markdown.
std::vector<std::string> readme_rows() {
  std::ifstream file(SYNCWALL_README);
  std::vector<std::string> rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "| key | |") {
      inside = true;
      continue;
    }
    if (!inside || line == "| --- | --- |") continue;
    if (!line.starts_with("| ")) break;
    const std::size_t middle = line.find(" | ");
    std::string keys = line.substr(2, middle - 2);
    std::erase(keys, '`');
    rows.push_back(keys + "|" + line.substr(middle + 3, line.size() - middle - 5));
  }
  return rows;
}

}  // namespace

TEST_CASE("README's table of keys is the table of commands") {
  std::vector<std::string> listed;
  for (const Command& command : commands()) {
    if (!command.help.empty()) listed.push_back(keys_text(command) + "|" + std::string(command.help));
  }
  CHECK(listed.size() >= 18);
  CHECK(readme_rows() == listed);
}

TEST_CASE("keys are spelled as people know them") {
  CHECK(keys_text(info(CommandId::SelectAll)) == "Ctrl+A");
  CHECK(keys_text(info(CommandId::Zoom)) == "Ctrl + / − / 0");
  CHECK(keys_text(info(CommandId::Details)) == "Enter, double click");
  CHECK(keys_text(info(CommandId::Sort)) == "click a header");
  CHECK(keys_text(info(CommandId::MoveCursor)) == "↑ ↓ PgUp PgDn Home End");
}

TEST_CASE("no key means two things, and whatever has a key is listed") {
  std::set<std::pair<Key, bool>> keys;
  for (const Command& command : commands()) {
    CHECK(&info(command.id) == &command);
    CHECK((command.keys.empty() || !command.help.empty()));
    for (const KeyChord& chord : command.keys) CHECK(keys.emplace(chord.key, chord.ctrl).second);
  }
}

TEST_CASE("a deletion is offered where it can be carried out; else it says why, and nothing is asked") {
  CommandsFixture f;
  const auto of_cursor = [&] { return availability(CommandId::Delete, f.desk); };
  CHECK(of_cursor().why == "Nothing was heard from the server yet");
  f.put(some_jobs(3));
  f.receive();
  CHECK(of_cursor().state == State::Disabled);
  CHECK(of_cursor().why == "No job is ticked, and no row has the cursor");
  CHECK(availability(CommandId::Delete, f.desk, {f.row(1)}).enabled());
  f.desk.run({action::Toggle{f.row(0)}});
  CHECK(of_cursor().enabled());
  f.desk.run({*action_of(CommandId::Delete, f.desk)});
  CHECK(f.desk.order().count() == 1);
  CHECK(availability(CommandId::Wall, f.desk).why == "A dialog is open");
  f.desk.run({action::CancelOrder{}});
  const CacheRow gone = f.row(1);
  f.desk.run({action::OpenDetails{gone}});
  f.remove("job-1001");
  f.receive();
  CHECK(availability(CommandId::Delete, f.desk, {gone}).state == State::Hidden);
  f.status.capabilities.actions = {};
  f.receive();
  CHECK(availability(CommandId::Delete, f.desk, {f.row(0)}).why == "This server's API offers no deletion");
  f.desk.run({action::AskOrder{RowAction::Delete}, action::AskOrder{RowAction::Delete, f.row(0)}});
  CHECK_FALSE(f.desk.order().open());
}

TEST_CASE("what is of one job looks at that job") {
  CommandsFixture f;
  std::vector<Job> jobs = some_jobs(2);
  jobs[0].last_sync_error = "## %s";
  f.put(jobs);
  f.receive();
  CHECK(availability(CommandId::CopyError, f.desk).state == State::Hidden);
  CHECK(availability(CommandId::CopyError, f.desk, {f.row(0)}).enabled());
  CHECK(availability(CommandId::CopyError, f.desk, {f.row(1)}).why == "This job has no error");
  const auto copied = action_of(CommandId::CopyError, f.desk, {f.row(0)});
  CHECK(std::get<action::Copy>(*copied).text == "## %s");
  CHECK(availability(CommandId::FilterByValue, f.desk, {f.row(0), Column::Collection}).enabled());
  CHECK(availability(CommandId::FilterByValue, f.desk, {f.row(0), Column::Created}).state == State::Disabled);
}

TEST_CASE("a wall is read-only: of all commands it has those that leave it, ask again, or show what a frame costs") {
  CommandsFixture f;
  f.put(some_jobs(2));
  f.receive();
  f.desk.run({action::Toggle{f.row(0)}, action::MoveCursor{f.row(0)}});
  f.desk.show(Screen::Wall);
  std::set<CommandId> offered;
  for (const Command& command : commands()) {
    if (availability(command.id, f.desk, {f.row(0), Column::Status}).state != State::Hidden) offered.insert(command.id);
  }
  CHECK((offered == std::set<CommandId>{CommandId::Refresh, CommandId::Back, CommandId::Wall, CommandId::Meter}));
  f.desk.run({*action_of(CommandId::Back, f.desk)});
  CHECK_FALSE(f.desk.on_wall());
}
