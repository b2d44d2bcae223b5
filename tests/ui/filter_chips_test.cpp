// The chips: terms that the filter bar's widgets can't show.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "jobs/filter/filter_grammar.h"
#include "support/headless_desk.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

void ask(HeadlessDesk& desk, const std::string& text) {
  auto read = read_query(text);
  REQUIRE(read.ok());
  desk.model.run({action::SetQuery{read.value().query}});
  desk.step(3);
}
std::string asked(const HeadlessDesk& desk) { return filter_text(desk.model.query().filter); }

}  // namespace

TEST_CASE("each term that no widget shows is a chip, and its cross takes away that term alone") {
  FilledDesk desk(30);
  CHECK(desk.names("chip").empty());
  ask(desk, "status:failed -error:timeout collection:in last_sync:>2d");
  CHECK((desk.names("chip") == std::vector<std::string>{"-error:timeout", "last_sync:>2d"}));
  desk.click(desk.get("button", "Remove -error:timeout"));
  desk.step(2);
  CHECK(asked(desk) == "status:failed collection:in last_sync:>2d");
  CHECK((desk.names("chip") == std::vector<std::string>{"last_sync:>2d"}));
  desk.click(desk.get("button", "Remove last_sync"));
  desk.step(2);
  CHECK(asked(desk) == "status:failed collection:in");
  CHECK(desk.names("chip").empty());
}

TEST_CASE("a term that stands there twice is removed at once") {
  FilledDesk desk(30);
  ask(desk, "error:403 error:403");
  desk.click(desk.get("button", "Remove error:403"));
  desk.step(2);
  CHECK(desk.model.query().filter.all());
}

TEST_CASE("who has no User field sees that term as a chip, and can remove it") {
  HeadlessDesk desk;
  desk.status.account->is_admin = false;
  desk.put(some_jobs(30));
  ask(desk, "user:ada error:403");
  CHECK((desk.names("chip") == std::vector<std::string>{"error:403", "user:ada"}));
  desk.click(desk.get("button", "Remove user:ada"));
  desk.step(2);
  CHECK(asked(desk) == "error:403");
}

TEST_CASE("chips wrap, none is wider than the page, and the table begins below them") {
  HeadlessDesk desk(900, 700);
  desk.put(some_jobs(30));
  ask(desk, "error:" + std::string(400, 'w') + " error:403 -error:quota email:example.com id:job-1 is:known");
  const std::vector<std::string> labels = desk.names("chip");
  REQUIRE(labels.size() == 6);
  float lowest = 0;
  for (const std::string& label : labels) {
    const Note chip = desk.get("chip", label);
    CHECK(chip.min.x >= 0);
    CHECK(chip.max.x <= 900);
    lowest = std::max(lowest, chip.max.y);
  }
  CHECK(desk.get("chip", labels[1]).min.y > desk.get("chip", labels[0]).min.y);
  CHECK(desk.get("header", "Collection").min.y >= lowest);
}

TEST_CASE("a chip's text is data: its format signs and line breaks are drawn, not followed") {
  FilledDesk desk(30);
  ask(desk, "error:\"100%s%n a\nb\"");
  REQUIRE(desk.names("chip").size() == 1);
  CHECK(desk.names("chip")[0].find("100%s%n a b") != std::string::npos);
  desk.hover(desk.get("chip"));
  desk.step(3);
  CHECK(desk.says("tooltip", "100%s%n a b"));
}
