// The client held to the contract: every request that a source can make, against the real server, each of them with
// the answer it got as described.
#include <doctest/doctest.h>

#include "contract/contract.h"
#include "contract/watched_server.h"
#include "jobs/filter/filter_grammar.h"
#include "jobs/plain_filter.h"
#include "net/client/api_key.h"
#include "sources/open_source.h"
#include "support/random_jobs.h"

using namespace syncwall;

namespace {

std::unique_ptr<JobSource> source(int port, const std::string& key, SourceKind kind) {
  SourceSettings settings;
  settings.url = "http://127.0.0.1:" + std::to_string(port);
  settings.kind = kind;
  settings.key = fixed_key(key);
  auto opened = open_source(settings);
  REQUIRE(opened.ok());
  return std::move(opened).value();
}

void walk(JobSource& client, const Query& query, int limit) {
  std::string cursor;
  std::int64_t rows = 0, total = 0;
  do {
    const auto page = client.page(query, cursor, limit);
    INFO((page.ok() ? std::string() : page.problem().text()));
    REQUIRE(page.ok());
    CHECK(page.value().list.skipped == 0);
    rows += static_cast<std::int64_t>(page.value().list.jobs.size());
    total = page.value().total;
    cursor = page.value().next_cursor;
  } while (!cursor.empty());
  CHECK(rows == total);
}

std::vector<Filter> filters() {
  std::vector<Filter> all(1);
  for (const char* text : {"%", "_", "'; DROP", "ирина", "a+b&c=d#e?", "日本 ", "\\", "no such name"}) {
    all.push_back(filter_of({text, "", 0, 0}));
    all.push_back(filter_of({"", text, 0, 0}));
  }
  for (unsigned i = 0; i < kTypes; ++i) all.push_back(filter_of({"", "", bit(static_cast<ConnectorType>(i)), 0}));
  for (unsigned i = 0; i < kStatuses; ++i) all.push_back(filter_of({"", "", 0, bit(static_cast<Status>(i))}));
  all.push_back(filter_of({"a", "e", 0x3F, 0x1F}));
  // What only `q` can say.
  for (const char* text :
       {"-type:s3 user:a", "error:403 -error:/time ?out/", "collection:\"日本 \"", "plain \\:words"}) {
    const auto read = read_query(text);
    REQUIRE(read.ok());
    all.push_back(read.value().query.filter);
  }
  return all;
}

void make_every_request(JobSource& client, const std::string& id) {
  REQUIRE(client.account().ok());
  REQUIRE(client.capabilities().ok());
  REQUIRE(client.summary().ok());
  for (std::size_t column = 0; column < kSortColumns; ++column) {
    for (const bool ascending : {true, false}) walk(client, {{}, {{static_cast<SortColumn>(column), ascending}}}, 40);
  }
  for (const Filter& filter : filters()) walk(client, {filter, {{SortColumn::Type, true}}}, 1000);
  std::uint64_t since = 0;
  std::string epoch;
  for (bool more = true; more;) {
    const auto changes = client.changes({since, epoch});
    REQUIRE(changes.ok());
    since = changes.value().revision;
    epoch = changes.value().epoch;
    CHECK_FALSE(epoch.empty());
    more = changes.value().more;
  }
  const auto gone = client.changes(since + 1'000'000);
  REQUIRE_FALSE(gone.ok());
  CHECK(gone.problem().kind == RequestError::Kind::Gone);
  CHECK(client.changes({since, "another past"}).problem().kind == RequestError::Kind::Gone);
  const std::vector<std::string> ids = {id, "never \"was\" \x01\xE6\x97\xA5", id};
  const auto removed = client.carry_out({RowAction::Delete, ids, "request-1"});
  REQUIRE(removed.ok());
  REQUIRE(removed.value().results.size() == 3);
  CHECK(removed.value().results[0].kind == OrderResult::Kind::Done);
  CHECK(removed.value().results[1] == OrderResult{ids[1], OrderResult::Kind::AlreadySo, "no such connector"});
  CHECK(removed.value().revision > since);
  const auto told = client.outcome({RowAction::Delete, ids, "request-1"});
  REQUIRE(told.ok());
  CHECK(told.value().results[0].kind == OrderResult::Kind::Done);
  CHECK(told.value().results[1].kind == OrderResult::Kind::AlreadySo);
  CHECK(told.value().revision == removed.value().revision);
  CHECK(client.carry_out({}).ok());
  const std::vector<std::string> many(1000, "none");
  CHECK(client.carry_out({RowAction::Delete, many, ""}).ok());
}

}  // namespace

TEST_CASE("every request that the client makes is described, and so is each answer") {
  test::Contract contract(test::Contract::read());
  test::WatchedServer server(2'500);
  const auto own = server.store().page({false, "user-ИРИНА"}, {});
  REQUIRE((own.ok() && !own.value().jobs.empty()));
  {
    const auto admin = source(server.port(), server.admin_key(), SourceKind::Auto);
    make_every_request(*admin, test::RandomJobs::id(1));
    const auto user = source(server.port(), server.user_key(), SourceKind::Syncwall);
    make_every_request(*user, own.value().jobs[0].id);
    const auto audit = admin->audit("", 1);
    REQUIRE(audit.ok());
    REQUIRE(audit.value().records.size() == 1);
    CHECK(audit.value().records[0].connector_id == own.value().jobs[0].id);
    CHECK(admin->audit(audit.value().next_cursor, 1000).value().next_cursor == "");
    const auto forbidden = user->audit("", 1);
    REQUIRE_FALSE(forbidden.ok());
    CHECK(forbidden.problem().kind == RequestError::Kind::Forbidden);
    const auto stranger = source(server.port(), "sk-unknown", SourceKind::Syncwall);
    const auto refused = stranger->account();
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.problem().kind == RequestError::Kind::Refused);
  }
  for (const Exchange& exchange : server.stop()) {
    const auto faults = contract.faults(exchange);
    CAPTURE(exchange.target.substr(0, 200));
    CHECK(test::joined(faults) == "");
  }
  // The client uses every operation and parameter but these.
  std::set<std::string> unused;
  for (const std::string& entry : contract.described()) {
    const bool refusal = entry[entry.size() - 3] == '4' || entry[entry.size() - 3] == '5';
    if (!refusal && !contract.met().contains(entry)) unused.insert(entry);
  }
  CHECK((unused == std::set<std::string>{"GET /admin/scheduled_connectors ?offset", "GET /scheduled_connectors ?offset",
                                         "GET /health 200", "GET /metrics 200", "GET /admin/audit ?user",
                                         "GET /admin/audit ?connector_id", "GET /admin/audit ?since"}));
}
