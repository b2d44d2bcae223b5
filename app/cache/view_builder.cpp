#include "cache/view_builder.h"

#include <algorithm>
#include <condition_variable>
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

  void run(std::stop_token stop);
  [[nodiscard]] ShownView answer(const ViewRequest& wanted, const ShownView& before, std::stop_token stop);
};

namespace {

// The held rows in their places, and behind them what the frontier has newly passed.
ShownView hold(const View& held, const std::shared_ptr<const View>& fresh) {
  std::vector<bool> known(fresh->basis.rows());
  for (const CacheRow row : held.rows) known[index_of(row)] = true;
  auto view = std::make_shared<View>(*fresh);
  view->rows = held.rows;
  ShownView shown;
  std::size_t in_both = 0, tail = fresh->rows.size();
  // Only a run of new rows at the very end is the frontier's: anything else would have to be squeezed in.
  if (!held.whole) {
    while (tail > 0 && !known[index_of(fresh->rows[tail - 1])]) --tail;
    view->rows.insert(view->rows.end(), fresh->rows.begin() + static_cast<std::ptrdiff_t>(tail), fresh->rows.end());
  }
  // Both orders without what only one of them has: where they differ, a row has moved.
  std::vector<bool> in_fresh(fresh->basis.rows());
  for (const CacheRow row : fresh->rows) in_fresh[index_of(row)] = true;
  std::vector<CacheRow> before;
  for (const CacheRow row : held.rows) {
    if (in_fresh[index_of(row)]) {
      before.push_back(row);
    } else {
      ++shown.waiting;  // gone
    }
  }
  for (std::size_t i = 0; i < tail; ++i) {
    const CacheRow row = fresh->rows[i];
    if (!known[index_of(row)]) {
      ++shown.waiting;  // new
      continue;
    }
    if (before[in_both] != row) ++shown.waiting;
    ++in_both;
  }
  shown.view = std::move(view);
  return shown;
}

}  // namespace

ShownView ViewBuilder::State::answer(const ViewRequest& wanted, const ShownView& before, std::stop_token stop) {
  auto fresh = factory.build(cache.snapshot(), wanted.query, clock.wall_ms(), stop);
  if (!fresh) return {};
  const bool held = wanted.hold && wanted.apply == applied && before.view && before.view->query == wanted.query;
  applied = wanted.apply;
  if (!held) return {std::move(fresh), 0, true};
  return hold(*before.view, fresh);
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
