#include "program/commands.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/standard_streams.h"
#include "base/time_text.h"
#include "jobs/odd_fields.h"
#include "program/audit_output.h"
#include "program/failure_list.h"
#include "program/job_output.h"
#include "program/terminal_text.h"
#include "program/walk.h"

namespace syncwall {

namespace {

constexpr int kFine = 0, kConditionMet = 1, kCouldNotAsk = 2;

int fail(std::FILE* err, const std::string& text) {
  std::fprintf(err, "syncwall: %s\n", harmless(text).c_str());
  return kCouldNotAsk;
}

std::string counted(std::int64_t n, const char* one, const char* many) {
  return std::string(grouped(n).view()) + " " + (n == 1 ? one : many);
}

void tell(std::FILE* err, const std::string& text) { std::fprintf(err, "syncwall: %s\n", harmless(text).c_str()); }

// What can't be shown as it is, or not at all. The status: where something is missing, the answer is none.
int tell_incomplete(std::FILE* err, const Walked& walked) {
  const auto first = [](std::int64_t n, const std::string& why) { return (n == 1 ? ": " : "; the first: ") + why; };
  if (walked.unreadable > 0)
    tell(err, counted(walked.unreadable, "job has", "jobs have") +
                  " fields that can't be read, and shown as they came" +
                  first(walked.unreadable, walked.unreadable_why));
  if (walked.skipped > 0)
    tell(err, counted(walked.skipped, "record was", "records were") +
                  " left out because it can't be told which job it is" + first(walked.skipped, walked.skipped_why));
  if (walked.unread_collections > 0)
    tell(err, "the jobs of " + counted(walked.unread_collections, "collection are", "collections are") +
                  " missing: it could not be read" + first(walked.unread_collections, walked.unread_why));
  if (walked.unclear > 0)
    tell(err, counted(walked.unclear, "job was", "jobs were") +
                  " left out although they may be late: their times or schedules are unknown");
  if (walked.status_unreadable > 0)
    tell(err, counted(walked.status_unreadable, "job's status", "jobs' statuses") +
                  " can't be read: counted as Other, and may be failures");
  for (const std::string& server : walked.unasked) tell(err, "the jobs of a server are missing: " + server);
  if (!walked.missing_why.empty()) tell(err, "jobs may be missing: " + walked.missing_why);
  return walked.incomplete() ? kCouldNotAsk : kFine;
}

int tell_incomplete_audit(std::FILE* err, const Walked& records) {
  if (records.unreadable > 0)
    tell(err, counted(records.unreadable, "record has", "records have") +
                  " fields that can't be read; the first: " + records.unreadable_why);
  if (records.skipped > 0)
    tell(err, counted(records.skipped, "record was", "records were") +
                  " left out because it can't be read; the first: " + records.skipped_why);
  return records.skipped > 0 ? kCouldNotAsk : kFine;
}

// What can't be written (a full disk) must not look like a short list. Whoever closes the pipe has read enough.
int finish(std::FILE* out, std::FILE* err, int status) {
  const auto flushed = flush_output(out);
  return flushed.ok() ? status : fail(err, flushed.problem().text());
}

Answer<JobSummary> count(Servers servers, const Options& options, WallMs now, Walked& walked) {
  JobSummary summary;
  std::int64_t status_unreadable = 0;
  auto all = walk_jobs(servers, options.query, -1, now, [&](const JobView& job) {
    ++summary.total;
    const auto odd = find_odd_field(job.odd_fields, JobField::Status);
    if (odd && job.status == Status::Other) ++status_unreadable;
    if (job.status != Status::Other) ++summary.by_status[static_cast<std::size_t>(job.status)];
  });
  if (!all.ok()) return all.problem();
  walked = all.value();
  walked.status_unreadable = status_unreadable;
  return summary;
}

Answer<JobSummary> ask(const NamedSource& server, const Options& options, WallMs now, Walked& walked) {
  JobSource& source = server.source;
  const auto account = source.account();
  if (!account.ok()) return account.problem();
  const auto offered = source.capabilities();
  if (!offered.ok()) return offered.problem();
  if (options.query.filter.all() && offered.value().has_summary) {
    auto told = source.summary();
    if (!told.ok() || told.value().adds_up()) return told;
  }
  return count(Servers(&server, 1), options, now, walked);
}

// Each server's own counts, where they are of everything; what of several can't be asked stands in `walked`.
Answer<JobSummary> ask_all(Servers servers, const Options& options, WallMs now, Walked& walked) {
  if (servers.size() == 1) return ask(servers.front(), options, now, walked);
  if (!options.query.filter.all()) return count(servers, options, now, walked);
  JobSummary sum;
  std::optional<RequestError> first_error;
  for (const NamedSource& server : servers) {
    Walked of_one;
    const auto one = ask(server, options, now, of_one);
    add_left_out(walked, of_one, server.name);
    if (one.ok()) {
      sum.add(one.value());
      continue;
    }
    if (!first_error) first_error = one.problem();
    walked.unasked.push_back(server.name + ": " + one.problem().text());
  }
  if (walked.unasked.size() == servers.size()) return *first_error;
  return sum;
}

}  // namespace

int run_list(Servers servers, const Options& options, WallMs now, std::FILE* out, std::FILE* err) {
  JobWriter writer(out, options.format, now, servers.size() > 1);
  bool begun = false;
  const auto begin = [&] {
    if (!begun) writer.begin();
    begun = true;
  };
  const auto walked = walk_jobs(servers, options.query, options.limit, now, [&](const JobView& job) {
    begin();
    writer.add(job);
  });
  if (!walked.ok()) return fail(err, walked.problem().text());
  begin();
  writer.end(walked.value().total);
  return finish(out, err, tell_incomplete(err, walked.value()));
}

namespace {

// Nothing where nobody asked for them. What isn't read of them is added to `walked`.
Answer<std::optional<FailureList>> list_failures(Servers servers, const Options& options, WallMs now, Walked& walked) {
  if (!options.groups) return std::optional<FailureList>();
  Query failed = options.query;
  failed.filter.terms.push_back({QueryField::Status, false, {Status::Failed}});
  std::optional<FailureList> failures(std::in_place);
  auto all = walk_jobs(servers, failed, -1, now, [&](const JobView& job) { failures->add(job); });
  if (!all.ok()) return all.problem();
  if (!walked.incomplete() && all.value().incomplete()) walked = std::move(all).value();
  return failures;
}

}  // namespace

int run_summary(Servers servers, const Options& options, WallMs now, std::FILE* out, std::FILE* err) {
  Walked walked;
  const auto summary = ask_all(servers, options, now, walked);
  if (!summary.ok()) return fail(err, summary.problem().text());
  const auto failures = list_failures(servers, options, now, walked);
  if (!failures.ok()) return fail(err, failures.problem().text());
  const std::string text =
      summary_text(summary.value(), options.format, failures.value() ? &*failures.value() : nullptr);
  std::fwrite(text.data(), 1, text.size(), out);
  const int status = tell_incomplete(err, walked);
  const std::int64_t others = summary.value().others() - walked.status_unreadable;
  if (others > 0)
    tell(err, counted(others, "job has a status", "jobs have statuses") +
                  " that this program doesn't know: counted as Other; list '-status:pending,running,completed,failed,"
                  "paused' names them");
  // Whatever is missing, so many are Failed.
  const bool met = options.fail_if_failed && summary.value().of(Status::Failed) >= *options.fail_if_failed;
  return finish(out, err, met ? kConditionMet : status);
}

int run_audit(JobSource& source, const Options& options, WallMs, std::FILE* out, std::FILE* err) {
  constexpr std::int64_t kPage = 1000;
  const auto offered = source.capabilities();
  if (!offered.ok()) return fail(err, offered.problem().text());
  if (!offered.value().has_audit)
    return fail(err, "this server keeps no audit: its API has no operation that tells who deleted what");
  AuditWriter writer(out, options.format);
  std::int64_t left = options.limit < 0 ? std::numeric_limits<std::int64_t>::max() : options.limit;
  std::string cursor;
  std::set<std::string> cursors;
  Walked left_out;
  // Asked once even for --limit 0: who may not see the audit is told so.
  do {
    const auto page = source.audit(cursor, static_cast<int>(std::clamp<std::int64_t>(left, 1, kPage)));
    if (!page.ok()) return fail(err, page.problem().text());
    if (cursor.empty()) writer.begin();
    for (const AuditRecord& record : page.value().records) {
      if (left-- > 0) writer.add(record);
    }
    left_out.skipped += page.value().skipped;
    if (left_out.skipped_why.empty()) left_out.skipped_why = page.value().skipped_why;
    left_out.unreadable += page.value().unreadable;
    if (left_out.unreadable_why.empty()) left_out.unreadable_why = page.value().unreadable_why;
    // A server whose cursor doesn't move would be asked for ever.
    if (!cursors.insert(cursor).second) return fail(err, "the pages of the server's audit go round in circles");
    if (!page.value().next_cursor.empty() && page.value().records.empty() && page.value().skipped == 0)
      return fail(err, "the server's audit has a page without records and more to come");
    cursor = page.value().next_cursor;
  } while (!cursor.empty() && left > 0);
  writer.end();
  return finish(out, err, tell_incomplete_audit(err, left_out));
}

}  // namespace syncwall
