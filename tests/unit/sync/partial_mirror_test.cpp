// A cache that may not hold every job, against the real server: at every step of a random session what is shown is a
// prefix of the true answer, and scrolling walks it to its end.
#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <random>

#include "cache/views/view_builder.h"
#include "net/client/api_key.h"
#include "server/job_server.h"
#include "sources/open_source.h"
#include "support/fresh_folder.h"
#include "support/naive_view.h"
#include "support/plain_query.h"
#include "support/random_jobs.h"
#include "support/wait_until.h"
#include "sync/fetch_thread.h"

using namespace syncwall;
using namespace syncwall::test;
using test::wait_until;

namespace {

constexpr std::int64_t kScreen = 40;

// SYNCWALL_PREFIX_JOBS and _LIMIT: the same session at another size (a million and 50,000 take minutes).
std::int64_t number_from(const char* variable, std::int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::atoll(text);
}

// What stands between server and table, without a window: the dashboard's own order of calls.
class Session {
 public:
  Session(std::int64_t jobs, std::int64_t limit) : folder_(test::fresh_folder()) {
    std::filesystem::create_directories(folder_);
    JobServer::Options options;
    options.database = folder_ / "jobs.db";
    options.http.embedded_key = "sk-of-this-test";
    auto started = JobServer::start(options);
    REQUIRE(started.ok());
    server_ = std::move(started).value();
    test::RandomJobs random(11);
    for (std::int64_t i = 0; i < jobs; ++i) all_.push_back(random.job(static_cast<std::uint64_t>(i)));
    REQUIRE(server_->store()
                .fill([at = std::size_t{0}, this]() mutable {
                  return at < all_.size() ? std::optional<Job>(all_[at++]) : std::nullopt;
                })
                .ok());
    SourceSettings settings;
    settings.url = "http://127.0.0.1:" + std::to_string(server_->port());
    settings.kind = SourceKind::Syncwall;
    settings.key = fixed_key("sk-of-this-test");
    auto source = open_source(settings);
    REQUIRE(source.ok());
    FetchOptions fetch;
    fetch.poll_interval_ms = 20;
    fetch.mirror_limit = limit;
    fetch_ = std::make_unique<FetchThread>(std::move(source).value(), cache_, clock_, fetch, Query{}, [] {});
  }
  ~Session() {
    fetch_.reset();
    server_.reset();
    std::filesystem::remove_all(folder_);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void ask(const Query& query) {
    truth_ = test::ids_of(test::naive_view(all_, query, clock_.wall_ms()));
    shown_ = 0;
    fetch_->set_query(query);
    views_.want({query, false, 0});
    query_ = query;
  }

  // Scrolled to row `rows`: waits until they are there or the answer ends, and holds all that is seen on the way.
  void scroll_to(std::int64_t rows) {
    const auto enough = [&] {
      const ShownView shown = look();
      if (!shown.view || !shown.current) return false;
      const auto there = static_cast<std::int64_t>(shown.view->size());
      if (there >= rows || shown.view->whole) return true;
      fetch_->want_rows(std::max(rows, fetch_->status()->query_rows + kScreen));
      return false;
    };
    INFO("rows " << rows << " of " << truth_.size() << ", shown " << shown_ << ", query "
                 << filter_words(query_.filter));
    REQUIRE(wait_until(enough));
  }
  [[nodiscard]] bool ended() const { return shown_ == truth_.size() && look_at_last_.view->whole; }
  [[nodiscard]] std::size_t true_size() const { return truth_.size(); }
  [[nodiscard]] bool over_limit() const { return fetch_->status()->over_limit; }
  [[nodiscard]] std::uint32_t cached() const { return cache_.snapshot().live_rows(); }
  [[nodiscard]] std::uint32_t rows() const { return cache_.snapshot().rows(); }
  [[nodiscard]] std::int64_t walked() const { return fetch_->status()->query_rows; }

 private:
  // The newest view is a prefix, and not a shorter one than before.
  ShownView look() {
    ShownView shown = views_.newest();
    if (!shown.view || !(shown.view->query == query_)) return {};
    const Snapshot snapshot = cache_.snapshot();
    const std::vector<CacheRow>& rows = shown.view->rows;
    REQUIRE(rows.size() <= truth_.size());
    REQUIRE(rows.size() >= shown_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Snapshot::IdBuffers ids;
      if (snapshot.job(rows[i], ids).id != truth_[i]) FAIL("row " << i << " is not the true one");
    }
    shown_ = rows.size();
    look_at_last_ = shown;
    return shown;
  }

  const std::filesystem::path folder_;
  std::unique_ptr<JobServer> server_;
  std::vector<Job> all_;
  const SystemClock clock_;
  JobCache cache_{[this] { views_.refresh(); }};
  ViewBuilder views_{cache_, clock_, [] {}};
  std::unique_ptr<FetchThread> fetch_;
  Query query_;
  std::vector<std::string> truth_;
  std::size_t shown_ = 0;
  ShownView look_at_last_;
};

Query random_query(std::mt19937& random) {
  Query query;
  const char* const texts[] = {"", "", "fin", "\xC3\xA0", "#", "\xD0\xB8\xD1\x80", "zzz"};
  set_collection(query.filter, texts[random() % std::size(texts)]);
  if (random() % 3 == 0) set_statuses(query.filter, bit(static_cast<Status>(random() % kStatuses)));
  if (random() % 3 == 0) set_types(query.filter, bit(static_cast<ConnectorType>(random() % kTypes)));
  query.sort = {{static_cast<SortColumn>(random() % kSortColumns), random() % 2 == 0}};
  return query;
}

}  // namespace

TEST_CASE("with fewer jobs mirrored than there are, every answer is a prefix of the true one, and scrolls to its end") {
  const std::int64_t jobs = number_from("SYNCWALL_PREFIX_JOBS", 6'000),
                     limit = number_from("SYNCWALL_PREFIX_LIMIT", 700);
  Session session(jobs, limit);
  std::mt19937 random(5);
  int ends = 0;
  for (int i = 0; i < 25; ++i) {
    session.ask(random_query(random));
    session.scroll_to(kScreen);
    const int scrolls = static_cast<int>(random() % 4);
    for (int s = 1; s <= scrolls; ++s) session.scroll_to(kScreen * (1 + s * static_cast<int>(1 + random() % 4)));
    // Every fifth to its very end.
    if (i % 5 == 0) {
      session.scroll_to(static_cast<std::int64_t>(session.true_size()));
      CHECK(session.ended());
      ++ends;
    }
  }
  CHECK(session.over_limit());
  CHECK(ends == 5);
  // The last query's walk, where that went further, with the page that may follow.
  CHECK(session.cached() <= std::max<std::int64_t>(limit, session.walked()) + FetchOptions{}.page);
  CHECK(session.rows() < 2 * jobs);  // five walks went to the end: their rows were used again
}
