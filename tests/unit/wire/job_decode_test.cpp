#include "wire/job_decode.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "base/utf8.h"
#include "jobs/job_json.h"
#include "jobs/odd_fields.h"
#include "support/random_jobs.h"

using namespace syncwall;
using test::RandomJobs;

namespace {

const std::string kGood =
    R"({"id":"j1","user_id":"u1","collection_id":"c1","type":"S3","schedule":3600,"created_at":"2026-01-02T03:04:05Z"})";

std::string page_of(const std::string& items, const std::string& rest = R"(,"total":1,"revision":2)") {
  return "{\"items\":[" + items + "]" + rest + "}";
}
// kGood with one field replaced (or, with an empty value, left out).
std::string with(const std::string& field, const std::string& value) {
  std::string record = "{";
  for (const auto& [key, good] :
       std::initializer_list<std::pair<std::string, std::string>>{{"id", "\"j1\""},
                                                                  {"user_id", "\"u1\""},
                                                                  {"collection_id", "\"c1\""},
                                                                  {"type", "\"S3\""},
                                                                  {"schedule", "3600"},
                                                                  {"created_at", "\"2026-01-02T03:04:05Z\""}}) {
    if (key != field) record += "\"" + key + "\":" + good + ",";
  }
  if (!value.empty()) record += "\"" + field + "\":" + value + ",";
  record.back() = '}';
  return record;
}
Job job_of(const std::string& record) {
  const auto page = decode_page(page_of(record));
  REQUIRE(page.ok());
  INFO(page.value().list.skipped_why);
  REQUIRE(page.value().list.jobs.size() == 1);
  return to_owned(page.value().list.jobs[0]);
}
std::string skipped_of(const std::string& record) {
  const auto page = decode_page(page_of(kGood + "," + record));
  REQUIRE(page.ok());
  CHECK(page.value().list.jobs.size() == 1);
  CHECK(page.value().list.skipped == 1);
  return page.value().list.skipped_why;
}
std::string why(const std::string& body) {
  const auto page = decode_page(body);
  REQUIRE_FALSE(page.ok());
  return page.problem().why;
}

}  // namespace

TEST_CASE("what the server writes is what the client reads, hostile names and all") {
  RandomJobs random(31);
  std::vector<Job> jobs;
  std::string items;
  for (std::uint64_t i = 0; i < 500; ++i) {
    Job job = random.job(i);
    if (i % 3 == 0) job.config_json = R"({"path":"b","include":[1,2.5,{"x":null}]})";
    jobs.push_back(job);
    if (!items.empty()) items += ',';
    append_job_json(items, view_of(job));
  }
  const auto page = decode_page(page_of(items, R"(,"total":500,"revision":77,"next_cursor":"abc")"));
  REQUIRE(page.ok());
  CHECK(page.value().total == 500);
  CHECK(page.value().revision == 77);
  CHECK(page.value().next_cursor == "abc");
  CHECK(page.value().list.skipped == 0);
  REQUIRE(page.value().list.jobs.size() == jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    Job got = to_owned(page.value().list.jobs[i]);
    Job sent = jobs[i];
    // Texts of known types and statuses are not looked at.
    if (got.type != ConnectorType::Other) got.type_text = sent.type_text = "";
    if (got.status != Status::Other) got.status_text = sent.status_text = "";
    CHECK((got == sent));
  }
}

TEST_CASE("optional fields may be absent or null") {
  const Job job = job_of(kGood);
  CHECK(job.status == Status::Pending);
  CHECK(job.last_sync_at == kNever);
  CHECK(job.user_name.empty());
  CHECK(job.created_at == 1'767'323'045'000);
  CHECK((job_of(with("last_sync_at", "null")) == job));
  CHECK((job_of(with("config", "null")) == job));
}

