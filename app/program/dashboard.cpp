#include "program/dashboard.h"

#include <algorithm>

#include "base/paths.h"
#include "jobs/filter/filter_logic.h"
#include "sync/merged_status.h"
#include "table/action_words.h"
#include "table/diagnostics.h"

namespace syncwall {

namespace {
constexpr std::int64_t kMomentMs = 10'000;  // how old the answer to a filter by lateness or age may be
}

Dashboard::Dashboard(std::span<const Stage> servers, const Clock& clock, Letters letters, Host host)
    : clock_(clock),
      host_(std::move(host)),
      cache_([this] { views_->refresh(); }, servers.size()),
      desk_(servers.front().options.query, ports()),
      letters_(letters),
      frame_{desk_, ui_, letters_.fonts.set(), letters_.seen, Theme{}} {
  const Options& options = servers.front().options;
  views_ = std::make_unique<ViewBuilder>(cache_, clock_, [this] { wake(); });
  if (!options.describe.empty()) frame_.notes = &notes_;
  ui_.table.sort_given = options.sort_given;
  ui_.names.program_version = SYNCWALL_VERSION;
  if (servers.size() > 1) return;
  ui_.names.server_name = !options.profile.empty() ? options.profile : options.url.empty() ? "Demonstration" : "";
}

Dashboard::~Dashboard() {
  servers_.clear();
  orders_.reset();
}

Result<std::unique_ptr<Dashboard>> Dashboard::open(std::span<const Stage> servers, const Clock& clock, Letters letters,
                                                   Host host) {
  std::unique_ptr<Dashboard> made(new Dashboard(servers, clock, letters, std::move(host)));
  const auto started = made->start(servers, clock);
  if (!started.ok()) return started.problem();
  return made;
}

Result<Done> Dashboard::start(std::span<const Stage> servers, const Clock& clock) {
  log_ = servers.front().backend->log();
  OrderThread::Sources ordering;
  for (const auto& [options, backend] : servers) {
    auto fetching = backend->source();
    if (!fetching.ok()) return fetching.problem();
    auto orders = backend->source();
    if (!orders.ok()) return orders.problem();
    ordering.push_back(std::move(orders).value());
    FetchOptions fetch;
    fetch.poll_interval_ms = options.poll_interval_ms;
    // Each has its share of the room, so that all together stay within it.
    fetch.mirror_limit = options.mirror_limit / std::ssize(servers);
    if (options.command == Options::Command::Window) {
      fetch.history_folder = state_dir();
      fetch.history_name = backend->name();
    }
    Server& server = servers_.emplace_back();
    server.name = server_name(options);
    server.journal = &backend->journal();
    const Origin origin = Origin(static_cast<std::uint8_t>(servers_.size() - 1));
    server.fetch = std::make_unique<FetchThread>(std::move(fetching).value(), OriginCache(cache_, origin), clock, fetch,
                                                 servers.front().options.query, [this] { wake(); });
  }
  orders_ = std::make_unique<OrderThread>(std::move(ordering), cache_, [this] { wake(); });
  hear_servers();
  wanted_view_ = view_request();
  views_->want(wanted_view_);
  return Done{};
}

// The newest of each server, and what they come to together.
void Dashboard::hear_servers() {
  bool news = status_ == nullptr;
  for (Server& server : servers_) {
    auto newest = server.fetch->status();
    news = news || newest != server.status;
    server.status = std::move(newest);
  }
  if (!news) return;
  std::vector<std::shared_ptr<const FetchStatus>> statuses;
  for (const Server& server : servers_) statuses.push_back(server.status);
  status_ = merged_status(statuses);
  const std::int64_t first = statuses.front()->connection.clock_ahead_ms;
  std::vector<OriginContext> origins;
  std::vector<Desk::ServerNews> each;
  for (const Server& server : servers_) {
    const std::int64_t ahead = server.status->connection.clock_ahead_ms - first;
    origins.push_back({server.name, ahead});
    each.push_back({server.name, server.status, ahead});
  }
  if (servers_.size() > 1) server_news_ = std::make_shared<const std::vector<Desk::ServerNews>>(std::move(each));
  // Others only where they say something else: a view is made anew for them.
  if (!origins_ || *origins_ != origins)
    origins_ = std::make_shared<const std::vector<OriginContext>>(std::move(origins));
  if (first == clock_.shift_ms()) return;
  clock_.shift_to(first);
  views_->refresh();
}

// Of several servers each with its name, by time; only while somebody looks at them.
std::shared_ptr<const RequestRecords> Dashboard::last_requests() const {
  if (servers_.size() == 1 || !desk_.diagnostics_shown()) return servers_.front().journal->last();
  auto all = std::make_shared<RequestRecords>();
  for (const Server& server : servers_) {
    const auto own = server.journal->last();
    for (RequestRecord record : *own) {
      record.path.insert(0, server.name + " ");
      all->push_back(std::move(record));
    }
  }
  std::ranges::stable_sort(*all, {}, &RequestRecord::at);
  return all;
}

ViewRequest Dashboard::view_request() const {
  ViewRequest request = desk_.view_request(holds_order(ui_));
  request.origins = origins_;
  return request;
}

Ports Dashboard::ports() {
  Ports ports;
  ports.ask = [this](const Query& query) {
    wanted_rows_ = 0;
    for (const Server& server : servers_) server.fetch->set_query(query);
  };
  ports.carry_out = [this](std::uint64_t request_id, const RowOrder& order) {
    if (log_ != nullptr)
      log_->write(
          Log::Level::Info, std::string(words(order.action).noun) + " begins",
          {{"request", static_cast<std::int64_t>(request_id)}, {"jobs", static_cast<std::int64_t>(order.size())}});
    orders_->start(request_id, order.action, [order] { return order.ids(); });
  };
  ports.cancel_order = [this] { orders_->cancel(); };
  ports.refresh = [this] {
    for (const Server& server : servers_) server.fetch->refresh_now();
  };
  ports.copy = host_.copy;
  ports.zoom = host_.zoom;
  ports.next_theme = host_.next_theme;
  ports.show = host_.show;
  ports.quit = host_.quit;
  ports.clipboard_bytes = host_.clipboard_bytes;
  return ports;
}

void Dashboard::wake() {
  news_ = true;
  host_.wake();
}

Heard Dashboard::heard() {
  if (!news_.exchange(false)) return Heard::Nothing;
  const View* const shown = desk_.news().view.view.get();
  const std::shared_ptr<const View> newest = views_->newest().view;
  const bool answers =
      newest && shown != nullptr && !(shown->query == wanted_view_.query) && newest->query == wanted_view_.query;
  return answers ? Heard::Answer : Heard::News;
}

void Dashboard::set_theme(const Theme& theme) {
  frame_.theme = theme;
  restyle_ = true;
}

bool Dashboard::prepare(float scale, bool patient) {
  const bool fonts =
      patient ? letters_.fonts.finish(letters_.seen, scale) : letters_.fonts.update(letters_.seen, scale);
  // Letters of another size come a little later, and the layout with them.
  const float before = std::exchange(scale_, letters_.fonts.scale());
  if (!fonts && before == scale_ && !restyle_) return false;
  restyle_ = false;
  set_style(frame_.theme, scale_);
  return true;
}

bool Dashboard::draw() {
  ticks_ = clock_.ticks_ms();
  hear_servers();
  const WallMs now = clock_.wall_ms();
  // The view before the snapshot: every row of the view must be in the snapshot.
  Desk::News news;
  news.view = views_->newest();
  news.snapshot = cache_.snapshot();
  news.status = status_;
  news.servers = server_news_;
  news.order = orders_->progress();
  news.requests = last_requests();
  news.now = now;
  news.ticks = ticks_;
  desk_.receive(std::move(news));
  if (log_ != nullptr) write_log();
  frame_.scale = scale_;
  frame_.now = now;
  frame_.clock_ahead_ms = clock_.shift_ms();
  frame_.ticks = ticks_;
  frame_.next_change_ms = 60'000;
  frame_.rows_wanted = 0;
  notes_.clear();
  draw_dashboard(frame_);
  return letters_.fonts.settled(letters_.seen);
}

// What an operator wants to find again tomorrow: when a connection was lost and why, and what orders came to.
void Dashboard::write_log() {
  for (Server& server : servers_) {
    const Connection& c = server.status->connection;
    if (c.link == server.logged_link) continue;
    server.logged_link = c.link;
    log_->write(c.link == Link::Live || c.link == Link::Connecting ? Log::Level::Info : Log::Level::Warn, "connection",
                {{"server", c.server}, {"state", link_word(c.link)}, {"problem", c.problem.text()}});
  }
  const Desk::News& news = desk_.news();
  if (!news.order->finished || news.order->request_id == logged_order_) return;
  logged_order_ = news.order->request_id;
  log_->write(Log::Level::Info, std::string(words(news.order->action).noun) + " ends",
              {{"request", static_cast<std::int64_t>(logged_order_)},
               {"jobs", news.order->total},
               {"done", news.order->results.so()}});
}

Rows Dashboard::act() {
  desk_.run(frame_.actions);
  frame_.actions.clear();
  const ViewRequest wanted = view_request();
  const bool other_query = !(wanted.query == wanted_view_.query);
  if (!(wanted == wanted_view_)) {
    wanted_view_ = wanted;
    views_->want(wanted);
  }
  if (depends_on_now(desk_.shown_query().filter) && ticks_ - refreshed_ >= kMomentMs) {
    refreshed_ = ticks_;
    frame_.change_in(kMomentMs);
    views_->refresh();
  }
  want_rows();
  const View* const shown = desk_.news().view.view.get();
  if (shown == nullptr || shown->query == wanted.query) return Rows::Current;
  return other_query ? Rows::JustAsked : Rows::Awaited;
}

// What is shown can be less than what was walked (lateness, rows that are equal up to the frontier): then a screen
// more than came so far is asked for. What is there already is wished for too, so that it isn't cut off (fetcher.h).
void Dashboard::want_rows() {
  const FetchStatus* status = desk_.news().status.get();
  const View* view = desk_.news().view.view.get();
  if (status == nullptr || view == nullptr || status->complete || !desk_.news().view.current) return;
  if (desk_.selection().pending() && status->over_limit)
    frame_.rows_wanted = std::max(frame_.rows_wanted, rows_for_all(*status));
  const bool there = static_cast<std::int64_t>(view->size()) >= frame_.rows_wanted;
  const std::int64_t rows =
      there ? frame_.rows_wanted : std::max(frame_.rows_wanted, status->query_rows + ui_.table.rows_on_screen);
  if (rows <= wanted_rows_) return;
  wanted_rows_ = rows;
  for (const Server& server : servers_) server.fetch->want_rows(rows);
}

bool Dashboard::complete() const {
  const Desk::News& news = desk_.news();
  if (!news.status || !news.view.view || !news.view.current) return false;
  const FetchStatus& s = *news.status;
  if (s.connection.link != Link::Live || (s.capabilities.has_summary && !s.summary)) return false;
  if (!news.all_live(ticks_)) return false;
  if (!s.capabilities.has_changes && !s.over_limit)
    return s.complete && s.summary.has_value();  // rows and counts come with the walk
  const auto rows = static_cast<std::int64_t>(news.view.view->size());
  return s.complete || news.view.view->whole || (s.over_limit && rows >= ui_.table.rows_on_screen);
}

}  // namespace syncwall
