// What descriptions can say that no shipped one needs, or needs rarely: every paginator, child lists, a request for
// each row, forms of times and schedules.
#include <doctest/doctest.h>

#include "sources/described/list_walk.h"
#include "support/wait_until.h"
#include "unit/sources/described/walked.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

// A description with these members beside its name and no auth.
std::shared_ptr<const described::Server> mine(const std::string& members) {
  auto read = described::parse_description(R"({"name":"Mine","auth":{"type":"none"},)" + members + "}", "mine.json");
  REQUIRE_MESSAGE(read.ok(), read.problem().text());
  return server_with(read.value(), {}, {});
}

const std::string kPlain = R"("fields":{"id":"/id"},"status":[{"is":"completed"}])";

// Answers by the request's target; 404 for others.
using Bodies = std::map<std::string, std::string>;
class Answers {
 public:
  explicit Answers(Bodies bodies) : bodies_(std::move(bodies)) {}
  [[nodiscard]] std::string url() const { return server_.url(); }
  [[nodiscard]] std::vector<std::string> asked() const {
    std::vector<std::string> targets;
    for (const std::string& request : server_.requests()) targets.push_back(target(request));
    return targets;
  }
  [[nodiscard]] std::vector<std::string> requests() const { return server_.requests(); }
  std::map<std::string, std::string> links;  // set before anybody asks

 private:
  static std::string target(const std::string& request) {
    const std::size_t begin = request.find(' ') + 1;
    return request.substr(begin, request.find(' ', begin) - begin);
  }
  RawReply answer(const std::string& request) {
    const auto found = bodies_.find(target(request));
    if (found == bodies_.end()) return {.bytes = http_error(404, R"({"message":"no such thing"})"), .keep = true};
    const auto link = links.find(found->first);
    return {.bytes = http_ok(found->second, link == links.end() ? "" : "Link: " + link->second + "\r\n"), .keep = true};
  }
  const Bodies bodies_;
  RawServer server_{[this](const std::string& request) { return answer(request); }};
};

std::vector<std::string> ids(const WalkedJobs& walked) {
  std::vector<std::string> all;
  for (const Job& job : walked.jobs) all.push_back(job.id);
  return all;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("h2oGPTe's connectors as a child list: one collection after another, one that has gone is no failure") {
  const std::string description =
      R"("base":"/api/v1","each":{"list":{"path":"/collections/all","records":"","paginator":{"type":"offset","offset_param":"offset","limit_param":"limit","limit":100}},"collection_id":"/id","skip_codes":[404]},
      "list":{"path":"/collections/{@parent/id}/scheduled_connectors","records":""},
      "fields":{"id":"/id","user_id":"/user_id","user_name":"/user_name","user_email":"/user_email","collection_id":"/collection_id",
        "collection_name":{"first":["/collection_name","@parent/name"]},"type":"/type","created_at":"/created_at","last_sync_at":"/last_sync_at","last_sync_error":"/last_sync_error"},
      "status":[{"when":{"/last_sync_status":null},"is":"pending"},{"when":{"/last_sync_status":"completed"},"is":"completed"},{"when":{"/last_sync_status":"failed"},"is":"failed"}],
      "schedule":[{"kind":"seconds","value":"/schedule"}])";
  const auto file = [](const std::string& name) { return ReplayServer::fixture("h2ogpte/" + name + ".json"); };
  Json collections = file("collections.all");
  collections.push_back({{"id", "gone"}, {"name", "Gone"}});
  const Answers server(Bodies{{"/api/v1/collections/all?limit=100&offset=0", collections.dump()},
                              {"/api/v1/collections/all?limit=100&offset=3", "[]"},
                              {"/api/v1/collections/k1/scheduled_connectors", file("k1.scheduled_connectors").dump()},
                              {"/api/v1/collections/k2/scheduled_connectors", file("k2.scheduled_connectors").dump()}});
  const WalkedJobs walked = walk(*source_at(server.url(), mine(description)));
  CHECK_MESSAGE(walked.errors.empty(), walked.errors[0].text());
  check_rows(walked, ReplayServer::fixture("expected.json").at("h2ogpte"));
  CHECK(walked.unread.empty());
}