TEST_CASE("no status is Pending of a job that has not run; of one that has, nobody knows it") {
  for (const char* status : {"null", "\"\"", "\" \""}) {
    CAPTURE(status);
    CHECK(job_of(with("last_sync_status", status)).status == Status::Pending);
    std::string ran = with("last_sync_status", status);
    ran.insert(1, R"("last_sync_at":"2026-01-02T03:04:05Z",)");
    const Job job = job_of(ran);
    CHECK(job.status == Status::Other);
    CHECK(job.status_text == "unknown");
    const auto odd = find_odd_field(job.odd_fields, JobField::Status);
    REQUIRE(odd.has_value());
    CHECK(odd->kind == Oddity::Missing);
    std::string json;
    append_job_json(json, view_of(job));  // as it came
    CHECK(json.find("last_sync_status") == std::string::npos);
    CHECK(job_of(json).status_text == "unknown");
    CHECK(job_of(json).odd_fields == job.odd_fields);
  }
}

TEST_CASE("types and statuses in any spelling; unknown ones as they came") {
  CHECK(job_of(with("type", "\"Google Cloud Storage\"")).type == ConnectorType::Gcs);
  const Job odd = job_of(with("type", "\"Carrier-Pigeon##\""));
  CHECK(odd.type == ConnectorType::Other);
  CHECK(odd.type_text == "Carrier-Pigeon##");
  CHECK(job_of(with("last_sync_status", "\"FAILED\"")).status == Status::Failed);
  const Job strange = job_of(with("last_sync_status", "\"Exploded\""));
  CHECK(strange.status == Status::Other);
  CHECK(strange.status_text == "Exploded");
}

TEST_CASE("a record is skipped only where nobody can tell which job it is, and the first one is named") {
  CHECK(skipped_of("5") == "items[1]: not an object");
  CHECK(skipped_of(with("id", "")) == "items[1].id: missing");
  CHECK(skipped_of(with("id", "null")) == "items[1].id: missing");
  CHECK(skipped_of(with("id", "{}")) == "items[1].id: not a text");
  CHECK(skipped_of(with("id", "true")) == "items[1].id: not a text");
  CHECK(skipped_of(with("id", "1.5")) == "items[1].id: not a text");
  CHECK(skipped_of(with("id", "\"\"")) == "items[1].id: empty");
  CHECK(skipped_of(with("id", "\"" + std::string(600, 'x') + "\"")) == "items[1].id: longer than 512 bytes");
  CHECK(job_of(with("id", "12345")).id == "12345");
}

TEST_CASE("a field that can't be read is noted as it came, and the row stays") {
  struct Case {
    const char *field, *value, *raw;
  };
  for (const auto& [field, value, raw] : {Case{"created_at", "\"2026-13-45\"", "2026-13-45"},
                                          {"created_at", "\"yesterday\"", "yesterday"},
                                          {"created_at", "[1]", "[1]"},
                                          {"created_at", "0", "0"},
                                          {"created_at", "true", "true"},
                                          {"created_at", "\"2026-11-20\"", "2026-11-20"},
                                          {"last_sync_at", "17", "17"},
                                          {"last_sync_at", "\"2026-02-30T00:00:00Z\"", "2026-02-30T00:00:00Z"},
                                          {"last_sync_at", "{}", "{}"},
                                          {"schedule", "-1", "-1"},
                                          {"schedule", "\"hourly\"", "hourly"},
                                          {"schedule", "true", "true"},
                                          {"schedule", "0.5", "0.5"},
                                          {"schedule", "18446744073709551615", "18446744073709551615"},
                                          {"schedule", "1e300", "1e+300"},
                                          {"schedule", "99999999999999999999999", "99999999999999999999999"},
                                          {"schedule", "1e999", "1e999"},
                                          {"schedule", "[]", "[]"},
                                          {"user_id", "{}", "{}"},
                                          {"user_name", "[\"a\"]", "[\"a\"]"},
                                          {"collection_id", "[]", "[]"},
                                          {"type", "{}", "{}"},
                                          {"last_sync_status", "5", "5"},
                                          {"last_sync_status", "{\"a\":1}", "{\"a\":1}"},
                                          {"config", "[]", "a list"},
                                          {"config", "\"k=v\"", "a text of 3 bytes"},
                                          {"config", "7", "7"}}) {
    CAPTURE(field);
    CAPTURE(value);
    const auto page = decode_page(page_of(kGood + "," + with(field, value)));
    REQUIRE(page.ok());
    const JobList& list = page.value().list;
    REQUIRE(list.jobs.size() == 2);
    CHECK(list.skipped == 0);
    CHECK(list.unreadable == 1);
    CHECK(list.unreadable_why == std::string("items[1].") + field + ": «" + raw + "»");
    CHECK(list.jobs[0].odd_fields.empty());
    std::string_view rest = list.jobs[1].odd_fields;
    const auto odd = next_odd_field(rest);
    REQUIRE(odd.has_value());
    CHECK(wire_name(odd->field) == field);
    CHECK(odd->kind == Oddity::Unreadable);
    CHECK(odd->raw == raw);
    CHECK(rest.empty());
  }
  CHECK(job_of(with("created_at", "\"x\"")).created_at == kUnknownTime);
  CHECK(job_of(with("last_sync_at", "\"x\"")).last_sync_at == kUnknownTime);
  CHECK(job_of(with("schedule", "-1")).schedule_s == kUnknownSchedule);
  const Job status = job_of(with("last_sync_status", "5"));
  CHECK(status.status == Status::Other);
  CHECK(status.status_text == "5");
}

