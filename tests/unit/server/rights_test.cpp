// Who may see, count and delete what: random calls of two users and an administrator over the real HTTP API, held to a
// model that keeps every job with its owner.
#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "store/keys.h"
#include "support/naive_view.h"
#include "support/plain_query.h"
#include "support/raw_http.h"

using namespace syncwall;
using namespace syncwall::test;
using Json = nlohmann::json;

namespace {

const std::string kOwn = "/api/v1/scheduled_connectors", kAll = "/api/v1/admin/scheduled_connectors";
constexpr const char* kSecret = "HUSH";  // stands in every config where nobody may see it

std::string encoded(const std::string& text) {
  std::string out;
  for (const char c : text) {
    constexpr const char* kHex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

struct Answer {
  int status = 0;
  std::string body;
  Json json;
};

// One of those who ask, on a kept connection.
struct Caller {
  Caller(RawHttp& server, std::string owner, bool is_admin)
      : id(std::move(owner)),
        admin(is_admin),
        key(server.server->store().add_key(id, is_admin).value()),
        client(server.port()) {}

  Answer send(const std::string& bytes) {
    REQUIRE(client.send(bytes));
    const std::string got = client.read_answer();
    REQUIRE(RawClient::whole(got));
    Answer answer{status_of(got), got.substr(got.find("\r\n\r\n") + 4), {}};
    answer.json = Json::parse(answer.body, nullptr, false);
    CHECK(answer.body.find(kSecret) == std::string::npos);
    return answer;
  }
  Answer get(const std::string& target) {
    return send("GET " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n\r\n");
  }
  Answer remove(const std::vector<std::string>& ids) {
    const std::string body = Json({{"connector_ids", ids}}).dump();
    return send("POST " + path() + "/batch_delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key +
                "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  [[nodiscard]] std::string path() const { return admin ? kAll : kOwn; }
  [[nodiscard]] bool sees(const Job& job) const { return admin || job.user_id == id; }

  const std::string id;
  const bool admin;
  const std::string key;
  RawClient client;
};

class World {
 public:
  explicit World(std::uint64_t seed)
      : random_(seed),
        callers_{Caller(server_, "ann", false), Caller(server_, "bob", false), Caller(server_, "root", true)} {
    for (std::uint64_t i = 0; i < 150; ++i) change(RandomJobs::id(i));
  }

  void step() {
    Caller& caller = callers_[random_.below(3)];
    switch (random_.below(8)) {
      case 0:
        return change(RandomJobs::id(random_.below(200)));  // a new one, or another state of one
      case 1:
        return summary(caller);
      case 2:
        return changes(caller);
      case 3:
        return deletion(caller);
      case 4:
        return stolen_cursor(caller);
      case 5:
        return closed_doors(caller);
      default:
        return walk(caller);
    }
  }

 private:
  // Every text of a job says whose it is: what leaks is found in an answer whatever its form.
  void change(const std::string& id) {
    if (gone_.contains(id)) return;
    Job job = random_.job(random_.below(1'000'000));
    job.id = id;
    const bool known = jobs_.contains(id);
    job.user_id = known ? jobs_[id].job.user_id : std::array{"ann", "bob", "cyd"}[random_.below(3)];
    const std::string mark = "(of " + job.user_id + ")";
    job.user_name += mark;
    job.collection_name = job.collection_name.substr(0, 50) + mark;
    job.collection_id += mark;
    job.last_sync_error += mark;
    job.config_json =
        R"({"bucket":")" + mark +
        R"(","Api_Key":"HUSH","a":[{"pass":1,"PASSWORD":{"x":"HUSH"}},"t"],"sas_url":"HUSH","\u0074oken":"HUSH"})";
    REQUIRE(server_.server->store().put(std::vector<Job>{job}).ok());
    ++revision_;
    jobs_[id] = {job, revision_};
  }

  [[nodiscard]] std::vector<Job> seen_by(const Caller& caller) const {
    std::vector<Job> seen;
    for (const auto& [id, held] : jobs_) {
      if (caller.sees(held.job)) seen.push_back(held.job);
    }
    return seen;
  }

  void no_word_of_others(const Caller& caller, const Answer& answer) {
    for (const char* owner : {"ann", "bob", "cyd"}) {
      if (!caller.admin && caller.id != owner)
        CHECK(answer.body.find(std::string("(of ") + owner) == std::string::npos);
    }
  }

  Query random_query() {
    Query query;
    const std::array<const char*, 8> texts = {"", "", "ann", "BOB", "(of cyd", "ирина", "%", "finance"};
    set_user(query.filter, texts[random_.below(texts.size())]);
    set_collection(query.filter, texts[random_.below(texts.size())]);
    if (random_.below(3) == 0) set_types(query.filter, static_cast<Mask>(random_.below(1u << kTypes)));
    if (random_.below(3) == 0) set_statuses(query.filter, static_cast<Mask>(random_.below(1u << kStatuses)));
    query.sort = {{static_cast<SortColumn>(random_.below(kSortColumns)), random_.below(2) == 0}};
    return query;
  }

  static std::string target(const std::string& path, const Query& query, std::uint64_t limit) {
    return path + "?limit=" + std::to_string(limit) + "&sort_column=" + std::string(wire_name(query.sort[0].column)) +
           "&ascending=" + (query.sort[0].ascending ? "true" : "false") +
           "&user_filter=" + encoded(plain_part(query.filter).user) +
           "&collection_filter=" + encoded(plain_part(query.filter).collection) +
           "&type_filter=" + type_list(plain_part(query.filter).types) +
           "&status_filter=" + status_list(plain_part(query.filter).statuses);
  }

  void walk(Caller& caller) {
    const Query query = random_query();
    const auto wanted = ids_of(naive_view(seen_by(caller), query, 0));
    const std::string first = target(caller.path(), query, 1 + random_.below(60));
    std::vector<std::string> got;
    for (std::string cursor;;) {
      const Answer page = caller.get(first + (cursor.empty() ? "" : "&cursor=" + cursor));
      REQUIRE(page.status == 200);
      no_word_of_others(caller, page);
      CHECK(page.json.at("total") == wanted.size());
      for (const Json& item : page.json.at("items")) got.push_back(item.at("id"));
      if (!page.json.contains("next_cursor")) break;
      cursor = page.json["next_cursor"];
    }
    CHECK((got == wanted));
  }

  void summary(Caller& caller) {
    const Answer answer = caller.get(caller.path() + "/summary");
    REQUIRE(answer.status == 200);
    const auto seen = seen_by(caller);
    CHECK(answer.json.at("total_jobs") == seen.size());
    const auto count = [&](Status status) {
      return std::ranges::count_if(seen, [&](const Job& job) { return job.status == status; });
    };
    CHECK(answer.json.at("failed_jobs") == count(Status::Failed));
    CHECK(answer.json.at("running_jobs") == count(Status::Running));
  }

  // In steps of `limit`; as many steps as one's own changes need, and no more.
  void changes(Caller& caller) {
    const std::uint64_t since = random_.below(revision_ + 1), limit = 1 + random_.below(20);
    std::map<std::uint64_t, std::string> wanted, removed;
    for (const auto& [id, held] : jobs_) {
      if (caller.sees(held.job) && held.revision > since) wanted[held.revision] = id;
    }
    for (const auto& [id, held] : gone_) {
      if (caller.sees(held.job) && held.revision > since) removed[held.revision] = id;
    }
    std::vector<std::string> items, deleted;
    std::uint64_t at = since, steps = 0;
    for (bool more = true; more; ++steps) {
      const Answer answer =
          caller.get(caller.path() + "/changes?since=" + std::to_string(at) + "&limit=" + std::to_string(limit));
      REQUIRE(answer.status == 200);
      no_word_of_others(caller, answer);
      for (const Json& item : answer.json.at("items")) items.push_back(item.at("id"));
      for (const Json& id : answer.json.at("deleted_ids")) deleted.push_back(id);
      at = answer.json.at("revision");
      more = answer.json.at("more");
    }
    CHECK((items == in_order(wanted)));
    CHECK((deleted == in_order(removed)));
    CHECK(steps == std::max<std::uint64_t>(1, (wanted.size() + removed.size() + limit - 1) / limit));
  }

  static std::vector<std::string> in_order(const std::map<std::uint64_t, std::string>& by_revision) {
    std::vector<std::string> ids;
    for (const auto& [revision, id] : by_revision) ids.push_back(id);
    return ids;
  }

  // Own jobs go; what isn't there, what is another's and what is gone already are told alike, to the letter.
  void deletion(Caller& caller) {
    std::vector<std::string> ids;
    for (std::uint64_t i = 0; i < 1 + random_.below(4); ++i) ids.push_back(RandomJobs::id(random_.below(400)));
    const Answer answer = caller.remove(ids);
    REQUIRE(answer.status == 200);
    no_word_of_others(caller, answer);
    Json results = Json::array();
    std::size_t count = 0;
    for (const std::string& id : ids) {
      const auto held = jobs_.find(id);
      const bool goes = held != jobs_.end() && caller.sees(held->second.job);
      results.push_back(
          Json{{"id", id}, {"status", goes ? "deleted" : "not_found"}, {"message", goes ? "" : "no such connector"}});
      if (!goes) continue;
      ++count;
      gone_[id] = {held->second.job, ++revision_};
      jobs_.erase(held);
    }
    CHECK(answer.json == Json{{"status", "ok"}, {"count", count}, {"results", results}, {"revision", revision_}});
  }

  // Another's cursor is as good as one that somebody has made up.
  void stolen_cursor(Caller& thief) {
    Caller& owner = callers_[random_.below(3)];
    const Query query = random_query();
    const Answer page = owner.get(target(owner.path(), query, 1));
    REQUIRE(page.status == 200);
    if (!page.json.contains("next_cursor")) return;
    const std::string cursor = page.json["next_cursor"];
    const Answer used = thief.get(target(thief.path(), query, 5) + "&cursor=" + cursor);
    if (&owner == &thief) {
      CHECK(used.status == 200);
      return;
    }
    const Answer made_up = thief.get(target(thief.path(), query, 5) +
                                     "&cursor=" + to_text({query.sort[0], "3", "x", 9}) + ".AAAAAAAAAAAAAAAAAAAAAA");
    CHECK(used.status == 400);
    CHECK(used.body == made_up.body);
    no_word_of_others(thief, used);
  }

  void closed_doors(Caller& caller) {
    const Answer account = caller.get("/api/v1/users/current");
    CHECK(account.json.at("id") == caller.id);
    CHECK(account.json.at("is_admin") == caller.admin);
    // An administrator's own list is their own too.
    if (caller.admin) CHECK(caller.get(kOwn).json.at("total") == 0);
    if (caller.admin) return;
    for (const char* rest : {"", "/summary", "/changes?since=0", "?user_filter=ann"}) {
      const Answer answer = caller.get(kAll + rest);
      CHECK(answer.status == 403);
      no_word_of_others(caller, answer);
    }
  }

  struct Held {
    Job job;
    std::uint64_t revision = 0;  // of its last change
  };
  RandomJobs random_;
  RawHttp server_;
  std::array<Caller, 3> callers_;
  std::map<std::string, Held> jobs_, gone_;
  std::uint64_t revision_ = 0;
};

}  // namespace

TEST_CASE("nobody sees, counts, filters by, infers or deletes another's jobs, and no secret leaves") {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    CAPTURE(seed);
    World world(seed);
    for (int i = 0; i < 300; ++i) world.step();
  }
}