TEST_CASE("a child list that can't be read is told, and holds up no other") {
  const std::string description =
      R"("each":{"list":{"path":"/parents","records":""},"collection_id":"/id"},"list":{"path":"/of/{@parent/id}","records":""},)";
  const Answers server(
      Bodies{{"/parents", R"([{"id":"a"},{"id":"b"},{"id":"c"}])"}, {"/of/a", R"([{"id":"1"}])"}, {"/of/b", "{}"}});
  const WalkedJobs walked = walk(*source_at(server.url(), mine(description + kPlain)));
  CHECK(ids(walked) == Ids{"1"});
  CHECK(walked.unread == Ids{"b", "c"});
  CHECK(walked.unread_why.find("there is no list") != std::string::npos);
}

TEST_CASE("page numbers end at an empty page, or at the last one where it is told") {
  const Answers empty(Bodies{{"/l?size=2&page=1", R"([{"id":"1"},{"id":"2"}])"},
                             {"/l?size=2&page=2", R"([{"id":"3"}])"},
                             {"/l?size=2&page=3", "[]"}});
  const std::string list =
      R"("list":{"path":"/l","records":"","paginator":{"type":"page_number","page_param":"page","limit_param":"size","limit":2}},)";
  CHECK(ids(walk(*source_at(empty.url(), mine(list + kPlain)))) == Ids{"1", "2", "3"});
  CHECK(empty.asked().size() == 3);
  const Answers told(
      Bodies{{"/l?page=0", R"({"pages":2,"rows":[{"id":"1"}]})"}, {"/l?page=1", R"({"pages":2,"rows":[{"id":"2"}]})"}});
  const std::string counted =
      R"("list":{"path":"/l","records":"/rows","paginator":{"type":"page_number","page_param":"page","start":0,"pages_path":"/pages"}},)";
  CHECK(ids(walk(*source_at(told.url(), mine(counted + kPlain)))) == Ids{"1", "2"});
}

TEST_CASE("parameters of a page may stand in the body") {
  int asked = 0;
  const RawServer server([&](const std::string&) {
    return RawReply{.bytes = http_ok(++asked == 1 ? R"([{"id":"1"}])" : "[]"), .keep = true};
  });
  const std::string list =
      R"("list":{"method":"POST","path":"/l","body":{"sort":"NAME"},"records":"","paginator":{"type":"offset","offset_param":"offset","limit_param":"limit","limit":9,"in":"body"}},)";
  CHECK(ids(walk(*source_at(server.url(), mine(list + kPlain)))) == Ids{"1"});
  CHECK(server.requests()[0].ends_with(R"({"sort":"NAME","limit":9,"offset":0})"));
  CHECK(server.requests()[1].ends_with(R"({"sort":"NAME","limit":9,"offset":1})"));
}

