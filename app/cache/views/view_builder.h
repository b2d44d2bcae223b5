// ViewBuilder: filters and sorts on a thread of its own, so that no frame ever waits. The newest request wins:
// one that arrives during a build stops that build. The frame takes the newest finished view.
//
// Holding (product.md, "What a refresh may never do"): while a request says `hold` and its query is that of the
// shown view, the rows keep their places. Values need nothing done: rows are read from the newest snapshot.
// Rows that died stay in their places; rows that the frontier has newly passed are appended at the end; what
// else would move, appear or vanish is counted in `waiting` until the hold ends. A hold during which as many jobs die
// as there are is let go once.
//
// Thread safety: every public function may be called from any thread; newest() takes no lock.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/guarded.h"
#include "cache/job_cache.h"
#include "cache/views/view.h"

namespace syncwall {

struct ViewRequest {
  Query query;
  bool hold = false;
  std::uint64_t apply = 0;           // each new number lets waiting changes through once, also while held
  DeletingRows deleting = nullptr;   // for is:deleting
  bool failures = false;             // counted by their reasons as well
  OriginContexts origins = nullptr;  // the servers' names, for terms that ask for them, and clocks

  friend bool operator==(const ViewRequest&, const ViewRequest&) = default;
};

struct ShownView {
  std::shared_ptr<const View> view;  // null until the first one is built
  std::int64_t waiting = 0;          // rows whose place or membership has changed but is held back
  bool current = false;              // it answers the newest request, over the newest snapshot
  std::int64_t build_us = 0;         // how long the view took to make
  // Where they were asked for; come a little after the view, and until then are the last ones.
  std::shared_ptr<const FailureGroups> failures = nullptr;
};

class ViewBuilder {
 public:
  // `wake` is called after each publication, from the builder's thread. `cache` and `clock` must outlive this.
  ViewBuilder(const JobCache& cache, const Clock& clock, std::function<void()> wake);
  ~ViewBuilder();

  void want(const ViewRequest& request);
  // The cache has a newer snapshot, or so much time passed that lateness may have changed.
  void refresh();
  [[nodiscard]] ShownView newest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::jthread thread_;  // last: it stops before what it uses goes
};

}  // namespace syncwall
