#include "program/commands.h"

#include <algorithm>
#include <limits>

#include "program/audit_output.h"
#include "program/job_output.h"
#include "program/walk.h"

namespace syncwall {

namespace {

constexpr int kFine = 0, kConditionMet = 1, kCouldNotAsk = 2;

int fail(std::FILE* err, const std::string& text) {
  std::fprintf(err, "syncwall: %s\n", text.c_str());
  return kCouldNotAsk;
}

void tell_skipped(std::FILE* err, const Walked& walked) {
  if (walked.skipped == 0) return;
  std::fprintf(err, "syncwall: %lld records were left out because they could not be read; the first: %s\n", static_cast<long long>(walked.skipped), walked.skipped_why.c_str());
}

// What can't be written (a full disk) must not look like a short list.
int finish(std::FILE* out, std::FILE* err, int status) {
  if (std::fflush(out) != 0 || std::ferror(out) != 0) return fail(err, "the output could not be written");
  return status;
}

Answer<JobSummary> count(JobSource& source, const Options& options, WallMs now, Walked& walked) {
  JobSummary summary;
  auto all = walk_jobs(source, options.query, -1, now, [&](const JobView& job) {
    ++summary.total;
    if (job.status != Status::Other) ++summary.by_status[static_cast<std::size_t>(job.status)];
  });
  if (!all.ok()) return all.problem();
  walked = all.value();
  return summary;
}

Answer<JobSummary> ask(JobSource& source, const Options& options, WallMs now, Walked& walked) {
  const auto account = source.account();
  if (!account.ok()) return account.problem();
  const auto offered = source.capabilities();
  if (!offered.ok()) return offered.problem();
  if (options.query.filter.all() && offered.value().has_summary) return source.summary();
  return count(source, options, now, walked);
}

}  // namespace

int run_list(JobSource& source, const Options& options, WallMs now, std::FILE* out, std::FILE* err) {
  JobWriter writer(out, options.format, now);
  bool begun = false;
  const auto begin = [&] {
    if (!begun) writer.begin();
    begun = true;
  };
  const auto walked = walk_jobs(source, options.query, options.limit, now, [&](const JobView& job) {
    begin();
    writer.add(job);
  });
  if (!walked.ok()) return fail(err, walked.problem().text());
  begin();
  writer.end(walked.value().total);
  tell_skipped(err, walked.value());
  return finish(out, err, kFine);
}

int run_summary(JobSource& source, const Options& options, WallMs now, std::FILE* out, std::FILE* err) {
  Walked walked;
  const auto summary = ask(source, options, now, walked);
  if (!summary.ok()) return fail(err, summary.problem().text());
  const std::string text = summary_text(summary.value(), options.format);
  std::fwrite(text.data(), 1, text.size(), out);
  tell_skipped(err, walked);
  const bool met = options.fail_if_failed && summary.value().of(Status::Failed) >= *options.fail_if_failed;
  return finish(out, err, met ? kConditionMet : kFine);
}

int run_audit(JobSource& source, const Options& options, WallMs, std::FILE* out, std::FILE* err) {
  constexpr std::int64_t kPage = 1000;
  const auto offered = source.capabilities();
  if (!offered.ok()) return fail(err, offered.problem().text());
  if (!offered.value().has_audit) return fail(err, "this server keeps no audit: its API has no operation that tells who deleted what");
  AuditWriter writer(out, options.format);
  std::int64_t left = options.limit < 0 ? std::numeric_limits<std::int64_t>::max() : options.limit;
  std::string cursor;
  // Asked once even for --limit 0: who may not see the audit is told so.
  do {
    const auto page = source.audit(cursor, static_cast<int>(std::clamp<std::int64_t>(left, 1, kPage)));
    if (!page.ok()) return fail(err, page.problem().text());
    if (cursor.empty()) writer.begin();
    for (const AuditRecord& record : page.value().records) {
      if (left-- > 0) writer.add(record);
    }
    // A server whose cursor doesn't move would be asked for ever.
    if (!page.value().next_cursor.empty() && page.value().records.empty()) return fail(err, "the server's audit has a page without records and more to come");
    cursor = page.value().next_cursor;
  } while (!cursor.empty() && left > 0);
  writer.end();
  return finish(out, err, kFine);
}

}  // namespace syncwall
