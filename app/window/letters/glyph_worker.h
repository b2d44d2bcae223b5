// GlyphWorker: a GlyphMaker on a thread of its own. What is ordered comes back in that order. Any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <span>
#include <thread>
#include <vector>

#include "base/guarded.h"
#include "window/letters/glyph_maker.h"

namespace syncwall {

class GlyphWorker {
 public:
  // `wake`: images are there; called from the worker's thread, a few times a second and when all are made.
  explicit GlyphWorker(std::function<void()> wake);

  void order(std::vector<GlyphOrder> orders);
  // What was ordered and isn't made: it won't be. One that is in the making still comes.
  [[nodiscard]] std::vector<GlyphOrder> withdraw();
  // The same, and what is made and not yet taken goes too.
  void forget();
  // The oldest, up to about that many px of images: the rest stays for the next call.
  [[nodiscard]] std::vector<Glyph> take(std::size_t most_px);
  // Until something can be taken or nothing is ordered.
  void wait();
  // Whether images wait to be taken.
  [[nodiscard]] bool waiting() const;
  [[nodiscard]] std::thread::id thread() const { return thread_.get_id(); }

 private:
  void run(const std::stop_token& stop);

  const std::function<void()> wake_;
  mutable Mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<GlyphOrder> orders_ SYNCWALL_GUARDED_BY(mutex_);
  std::deque<Glyph> made_ SYNCWALL_GUARDED_BY(mutex_);
  bool making_ SYNCWALL_GUARDED_BY(mutex_) = false;
  std::jthread thread_;
};

}  // namespace syncwall
