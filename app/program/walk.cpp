#include "program/walk.h"

#include <algorithm>
#include <vector>

#include "jobs/order.h"
#include "sources/page_walk.h"

namespace syncwall {

namespace {

constexpr int kPage = 1000;

// Every page in turn, until `take` has enough.
Answer<Done> pages(JobSource& source, const Query& asked, std::int64_t limit, bool ordered, Walked& walked, const std::function<bool(const JobPage&)>& take) {
  PageWalk walk;
  while (true) {
    const int size = limit >= 0 ? static_cast<int>(std::clamp<std::int64_t>(limit, 1, kPage)) : kPage;
    auto page = source.page(asked, walk.cursor, size);
    if (!page.ok()) return page.problem();
    const JobPage& p = page.value();
    if (Result<Done> taken = walk.take(p, ordered); !taken.ok()) return SourceError{SourceError::Kind::Nonsense, taken.problem()};
    walked.total = p.total;
    walked.skipped += p.list.skipped;
    if (walked.skipped_why.empty()) walked.skipped_why = p.list.skipped_why;
    if (!take(p) || p.next_cursor.empty()) return Done{};
  }
}

Answer<Walked> walk_in_order(JobSource& source, const Query& query, std::int64_t limit, const std::function<void(const JobView&)>& each) {
  Walked walked;
  const auto done = pages(source, server_part(query), limit, true, walked, [&](const JobPage& page) {
    for (const JobView& job : page.list.jobs) {
      if (limit >= 0 && walked.jobs >= limit) return false;
      each(job);
      ++walked.jobs;
    }
    return limit < 0 || walked.jobs < limit;
  });
  if (!done.ok()) return done.problem();
  return walked;
}

Answer<Walked> collect_and_sort(JobSource& source, const Query& query, std::int64_t limit, bool ordered, WallMs now, const std::function<void(const JobView&)>& each) {
  Walked walked;
  std::vector<Job> found;
  const auto done = pages(source, server_part(query), -1, ordered, walked, [&](const JobPage& page) {
    for (const JobView& job : page.list.jobs) {
      if (matches(job, query.filter, now)) found.push_back(to_owned(job));
    }
    return true;
  });
  if (!done.ok()) return done.problem();
  std::sort(found.begin(), found.end(), [&](const Job& a, const Job& b) { return compare_jobs(view_of(a), view_of(b), query.sort) < 0; });
  // A job that changed places during the walk may have come twice.
  const auto same = std::unique(found.begin(), found.end(), [](const Job& a, const Job& b) { return a.id == b.id; });
  found.erase(same, found.end());
  walked.total = static_cast<std::int64_t>(found.size());
  for (const Job& job : found) {
    if (limit >= 0 && walked.jobs >= limit) break;
    each(view_of(job));
    ++walked.jobs;
  }
  return walked;
}

}  // namespace

Answer<Walked> walk_jobs(JobSource& source, const Query& query, std::int64_t limit, WallMs now, const std::function<void(const JobView&)>& each) {
  const auto account = source.account();
  if (!account.ok()) return account.problem();
  const auto offered = source.capabilities();
  if (!offered.ok()) return offered.problem();
  const bool exact = offered.value().server_order && query.sort.size() == 1 && !query.filter.overdue && !query.filter.stuck;
  return exact ? walk_in_order(source, query, limit, each) : collect_and_sort(source, query, limit, offered.value().server_order, now, each);
}

}  // namespace syncwall