TEST_CASE("a Link header is followed on its own server, and never to another one") {
  const std::string list = R"("list":{"path":"/l","records":"","paginator":{"type":"link_header"}},)";
  Answers server({{"/l", R"([{"id":"1"}])"}, {"/l?after=1", R"([{"id":"2"}])"}, {"/l?after=2", R"([{"id":"3"}])"}});
  server.links["/l"] =
      "<" + server.url() + "/l?before=0>; rel=\"prev\", <" + server.url() + "/l?after=1>; rel=\"next\"";
  server.links["/l?after=1"] = "</l?after=2>; rel=next";
  CHECK(ids(walk(*source_at(server.url(), mine(list + kPlain)))) == Ids{"1", "2", "3"});
  for (const char* elsewhere : {"<http://127.0.0.1:9/l>; rel=\"next\"", "<//evil.example/l>; rel=\"next\"",
                                "<https://evil.example/>; rel=\"next\""}) {
    Answers bad(Bodies{{"/l", R"([{"id":"1"}])"}});
    bad.links["/l"] = elsewhere;
    const WalkedJobs walked = walk(*source_at(bad.url(), mine(list + kPlain)));
    REQUIRE(walked.errors.size() == 1);
    CHECK(walked.errors[0].problem.what == "the next page lies on another server");
  }
  Answers circle({{"/l", R"([{"id":"1"}])"}, {"/m", R"([{"id":"2"}])"}});
  circle.links["/l"] = "</m>; rel=\"next\"";
  circle.links["/m"] = "</m>; rel=\"next\"";
  CHECK(walk(*source_at(circle.url(), mine(list + kPlain))).errors.size() == 1);
}

TEST_CASE("a server that gives the same page for ever, or a cursor twice, is not followed for ever") {
  const RawServer same(
      [](const std::string&) { return RawReply{.bytes = http_ok(R"([{"id":"1"},{"id":"2"}])"), .keep = true}; });
  const std::string list =
      R"("list":{"path":"/l","records":"","paginator":{"type":"offset","offset_param":"offset"}},)";
  const WalkedJobs walked = walk(*source_at(same.url(), mine(list + kPlain)));
  CHECK(ids(walked) == Ids{"1", "2"});
  CHECK(walked.doubt == "the server gives the same page again and again");
  int asked = 0;
  const RawServer turning([&](const std::string&) {
    return RawReply{.bytes = http_ok(R"({"next":"c","rows":[{"id":")" + std::to_string(++asked) + R"("}]})"),
                    .keep = true};
  });
  const std::string cursor =
      R"("list":{"path":"/l","records":"/rows","paginator":{"type":"cursor","cursor_param":"c","cursor_path":"/next"}},)";
  const WalkedJobs turned = walk(*source_at(turning.url(), mine(cursor + kPlain)));
  REQUIRE(turned.errors.size() == 1);
  CHECK(turned.errors[0].problem.what == "the pages go round in circles");
  const std::string bounded =
      R"("list":{"path":"/l","records":"","max_pages":3,"paginator":{"type":"offset","offset_param":"offset"}},)";
  const RawServer endless([&](const std::string&) {
    return RawReply{.bytes = http_ok(R"([{"id":")" + std::to_string(++asked) + R"("}])"), .keep = true};
  });
  const WalkedJobs cut = walk(*source_at(endless.url(), mine(bounded + kPlain)));
  CHECK(cut.jobs.size() == 3);
  CHECK(cut.doubt.find("max_pages") != std::string::npos);
}

TEST_CASE("a request for each row: maps by name, the answer itself as the record, and one that isn't there") {
  const std::string description =
      R"("list":{"path":"/folders","records":""},
      "joins":{"stat":{"list":{"path":"/stats","records":"","strategy":"entries"},"key":"/key","on":"/id"},
               "state":{"row":{"path":"/status","query":{"folder":"{/id}"},"skip_codes":[404]}}},
      "fields":{"id":"/id","last_sync_at":"@stat/value/lastScan","last_sync_error":"@state/error"},
      "status":[{"when":{"@state":{"exists":false}},"is":"pending"},{"when":{"@state/pullErrors":{"none_of":[0,null]}},"is":"failed"},{"is":"completed"}])";
  const Answers server(
      Bodies{{"/folders", R"([{"id":"a b"},{"id":"c"},{"id":"d"}])"},
             {"/stats", R"({"a b":{"lastScan":"2026-09-01T12:00:00Z"},"c":{"lastScan":"0001-01-01T00:00:00Z"}})"},
             {"/status?folder=a%20b", R"({"pullErrors":0})"},
             {"/status?folder=c", R"({"pullErrors":2,"error":"disk full"})"}});
  const WalkedJobs walked = walk(*source_at(server.url(), mine(description)));
  CHECK_MESSAGE(walked.errors.empty(), walked.errors[0].text());
  CHECK(ids(walked) == Ids{"a b", "c", "d"});
  CHECK(walked.jobs[0].status == Status::Completed);
  CHECK(to_rfc3339(walked.jobs[0].last_sync_at) == "2026-09-01T12:00:00.000Z");
  CHECK(walked.jobs[1].status == Status::Failed);
  CHECK(walked.jobs[1].last_sync_at == kNever);
  CHECK(walked.jobs[1].last_sync_error == "disk full");
  CHECK(walked.jobs[2].status == Status::Pending);
}