TEST_CASE("what the contract requires and isn't there is unknown, and is no unreadable field") {
  for (const auto& [field, missing] : {std::pair{"user_id", JobField::UserId},
                                       {"collection_id", JobField::CollectionId},
                                       {"type", JobField::Type},
                                       {"schedule", JobField::Schedule},
                                       {"created_at", JobField::Created}}) {
    for (const char* value : {"", "null", "\"\""}) {
      CAPTURE(field);
      const auto page = decode_page(page_of(with(field, value)));
      REQUIRE(page.value().list.jobs.size() == 1);
      CHECK(page.value().list.unreadable == 0);
      const auto odd = find_odd_field(page.value().list.jobs[0].odd_fields, missing);
      REQUIRE(odd.has_value());
      CHECK(odd->kind == Oddity::Missing);
    }
  }
  CHECK(job_of(with("created_at", "null")).created_at == kUnknownTime);
  CHECK(job_of(with("schedule", "null")).schedule_s == kUnknownSchedule);
  CHECK(job_of(with("last_sync_at", "\" \"")).last_sync_at == kNever);
}

TEST_CASE("a time that Go hasn't set is none") {
  const std::string zero = "\"0001-01-01T00:00:00Z\"";
  const Job never = job_of(with("last_sync_at", zero));
  CHECK(never.last_sync_at == kNever);
  CHECK(never.odd_fields.empty());
  const Job unknown = job_of(with("created_at", zero));
  CHECK(unknown.created_at == kUnknownTime);
  CHECK(find_odd_field(unknown.odd_fields, JobField::Created)->kind == Oddity::Missing);
  CHECK(job_of(with("last_sync_at", "\"0001-01-01T00:00:01Z\"")).last_sync_at == -62'135'596'799'000);
}

