#include "cache/view_builder.h"

#include <algorithm>
#include <condition_variable>
#include <span>
#include <stop_token>

namespace syncwall {

struct ViewBuilder::State {
  State(const JobCache& c, const Clock& k, std::function<void()> w) : cache(c), clock(k), wake(std::move(w)) {}

  const JobCache& cache;
  const Clock& clock;
  const std::function<void()> wake;

  mutable Mutex mutex;
  std::condition_variable_any changed;
  ViewRequest request SYNCWALL_GUARDED_BY(mutex);
  std::uint64_t asked SYNCWALL_GUARDED_BY(mutex) = 0;  // counts want() and refresh()
  std::stop_source build SYNCWALL_GUARDED_BY(mutex);   // stops the build under way for an older query
  ShownView shown SYNCWALL_GUARDED_BY(mutex);

  // Builder's thread only.
  ViewFactory factory;
  std::uint64_t applied = 0;
  Snapshot ordered_under;  // of the shown rows' order

  void run(std::stop_token stop);
  [[nodiscard]] ShownView answer(const ViewRequest& wanted, const ShownView& before, std::stop_token stop);
};

namespace {

// A set of rows as bits.
std::vector<bool> members(const std::vector<CacheRow>& rows, std::uint32_t of) {
  std::vector<bool> bits(of);
  for (const CacheRow row : rows) bits[index_of(row)] = true;
  return bits;
}

// A changed row, and how many unchanged ones stand before it.
struct Place {
  CacheRow row{};
  std::size_t before = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

// Where the changed rows that both orders have stand between those that did not change.
std::vector<Place> places(std::span<const CacheRow> rows, const std::vector<bool>& in_both, const std::vector<bool>& changed) {
  std::vector<Place> found;
  std::size_t unchanged = 0;
  for (const CacheRow row : rows) {
    if (!in_both[index_of(row)]) continue;
    if (changed[index_of(row)]) {
      found.push_back({row, unchanged});
    } else {
      ++unchanged;
    }
  }
  return found;
}

// How many rows would appear, vanish or move if `fresh` were shown in place of `held`. Rows that did not change
// keep their order among themselves, so only the changed ones are looked at.
std::int64_t count_waiting(std::span<const CacheRow> held, std::span<const CacheRow> fresh, std::span<const CacheRow> changed_rows, std::uint32_t rows) {
  std::vector<bool> both = members({held.begin(), held.end()}, rows), changed = members({changed_rows.begin(), changed_rows.end()}, rows);
  std::int64_t waiting = 0, common = 0;
  const std::vector<bool> in_fresh = members({fresh.begin(), fresh.end()}, rows);
  for (const CacheRow row : fresh) common += both[index_of(row)] ? 1 : 0;
  waiting += static_cast<std::int64_t>(fresh.size()) - common;  // new
  waiting += static_cast<std::int64_t>(held.size()) - common;   // gone
  for (const CacheRow row : held) {
    if (!in_fresh[index_of(row)]) both[index_of(row)] = false;
  }
  std::vector<Place> before = places(held, both, changed), after = places(fresh, both, changed);
  const auto by_row = [](const Place& a, const Place& b) { return a.row < b.row; };
  std::sort(before.begin(), before.end(), by_row);
  std::sort(after.begin(), after.end(), by_row);
  for (std::size_t i = 0; i < before.size(); ++i) waiting += before[i] == after[i] ? 0 : 1;
  return waiting;
}

// The held rows in their places, and behind them what the frontier has newly passed. `ordered_under`: the snapshot
// that the held order is from.
ShownView hold(const View& held, const std::shared_ptr<const View>& fresh, const Snapshot& ordered_under) {
  const std::uint32_t all = fresh->basis.rows();
  auto view = std::make_shared<View>(*fresh);
  view->rows = held.rows;
  std::size_t tail = fresh->rows.size();
  // Only a run of new rows at the very end is the frontier's: anything else would have to be squeezed in.
  if (!held.whole) {
    const std::vector<bool> known = members(held.rows, all);
    while (tail > 0 && !known[index_of(fresh->rows[tail - 1])]) --tail;
    view->rows.insert(view->rows.end(), fresh->rows.begin() + static_cast<std::ptrdiff_t>(tail), fresh->rows.end());
  }
  ShownView shown;
  shown.waiting = count_waiting(held.rows, std::span(fresh->rows).first(tail), changed_rows(ordered_under, fresh->basis), all);
  shown.view = std::move(view);
  return shown;
}

}  // namespace

ShownView ViewBuilder::State::answer(const ViewRequest& wanted, const ShownView& before, std::stop_token stop) {
  auto fresh = factory.build(cache.snapshot(), wanted.query, clock.wall_ms(), stop);
  if (!fresh) return {};
  const bool held = wanted.hold && wanted.apply == applied && before.view && before.view->query == wanted.query;
  applied = wanted.apply;
  if (held) return hold(*before.view, fresh, ordered_under);
  ordered_under = fresh->basis;
  return {std::move(fresh), 0, true};
}

void ViewBuilder::State::run(std::stop_token stop) {
  std::uint64_t answered = 0;
  while (true) {
    ViewRequest wanted;
    ShownView before;
    std::stop_token build_stop;
    std::uint64_t number = 0;
    {
      Lock lock(mutex);
      changed.wait(lock, stop, [&]() SYNCWALL_TS(no_thread_safety_analysis) { return asked != answered; });
      if (stop.stop_requested()) return;
      wanted = request;
      before = shown;
      number = asked;
      build = std::stop_source();
      build_stop = build.get_token();
    }
    ShownView next = answer(wanted, before, build_stop);
    if (stop.stop_requested()) return;
    if (!next.view) continue;  // a newer request came
    {
      Lock lock(mutex);
      answered = number;
      next.current = number == asked;
      shown = std::move(next);
    }
    wake();
  }
}

ViewBuilder::ViewBuilder(const JobCache& cache, const Clock& clock, std::function<void()> wake)
    : state_(std::make_unique<State>(cache, clock, std::move(wake))),
      thread_([state = state_.get()](std::stop_token stop) { state->run(std::move(stop)); }) {}

ViewBuilder::~ViewBuilder() {
  Lock lock(state_->mutex);
  state_->build.request_stop();
}

void ViewBuilder::want(const ViewRequest& request) {
  {
    Lock lock(state_->mutex);
    if (state_->request == request && state_->asked > 0) return;
    // A hold that begins changes nothing that is shown, but what a build would show: so it asks as well.
    if (!(state_->request.query == request.query)) state_->build.request_stop();
    state_->request = request;
    ++state_->asked;
    state_->shown.current = false;
  }
  state_->changed.notify_all();
}

void ViewBuilder::refresh() {
  {
    Lock lock(state_->mutex);
    if (state_->asked == 0) return;  // nothing was wanted yet
    ++state_->asked;
    state_->shown.current = false;
  }
  state_->changed.notify_all();
}

ShownView ViewBuilder::newest() const {
  Lock lock(state_->mutex);
  return state_->shown;
}

}  // namespace syncwall