TEST_CASE("times in their forms, and none that is taken for another form") {
  const std::string fields =
      R"("list":{"path":"/l","records":""},"status":[{"is":"completed"}],"fields":{"id":"/id","created_at":)";
  const auto created = [&](const std::string& value, const std::string& row) {
    const Answers server(Bodies{{"/l", "[" + row + "]"}});
    const WalkedJobs walked = walk(*source_at(server.url(), mine(fields + value + "}")));
    REQUIRE(walked.jobs.size() == 1);
    const WallMs at = walked.jobs[0].created_at;
    return is_time(at) ? to_rfc3339(at) : walked.unreadable > 0 ? "unreadable" : "unknown";
  };
  CHECK(created(R"("/t")", R"({"id":1,"t":"2026-09-01T11:40Z"})") == "2026-09-01T11:40:00.000Z");
  CHECK(created(R"("/t")", R"({"id":1,"t":"2026-09-01T13:40:00.123456+0200"})") == "2026-09-01T11:40:00.123Z");
  CHECK(created(R"("/t")", R"({"id":1,"t":1788264000})") == "unreadable");
  CHECK(created(R"("/t")", R"({"id":1,"t":null})") == "unknown");
  CHECK(created(R"("/t")", R"({"id":1,"t":[]})") == "unreadable");
  CHECK(created(R"({"time":"/t","form":"epoch_s"})", R"({"id":1,"t":1788264000})") == "2026-09-01T12:00:00.000Z");
  CHECK(created(R"({"time":"/t","form":"epoch_s"})", R"({"id":1,"t":1788264000.75})") == "2026-09-01T12:00:00.750Z");
  CHECK(created(R"({"time":"/t","form":"epoch_ms"})", R"({"id":1,"t":"1788264000000"})") == "2026-09-01T12:00:00.000Z");
  CHECK(created(R"({"time":"/t","form":"epoch_s"})", R"({"id":1,"t":"2026-09-01T12:00:00Z"})") == "unreadable");
  CHECK(created(R"({"latest":[{"time":"/t","form":"epoch_s"},"/u"]})",
                R"({"id":1,"t":1788264000,"u":"2026-09-02T00:00:00Z"})") == "2026-09-02T00:00:00.000Z");
}

