// A described source, and all that one walk of it brings.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/time_text.h"
#include "jobs/odd_fields.h"
#include "sources/described/load.h"
#include "sources/open_source.h"
#include "support/replay_server.h"

namespace syncwall::test {

using Json = nlohmann::json;
using Secrets = std::map<std::string, std::string>;

// With these secrets in place of files and the environment.
inline std::shared_ptr<const described::Server> server_with(std::shared_ptr<const described::Description> description,
                                                            described::Variables variables, const Secrets& secrets) {
  auto made = described::make_server(std::move(description), {std::move(variables), {}, {}});
  REQUIRE_MESSAGE(made.ok(), made.problem().text());
  auto server = std::make_shared<described::Server>(*made.value());
  server->secrets = [secrets](const std::string& name) -> Result<std::string> {
    const auto found = secrets.find(name);
    if (found == secrets.end()) return Problem{"the secret " + name + " is missing", "", ""};
    return found->second;
  };
  return server;
}

inline std::shared_ptr<const described::Description> description_of(const std::string& name) {
  auto loaded = described::load_description(name);
  REQUIRE_MESSAGE(loaded.ok(), loaded.problem().text());
  return std::move(loaded).value();
}

// A shipped one, with what the replay server of that name lets in.
inline std::shared_ptr<const described::Server> shipped(const std::string& name) {
  const bool airflow = name == "airflow";
  return server_with(
      description_of(name), airflow ? described::Variables{{"username", "ada"}} : described::Variables{},
      {{"key", "hush"}, {"client_id", "me"}, {"client_secret", "hush"}, {"api_key", "me"}, {"api_secret", "hush"}});
}

inline std::unique_ptr<JobSource> source_at(const std::string& url, std::shared_ptr<const described::Server> server) {
  SourceSettings settings;
  settings.url = url;
  settings.kind = SourceKind::Described;
  settings.described = std::move(server);
  auto opened = open_source(settings);
  REQUIRE_MESSAGE(opened.ok(), opened.problem().text());
  return std::move(opened).value();
}

struct WalkedJobs {
  std::vector<Job> jobs;
  std::vector<RequestError> errors;  // on the way; asked again after each
  std::int64_t skipped = 0, unreadable = 0;
  std::string skipped_why, unreadable_why, doubt, unread_why;
  std::vector<std::string> unread;  // collections

  [[nodiscard]] const Job* find(const std::string& id) const {
    for (const Job& job : jobs) {
      if (job.id == id) return &job;
    }
    return nullptr;
  }
};

// `patience`: so many errors are lived through, as a fetcher does.
inline WalkedJobs walk(JobSource& source, std::size_t patience = 0) {
  WalkedJobs walked;
  std::string cursor;
  for (int pages = 0; pages < 10'000; ++pages) {
    const auto page = source.page({}, cursor, 1'000);
    if (!page.ok()) {
      walked.errors.push_back(page.problem());
      if (walked.errors.size() > patience) return walked;
      continue;
    }
    for (const JobView& job : page.value().list.jobs) walked.jobs.push_back(to_owned(job));
    walked.skipped += page.value().list.skipped;
    walked.unreadable += page.value().list.unreadable;
    if (walked.skipped_why.empty()) walked.skipped_why = page.value().list.skipped_why;
    if (walked.unreadable_why.empty()) walked.unreadable_why = page.value().list.unreadable_why;
    cursor = page.value().next_cursor;
    if (!cursor.empty()) continue;
    walked.doubt = page.value().missing_why;
    walked.unread = page.value().unread_collections;
    walked.unread_why = page.value().unread_why;
    return walked;
  }
  FAIL("a walk without an end");
  return walked;
}

// A job as expected.json has it: what isn't there is null, a status that has no word of ours is "other:word".
inline Json as_expected(const Job& job, const Json& expected) {
  const auto text = [](const std::string& value) { return value.empty() ? Json() : Json(value); };
  const auto time = [](WallMs at) {  // in whole seconds
    return is_time(at) ? Json(to_rfc3339(at).substr(0, 19) + "Z") : Json();
  };
  const auto odd = find_odd_field(job.odd_fields, JobField::Schedule);
  std::string schedule = odd                   ? std::string(odd->raw)
                         : job.schedule_s == 0 ? "once"
                                               : "every " + std::to_string(job.schedule_s) + " s";
  if (schedule == "Manual") schedule = "manual";
  if (schedule == "Continuous") schedule = "continuous";
  if (expected["schedule"].get<std::string>().starts_with("text ")) schedule.insert(0, "text ");
  std::string status(label(job.status));
  status.front() = static_cast<char>(status.front() | 0x20);
  if (job.status == Status::Other) status = "other:" + job.status_text;
  return {{"id", job.id},
          {"user", text(job.user_name)},
          {"user_id", text(job.user_id)},
          {"email", text(job.user_email)},
          {"collection", text(job.collection_name)},
          {"collection_id", text(job.collection_id)},
          {"type", text(job.type_text)},
          {"created", time(job.created_at)},
          {"last_sync", time(job.last_sync_at)},
          {"status", status},
          {"error", text(job.last_sync_error)},
          {"schedule", schedule}};
}

// Each row, by its id, in any order; fails for one too many or too few.
inline void check_rows(const WalkedJobs& walked, const Json& expected) {
  CHECK(walked.jobs.size() == expected.size());
  for (const Json& row : expected) {
    const Job* const job = walked.find(row["id"]);
    REQUIRE_MESSAGE(job != nullptr, row["id"].get<std::string>());
    CHECK_MESSAGE(as_expected(*job, row) == row, as_expected(*job, row).dump());
  }
}

}  // namespace syncwall::test