TEST_CASE("plain variants are read: numbers and texts for each other, times without a zone") {
  CHECK(job_of(with("schedule", "3600.0")).schedule_s == 3600);
  CHECK(job_of(with("schedule", "\"3600\"")).schedule_s == 3600);
  CHECK(job_of(with("schedule", "3600.5")).schedule_s == 3600);
  CHECK(job_of(with("schedule", "6324480000")).schedule_s == 6324480000);
  CHECK(job_of(with("user_name", "7")).user_name == "7");
  CHECK(job_of(with("collection_name", "-7.5")).collection_name == "-7.5");
  CHECK(job_of(with("last_sync_status", "\" Failed \"")).status == Status::Failed);
  CHECK(job_of(with("config", R"("{\"bucket\":\"b\"}")")).config_json == R"({"bucket":"b"})");
  CHECK(job_of(with("last_sync_error", R"({"code":403})")).last_sync_error == R"({"code":403})");
  const Job naive = job_of(with("created_at", "\"2026-01-02T03:04:05\""));
  CHECK(naive.created_at == 1'767'323'045'000);
  CHECK(find_odd_field(naive.odd_fields, JobField::Created)->kind == Oddity::NoZone);
  CHECK_FALSE(has_unreadable(naive.odd_fields));
  for (const char* same : {"1767323045", "1767323045000", "\"1767323045\"", "1767323045.0"}) {
    const Job job = job_of(with("created_at", same));
    CHECK(job.created_at == 1'767'323'045'000);
    CHECK(find_odd_field(job.odd_fields, JobField::Created)->kind == Oddity::Number);
  }
}

TEST_CASE("a job goes out as it came in, unreadable fields too") {
  for (const char* record : {R"("created_at":"2026-13-45")", R"("last_sync_at":"soon","schedule":"hourly")",
                             R"("user_id":{"a":1})", R"("type":[1])"}) {
    const Job job = job_of(std::string(R"({"id":"x",)") + record + "}");
    std::string text;
    append_job_json(text, view_of(job));
    const Job again = job_of(text);
    CHECK(again.created_at == job.created_at);
    CHECK(again.last_sync_at == job.last_sync_at);
    CHECK(again.schedule_s == job.schedule_s);
    CHECK(again.status == job.status);
  }
}

TEST_CASE("the odd records of a careless server: none is lost but those without an id") {
  std::ifstream file("/work/shared/cases/odd.json");
  if (!file) return;
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto list = decode_job_array(text);
  REQUIRE(list.ok());
  CHECK(list.value().jobs.size() == 42);
  CHECK(list.value().skipped == 2);
}

TEST_CASE("secrets in what can't be read are masked") {
  const Job job = job_of(with("user_name", R"({"password":"hunter2","apiToken":"abc"})"));
  CHECK(job.odd_fields.find("hunter2") == std::string::npos);
  CHECK(job_of(with("config", "\"AccountKey=hunter2\"")).odd_fields.find("hunter2") == std::string::npos);
}

TEST_CASE("a page that is broken as a whole is a problem that says where") {
  CHECK(why("") == "it is empty");
  CHECK(why("  \n") == "it is empty");
  CHECK(why("<!doctype html>") == "it is a web page");
  CHECK(why("[]") == "not an object");
  CHECK(why("{}") == "items: missing");
  CHECK(why(R"({"items":{}})") == "items: not a list");
  CHECK(why(page_of("", R"(,"total":-5)")) == "total: out of range");
  CHECK(why(page_of("", R"(,"total":"five")")) == "total: not a number");
  CHECK(why(page_of("", R"(,"next_cursor":{})")) == "next_cursor: not a text");
  CHECK(why(R"({"items":null,"total":5})") == "items: missing");
  CHECK(decode_page(R"({"items":null,"total":"0"})").value().total == 0);
  CHECK(why("{\"items\":[] x}") == "it breaks at byte 13 of 14");
  const std::string whole = page_of(kGood);
  CHECK(why(whole.substr(0, whole.size() - 1)) ==
        "it stops in the middle, after " + std::to_string(whole.size() - 1) + " bytes");
  CHECK_FALSE(why(std::string(3'000, '[')).empty());
}

TEST_CASE("any prefix of a page is a problem, never a shorter page") {
  const std::string whole = page_of(kGood + "," + with("last_sync_error", R"("é\u00e9😀\n")"));
  for (std::size_t n = 0; n < whole.size(); ++n) CHECK_FALSE(decode_page(whole.substr(0, n)).ok());
  CHECK(decode_page(whole).ok());
}

TEST_CASE("duplicated and reordered records are handed on as they came") {
  const auto page = decode_page(page_of(with("id", "\"b\"") + "," + with("id", "\"a\"") + "," + with("id", "\"b\"")));
  REQUIRE(page.value().list.jobs.size() == 3);
  CHECK(page.value().list.jobs[0].id == "b");
  CHECK(page.value().list.jobs[1].id == "a");
}

TEST_CASE("broken UTF-8 and halves of surrogate pairs are replaced, real pairs stay") {
  CHECK(job_of(with("user_name",
                    "\"a\xFF"
                    "b\""))
            .user_name ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(job_of(with("user_name", R"("\ud83d\ude00")")).user_name == "😀");
  CHECK(job_of(with("user_name", R"("x\ud83dy")")).user_name == "x\xEF\xBF\xBDy");
  CHECK(job_of(with("user_name", R"("\ude00\ud83d")")).user_name == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(job_of(with("user_name", R"("\\ud83d")")).user_name == "\\ud83d");
}

TEST_CASE("long texts are cut between characters, long configs left out") {
  const Job job = job_of(with("last_sync_error", "\"" + std::string(70'000, 'e') + "\""));
  CHECK(job.last_sync_error.size() == kMaxTextBytes);
  CHECK(job_of(with("user_name", "\"" + std::string(10'000, 'n') + "\"")).user_name.size() == 10'000);
  std::string many;
  for (int i = 0; i < 40'000; ++i) many += "é";
  const Job wide = job_of(with("user_name", "\"" + many + "\""));
  CHECK(wide.user_name.size() <= kMaxTextBytes);
  CHECK(is_utf8(wide.user_name));
  CHECK(job_of(with("config", "{\"path\":\"" + std::string(70'000, 'c') + "\"}")).config_json ==
        R"({"left out":"70011 bytes"})");
}

TEST_CASE("secrets in a config are masked before anything keeps them") {
  const Job job = job_of(
      with("config",
           R"({"bucket":"b","Access_KEY_id":"AKIA","nested":{"client-Secret":{"a":"hidden"},"list":[{"apiToken":7}]},)"
           R"("PASSWORD":"p","SAS":null,"disastrous":["hidden"],"n":1.5,"ok":true,"none":null,"text":"a\"\n"})"));
  CHECK(job.config_json ==
        R"({"bucket":"b","Access_KEY_id":"***","nested":{"client-Secret":"***","list":[{"apiToken":"***"}]},)"
        R"("PASSWORD":"***","SAS":null,"disastrous":"***","n":"***","ok":true,"none":null,"text":"***"})");
  const Job failed = job_of(with("last_sync_error", R"("https://svc:hunter2@h/ refused")"));
  CHECK(failed.last_sync_error == "https://***@h/ refused");
  CHECK(decode_error_message(R"({"message":"password=hunter2 is wrong"})") == "password=*** is wrong");
}

TEST_CASE("jobs outlive the page that they came in as long as their storage does") {
  JobList list = decode_page(page_of(kGood)).value().list;
  CHECK(list.jobs[0].user_id == "u1");
  const JobList moved = std::move(list);
  CHECK(moved.jobs[0].collection_id == "c1");
}

TEST_CASE("changes: revision and deletions must be there, or nothing is taken") {
  const auto good = decode_changes(R"({"items":[)" + kGood + R"(],"deleted_ids":["x","y"],"revision":9,"more":true})");
  REQUIRE(good.ok());
  CHECK(good.value().deleted_ids.size() == 2);
  CHECK(good.value().revision == 9);
  CHECK(good.value().more);
  CHECK(decode_changes(R"({"items":[],"deleted_ids":[],"more":false})").problem().why == "revision: missing");
  CHECK(decode_changes(R"({"items":[],"revision":1})").problem().why == "deleted_ids: missing");
  const auto odd = decode_changes(R"({"items":null,"deleted_ids":["a",7,null,{},""],"revision":1})");
  REQUIRE(odd.ok());
  CHECK((odd.value().deleted_ids == std::vector<std::string>{"a", "7"}));
  CHECK(odd.value().unreadable_deletions == 3);
  CHECK(odd.value().unreadable_deletions_why == "deleted_ids[2]: no id");
  CHECK(decode_changes(R"({"items":[],"deleted_ids":null,"revision":1})").ok());
  CHECK(decode_changes(R"({"items":[],"deleted_ids":[],"revision":-1})").problem().why == "revision: out of range");
}

TEST_CASE("a key that comes twice is refused: one reader takes the first, another the last") {
  const auto page = decode_page(R"({"items":[],"total":0,"items":[)" + kGood + "]}");
  REQUIRE_FALSE(page.ok());
  CHECK(page.problem().why == "items: there twice");
}