TEST_CASE("schedules: seconds, minutes, words, cron, text; a month is no number of seconds") {
  const auto schedule = [](const std::string& rule, const std::string& value) {
    const Answers server(Bodies{{"/l", R"([{"id":1,"s":)" + value + R"(,"z":"Europe/Berlin"}])"}});
    const WalkedJobs walked = walk(*source_at(
        server.url(), mine(R"("list":{"path":"/l","records":""},)" + kPlain + R"(,"schedule":[)" + rule + "]")));
    REQUIRE(walked.jobs.size() == 1);
    const auto odd = find_odd_field(walked.jobs[0].odd_fields, JobField::Schedule);
    const std::string number = std::to_string(walked.jobs[0].schedule_s);
    return odd ? number + " " + oddity_text(*odd) : number;
  };
  const auto of = [](const std::string& kind) { return R"({"kind":")" + kind + R"(","value":"/s"})"; };
  CHECK(schedule(of("seconds"), "3600") == "3600");
  CHECK(schedule(of("seconds"), "0") == "0");
  CHECK(schedule(of("seconds"), "-5") == "-1 unreadable: «-5»");
  CHECK(schedule(of("seconds"), "86400.5") == "86400 told as «86400.5», in whole seconds");
  CHECK(schedule(of("minutes"), "\"15\"") == "900");
  CHECK(schedule(of("words"), "\"Every 24 HOURS\"") == "86400");
  CHECK(schedule(of("words"), "\"1 week\"") == "604800");
  CHECK(schedule(of("words"), "\"Every 1 MONTHS\"") == "-1 Every 1 MONTHS");
  CHECK(schedule(of("cron"), "\"0 6 * * *\"") == "-1 cron 0 6 * * *");
  CHECK(schedule(R"({"kind":"cron","value":"/s","zone":"/z"})", "\"@daily\"") == "-1 cron @daily (Europe/Berlin)");
  CHECK(schedule(of("text"), "\"now and then\"") == "-1 now and then");
  CHECK(schedule(of("text"), "null") == "-1 not told");
  CHECK(schedule(R"({"kind":"once"})", "1") == "0");
  CHECK(schedule(R"({"kind":"manual"})", "1") == "-2 Manual");
  CHECK(schedule(R"({"when":{"/s":"no"},"kind":"manual"})", "1") == "-1 not told");
}

TEST_CASE("rows of lists inside a list, and those that are left out") {
  const Answers server(Bodies{
      {"/g",
       R"({"groups":[{"rows":[{"id":1},{"id":null}]},{"rows":[{"id":2,"federated":true},{"id":3}]},{"rows":null}]})"}});
  const std::string list =
      R"("list":{"path":"/g","records":"/groups/*/rows","keep":{"/federated":{"exists":false},"/id":{"exists":true}}},)";
  const WalkedJobs walked = walk(*source_at(server.url(), mine(list + kPlain)));
  CHECK(ids(walked) == Ids{"1", "3"});
  CHECK(walked.skipped == 0);
}

TEST_CASE("secrets in what a server tells are masked") {
  const Answers server(Bodies{{"/l", R"([{"id":1,"e":"login failed: password=hunter2secret"}])"}});
  const WalkedJobs walked = walk(*source_at(
      server.url(),
      mine(
          R"("list":{"path":"/l","records":""},"fields":{"id":"/id","last_sync_error":"/e"},"status":[{"is":"failed"}])")));
  CHECK(walked.jobs.at(0).last_sync_error.find("hunter2secret") == std::string::npos);
  const RawServer echo([](const std::string&) {
    return RawReply{.bytes = http_error(401, R"({"message":"no such key: sk-abc-0123456789-xyz"})")};
  });
  auto read = described::parse_description(
      R"({"name":"M","auth":{"type":"bearer"},"errors":["/message"],"list":{"path":"/l","records":""},)" + kPlain + "}",
      "m");
  const WalkedJobs refused =
      walk(*source_at(echo.url(), server_with(read.value(), {}, {{"key", "sk-abc-0123456789-xyz"}})));
  REQUIRE(refused.errors.size() == 1);
  CHECK(refused.errors[0].text().find("0123456789") == std::string::npos);
}

TEST_CASE("the next link of a header") {
  using described::next_link;
  CHECK(next_link("<https://h/a>; rel=\"next\"") == "https://h/a");
  CHECK(next_link("<https://h/a>; rel=\"prev\", <https://h/b>; title=\"x\"; rel=\"next\"") == "https://h/b");
  CHECK(next_link("<a,b;c>; rel=next") == "a,b;c");
  CHECK(next_link("").empty());
  CHECK(next_link("rel=\"next\"").empty());
  CHECK(next_link("><; rel=\"next\"").empty());
  CHECK(next_link("<x").empty());
}
