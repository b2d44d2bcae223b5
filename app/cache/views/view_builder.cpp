#include "cache/views/view_builder.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <new>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "base/published.h"
#include "cache/views/held_view.h"
#include "jobs/filter/filter_logic.h"

namespace syncwall {

namespace {
constexpr std::chrono::milliseconds kPause{100};  // without memory

// As long as a view is held, no row of a job that died meanwhile is used again (row_reuse.h). Where as many have died
// as there are jobs, it is let go once, or a box ticked on a wall would let the rows grow for weeks.
bool outlived(const View& held, const View& fresh) {
  constexpr std::uint32_t kFew = 65'536;
  return fresh.basis.deaths() - held.ordered_under.deaths() > std::max(kFew, fresh.basis.live_rows());
}

}  // namespace

struct ViewBuilder::State {
  State(const JobCache& c, const Clock& k, std::function<void()> w) : cache(c), clock(k), wake(std::move(w)) {}

  const JobCache& cache;
  const Clock& clock;
  const std::function<void()> wake;

  mutable Mutex mutex;
  std::condition_variable_any changed;
  ViewRequest request SYNCWALL_GUARDED_BY(mutex);
  std::stop_source build SYNCWALL_GUARDED_BY(mutex);  // stops the build under way for an older query

  std::atomic<std::uint64_t> asked = 0;  // counts want() and refresh(); changed under the mutex
  struct Answer {
    ShownView shown;
    std::uint64_t asked = 0;  // what it answers
  };
  Published<Answer> published;

  // Builder's thread only.
  ShownView shown;
  ViewFactory factory;
  std::shared_ptr<const View> standing;  // the last one built, what is held back included
  std::uint64_t applied = 0;
  bool prepared = false;  // for sorting by texts, once everything is loaded and there is time
  std::vector<std::shared_ptr<const View>> retired;  // shown before; freed here, so that no frame frees megabytes

  void run(const std::stop_token& stop);
  void retire(std::shared_ptr<const View> view);
  void publish(ShownView next, std::uint64_t number);
  void count_failures(const ViewRequest& wanted, std::uint64_t number, const std::stop_token& stop);
  void free_retired();  // those that no frame holds any more
  [[nodiscard]] ShownView answer(const ViewRequest& wanted, const ShownView& before, const std::stop_token& stop);
};

ShownView ViewBuilder::State::answer(const ViewRequest& wanted, const ShownView& before, const std::stop_token& stop) {
  const RowContext here(clock.wall_ms(), wanted.origins, wanted.deleting);
  auto fresh = factory.next(standing, cache.snapshot(), wanted.query, here, stop);
  if (!fresh) return {};
  retire(std::exchange(standing, fresh));
  const bool held = wanted.hold && wanted.apply == applied && before.view && before.view->query == wanted.query &&
                    !outlived(*before.view, *fresh);
  applied = wanted.apply;
  if (held) {
    HeldView kept = hold(*before.view, *fresh);
    return {std::move(kept.view), kept.waiting, true, 0};
  }
  return {std::move(fresh), 0, true, 0};
}

void ViewBuilder::State::retire(std::shared_ptr<const View> view) {
  // A view that stands and is shown retires twice; kept twice it would keep itself for ever.
  if (view && std::ranges::find(retired, view) == retired.end()) retired.push_back(std::move(view));
}

void ViewBuilder::State::free_retired() {
  std::erase_if(retired, [](const auto& old) { return old.use_count() == 1; });
}

void ViewBuilder::State::publish(ShownView next, std::uint64_t number) {
  auto answer = std::make_shared<const Answer>(Answer{next, number});
  retire(std::exchange(shown, std::move(next)).view);
  published.set(std::move(answer));
  wake();
}

// After the view: rows are waited for, and the first look at a hundred thousand errors takes longer than they do.
void ViewBuilder::State::count_failures(const ViewRequest& wanted, std::uint64_t number, const std::stop_token& stop) {
  const View& view = *shown.view;
  const FailureGroups* const last = shown.failures.get();
  const bool same = last != nullptr && last->basis.version() == view.basis.version() &&
                    last->filter == without_choice(wanted.query.filter) && !depends_on_now(last->filter);
  if (same) return;
  auto counted = factory.failures(view.basis, wanted.query.filter, view.here, stop);
  if (!counted) return;
  ShownView next = shown;
  next.failures = std::move(counted);
  publish(std::move(next), number);
}

void ViewBuilder::State::run(const std::stop_token& stop) {
  std::uint64_t answered = 0;
  while (true) {
    ViewRequest wanted;
    std::stop_token build_stop;
    std::uint64_t number = 0;
    {
      Lock lock(mutex);
      changed.wait(lock, stop, [&]() SYNCWALL_TS(no_thread_safety_analysis) { return asked != answered; });
      if (stop.stop_requested()) return;
      wanted = request;
      number = asked;
      build = std::stop_source();
      build_stop = build.get_token();
    }
    const auto begun = std::chrono::steady_clock::now();
    free_retired();  // before the build, which takes their memory
    ShownView next;
    try {
      next = answer(wanted, shown, build_stop);
    } catch (const std::bad_alloc&) {
      std::this_thread::sleep_for(kPause);  // then once more: what is shown stays
      continue;
    }
    next.build_us =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count();
    if (stop.stop_requested()) return;
    if (!next.view) continue;  // a newer request came
    if (wanted.failures) next.failures = shown.failures;
    try {
      publish(std::move(next), number);
      answered = number;
      if (wanted.failures) count_failures(wanted, number, build_stop);
      const bool all_loaded = shown.view->whole && shown.view->query.filter.all();
      if (all_loaded && !prepared && asked == answered) {
        factory.prepare(shown.view->basis);
        prepared = true;
      }
    } catch (const std::bad_alloc&) {
      std::this_thread::sleep_for(kPause);
    }
  }
}

ViewBuilder::ViewBuilder(const JobCache& cache, const Clock& clock, std::function<void()> wake)
    : state_(std::make_unique<State>(cache, clock, std::move(wake))),
      thread_([state = state_.get()](const std::stop_token& stop) { state->run(stop); }) {}

ViewBuilder::~ViewBuilder() {
  thread_.request_stop();  // first, so that no build begins after the one that is stopped here
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
  }
  state_->changed.notify_all();
}

void ViewBuilder::refresh() {
  {
    Lock lock(state_->mutex);
    if (state_->asked == 0) return;  // nothing was wanted yet
    ++state_->asked;
  }
  state_->changed.notify_all();
}

ShownView ViewBuilder::newest() const {
  const std::shared_ptr<const State::Answer> answer = state_->published.get();
  if (!answer) return {};
  ShownView shown = answer->shown;
  shown.current = answer->asked == state_->asked;
  return shown;
}

}  // namespace syncwall
