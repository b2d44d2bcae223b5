// Random jobs with hostile names, for tests that hold clever code to plain code. Deterministic for a seed.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>

#include "jobs/job.h"

namespace syncwall::test {

inline constexpr std::array<const char*, 14> kHostileNames = {"finance-reports-2026",
                                                              "Finance / EMEA",
                                                              "a##b###c",
                                                              "%s %n %d",
                                                              "two\nlines\tand a tab",
                                                              "Ирина · in review",
                                                              "ИРИНА",
                                                              "顧客サポート手順",
                                                              "سياسات الموارد",
                                                              "ÀÉÎ straße",
                                                              "'; DROP TABLE jobs; --",
                                                              "",
                                                              "_%_",
                                                              "😀 emoji"};

class RandomJobs {
 public:
  const bool unknowns;

  // `unknowns`: times and schedules that could not be read, as only a client has them.
  explicit RandomJobs(std::uint64_t seed, bool with_unknowns = false) : unknowns(with_unknowns), random_(seed) {}

  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  // Few different values in each field, so that ties are common. Ids: UUIDs, and some odd ones.
  Job job(std::uint64_t number) {
    Job job;
    job.id = id(number);
    job.user_id = "user-" + std::to_string(below(9));
    job.user_name = kHostileNames[below(kHostileNames.size())];
    job.user_email = "u@example.com";
    job.collection_id = "collection-" + std::to_string(below(9));
    job.collection_name = kHostileNames[below(kHostileNames.size())];
    if (below(50) == 0) job.collection_name += std::string(10'000, 'x');
    job.type = static_cast<ConnectorType>(below(kTypes + 1));
    if (job.type == ConnectorType::Other) job.type_text = "ftp##";
    job.created_at = static_cast<WallMs>(below(12)) * 3'600'000;
    job.schedule_s = std::array<std::int64_t, 4>{0, 900, 3600, 86400}[below(4)];
    if (unknowns && below(6) == 0) job.created_at = kUnknownTime;
    if (unknowns && below(6) == 0) job.schedule_s = kUnknownSchedule;
    run(job);
    return job;
  }

  // What a run of the job changes.
  void run(Job& job) {
    job.status = static_cast<Status>(below(kStatuses + 1));
    job.status_text = job.status == Status::Other ? "Exploded" : "";
    job.last_sync_at = below(4) == 0
                           ? kNever
                           : (is_time(job.created_at) ? job.created_at : 0) + static_cast<WallMs>(below(20)) * 600'000;
    if (unknowns && below(6) == 0) job.last_sync_at = kUnknownTime;
    job.last_sync_job_id = below(2) == 0 ? "run-" + std::to_string(below(1000)) : "";
    job.last_sync_error = job.status == Status::Failed ? "403 %s ## from bucket " + std::to_string(below(1000)) : "";
  }

  static std::string id(std::uint64_t number) {
    if (number % 7 == 0) return "odd id " + std::to_string(number);
    std::mt19937_64 mixed(number);
    std::string text = "00000000-0000-4000-8000-000000000000";
    for (char& c : text) {
      if (c == '0') c = "0123456789abcdef"[mixed() % 16];
    }
    return text;
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace syncwall::test
