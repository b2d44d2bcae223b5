// Fetcher: what to ask the server next, and what to do with the answer. The fetch thread without the thread: it
// owns no clock, no waiting and no locks, so that tests can turn it step by step.
//
// In order of urgency: who we are and what is offered; the current query's first page, so that something right is
// on the screen at once; changes and summary every poll interval; further pages of the query if rows are wanted;
// a walk over all jobs until every one is cached. Polls come in between the pages of a walk, and where both wait,
// they take turns: neither a long walk nor a slow server starves the other.
//
// What is cached leaves the cache only where the server has said so: by a deletion, or by a whole walk that brought as
// many jobs as it counts (sync/page_walk.h). No failure, and no answer that doesn't add up, empties it.
//
// Proof of order (cache/frontier.h): while not everything is cached, the frontier is what the current query's
// pages have walked. Changes since a revision not later than any page's are applied too, so a job that moves into
// the walked part is brought by them. That proof outlives the walk: one that begins again, because its cursor was
// refused or its end was cut off for lack of room, takes nothing off the screen.
//
// Over the mirror limit the cache is cut to the limit, from the end of the order on the screen, but never below what
// the current query's walk has brought. One thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cache/job_cache.h"
#include "jobs/fetch_status.h"
#include "jobs/query.h"
#include "sources/source.h"
#include "sync/backoff.h"
#include "sync/fetch_report.h"
#include "sync/history_file.h"
#include "sync/page_walk.h"

namespace syncwall {

struct FetchOptions {
  std::int64_t poll_interval_ms = 2'000;
  std::int64_t mirror_limit = 2'000'000;  // more jobs than these are walked on demand only, never all;
                                          // where the server sorts, as nothing else can be walked so
  std::int64_t rewalk_ms = 30'000;  // of a source without changes: from one walk's beginning to the next one's, over
                                    // which its requests are spread; of any, after a walk that couldn't be relied on
  int first_page = 200;
  int page = 1000;
  std::int64_t max_wait_ms = 1'000;      // the longest sleep at a stretch: how soon the end of a suspend is noticed
  std::uint64_t seed = 1;                // of the back-off's jitter
  std::filesystem::path history_folder;  // where the last hour's counts are kept over a restart; empty: nowhere
  std::string history_name;              // of the server, the same in every run
};

// What the page wants now, whole: a newer value replaces an older one.
struct FetchWishes {
  Query query;
  std::int64_t rows = 0;        // of the current query's walk
  std::uint64_t refreshes = 0;  // "now, please", counted
};

class Fetcher {
 public:
  // `publish` is called when a request begins (false) and when something new is known (true).
  using Publish = std::function<void(const FetchStatus&, bool news)>;
  Fetcher(JobSource& source, OriginCache cache, const Clock& clock, FetchOptions options, Query query, Publish publish);

  void wish(const FetchWishes& wishes);

  // Sends what is due, if anything, and waits for the answer. The ticks at which the next step is due; not later
  // than now if there is more to do at once.
  TickMs step();

 private:
  enum class Step : std::uint8_t { Introduce, QueryPage, MirrorPage, Poll };

  [[nodiscard]] std::optional<Step> choose(TickMs now) const;
  [[nodiscard]] std::optional<Step> walk_step() const;
  [[nodiscard]] TickMs next_step() const;
  void begin_request();
  [[nodiscard]] Answer<Done> perform(Step step);
  [[nodiscard]] Answer<Done> guarded(Step step);
  [[nodiscard]] Answer<Done> introduce();
  void adopt_query();
  [[nodiscard]] Answer<Done> query_page();
  [[nodiscard]] Answer<Done> mirror_page();
  void begin_mirror();
  void note_collections(const JobPage& page);
  [[nodiscard]] Answer<Done> poll();
  [[nodiscard]] Answer<Done> poll_changes();
  void compare_counts(const JobSummary& told);
  void expect_walk(const JobSummary& told);
  // The next page of a walk; none where the pages don't add up, which is then in doubt_.
  [[nodiscard]] Answer<std::optional<JobPage>> next_page(PageWalk& walk, int limit);
  void apply(const JobList& list, std::span<const std::string> deleted, std::uint64_t revision,
             std::shared_ptr<const Frontier> frontier);
  void lost_deletions(const JobChanges& changes);
  void apply_within_limit(const JobChanges& changes);
  void keep_within_limit();
  void leave_mirror();
  void note_proven();
  [[nodiscard]] std::shared_ptr<const Frontier> frontier() const;
  [[nodiscard]] std::int64_t query_rows() const { return std::max(query_.rows, proven_.rows); }
  void finish_mirror();
  void note_skipped(const std::string& why);
  // The server answers, but what it lists can't be relied on: said until a walk ends well. Walks rest meanwhile, so
  // that it isn't asked for the same again and again; polls go on, and what is cached stays.
  void distrust(PageWalk& walk, Problem why);
  void failed(Step step, const RequestError& error);
  void stand_aside();
  void past_is_gone(const Problem& why);
  void walk_afresh();
  void forget_all();
  void notice_suspend(TickMs now);
  void count_locally();
  // Rows are brought up to date by walks only: without changes, polls say nothing about them.
  [[nodiscard]] bool walks_only() const { return !report_.status().capabilities.has_changes; }
  void summarize(const JobSummary& summary);
  void update_progress();

  JobSource& source_;
  OriginCache cache_;
  const Clock& clock_;
  const FetchOptions options_;
  const Publish publish_;
  FetchReport report_;
  std::optional<HistoryFile> history_;  // once it is known who asks
  Backoff backoff_;
  FetchWishes wishes_;

  bool introduced_ = false;
  bool polled_last_ = false;  // the last step tried was a poll
  bool more_changes_ = false;
  bool somebody_waits_ = true;     // for a whole walk: the first one, or one that was asked for
  bool sweep_ = false;             // over the limit, after a 410: what the next first page doesn't bring is forgotten
  std::optional<Revision> since_;  // changes are known up to this revision; none: no page has told one yet
  bool walk_again_ = false;        // somebody is gone, and only the whole list shows who
  bool walked_afresh_ = false;     // since changes were last answered
  std::optional<Problem> doubt_;
  PageWalk query_, mirror_;
  // How far the current query's order is cached and kept up to date by changes, whatever its walk is doing.
  struct Proven {
    std::optional<Job> last;
    bool whole = false;
    std::int64_t rows = 0, total = -1;
    [[nodiscard]] bool any() const { return whole || last.has_value(); }
  } proven_;
  TickMs next_poll_ = 0, retry_at_ = 0, next_walk_ = 0, walks_rest_until_ = 0;
  TickMs next_page_ = 0;  // of the mirror's walk
  TickMs walk_began_ = 0;
  WallMs walk_began_wall_ = 0;
  std::int64_t walk_skipped_ = 0;           // records that the last whole walk couldn't read
  std::int64_t changes_skipped_ = 0;        // and the most that changes brought at once since a walk began
  int miscounted_ = 0;                      // polls in a row whose counts were not those of the rows
  std::vector<std::string> unread_;         // collections, in this walk
  std::optional<JobSummary> told_summary_;  // by the server last, where rows come by walks
  WallMs seen_wall_;
  TickMs seen_ticks_;
};

}  // namespace syncwall
