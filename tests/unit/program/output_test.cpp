#include "program/job_output.h"

#include <doctest/doctest.h>

#include <memory>

#include "support/random_jobs.h"
#include "wire/job_decode.h"

using namespace syncwall;

namespace {

std::string written(const std::vector<Job>& jobs, Options::Format format, std::int64_t total = 7) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* out = open_memstream(&text, &size);
  JobWriter writer(out, format, 1'795'000'000'000);
  writer.begin();
  for (const Job& job : jobs) writer.add(view_of(job));
  writer.end(total);
  std::fclose(out);
  const std::unique_ptr<char, decltype(&std::free)> owned(text, std::free);
  return {text, size};
}

std::vector<Job> hostile() {
  test::RandomJobs random(5);
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < 60; ++i) jobs.push_back(random.job(i));
  jobs[0].collection_name = "=cmd|' /C calc'!A0";
  jobs[1].collection_name = "a\x1b[2Jb\"c,d";
  return jobs;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

}  // namespace

TEST_CASE("JSON is what the API sends: a client reads back the same jobs") {
  const std::vector<Job> jobs = hostile();
  const auto page = decode_page(written(jobs, Options::Format::Json));
  REQUIRE(page.ok());
  CHECK(page.value().total == 7);
  REQUIRE(page.value().list.jobs.size() == jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    CHECK(page.value().list.jobs[i].id == jobs[i].id);
    CHECK(shown_collection(page.value().list.jobs[i]) == shown_collection(view_of(jobs[i])));
    CHECK(page.value().list.jobs[i].last_sync_at == jobs[i].last_sync_at);
  }
  CHECK(decode_page(written({}, Options::Format::Json, 0)).ok());
}

TEST_CASE("a table has one line a job, and no name moves the cursor") {
  const std::vector<Job> jobs = hostile();
  const std::string text = written(jobs, Options::Format::Table);
  CHECK(count(text, "\n") == jobs.size() + 2);
  for (const char c : text) CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
}

TEST_CASE("CSV quotes, and no cell is a formula") {
  std::vector<Job> jobs = hostile();
  const std::string text = written(jobs, Options::Format::Csv);
  CHECK(text.find("'=cmd|") != std::string::npos);
  CHECK(text.find(",=cmd|") == std::string::npos);
  CHECK(text.find("\"\"c,d\"") != std::string::npos);
}

TEST_CASE("a summary in each format") {
  const JobSummary s{1234, {1, 2, 1200, 30, 1}, 9};
  CHECK(summary_text(s, Options::Format::Json) ==
        "{\"total_jobs\":1234,\"pending_jobs\":1,\"running_jobs\":2,\"completed_jobs\":1200,\"failed_jobs\":30,"
        "\"paused_jobs\":1}\n");
  CHECK(summary_text(s, Options::Format::Csv) ==
        "status,jobs\r\nTotal,1234\r\nPending,1\r\nRunning,2\r\nCompleted,1200\r\nFailed,30\r\nPaused,1\r\n");
  CHECK(summary_text(s, Options::Format::Table).starts_with("Total      1,234\nPending    1\n"));
}
