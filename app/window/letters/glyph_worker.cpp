#include "window/letters/glyph_worker.h"

#include <chrono>
#include <exception>
#include <iterator>

namespace syncwall {

GlyphWorker::GlyphWorker(std::function<void()> wake)
    : wake_(std::move(wake)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void GlyphWorker::order(std::vector<GlyphOrder> orders) {
  if (orders.empty()) return;
  {
    Lock lock(mutex_);
    orders_.insert(orders_.end(), std::make_move_iterator(orders.begin()), std::make_move_iterator(orders.end()));
  }
  changed_.notify_all();
}

std::vector<GlyphOrder> GlyphWorker::withdraw() {
  std::deque<GlyphOrder> orders;
  {
    Lock lock(mutex_);
    orders.swap(orders_);
  }
  return {orders.begin(), orders.end()};
}

void GlyphWorker::forget() {
  Lock lock(mutex_);
  orders_.clear();
  made_.clear();
}

std::vector<Glyph> GlyphWorker::take(std::size_t most_px) {
  std::vector<Glyph> taken;
  Lock lock(mutex_);
  for (std::size_t px = 0; !made_.empty() && px < most_px;) {
    px += made_.front().alpha.size() + 64;  // one without an image costs something too
    taken.push_back(std::move(made_.front()));
    made_.pop_front();
  }
  return taken;
}

void GlyphWorker::wait() {
  Lock lock(mutex_);
  changed_.wait(lock, [this]() SYNCWALL_TS(no_thread_safety_analysis) {
    return !made_.empty() || (orders_.empty() && !making_);
  });
}

bool GlyphWorker::waiting() const {
  Lock lock(mutex_);
  return !made_.empty();
}

void GlyphWorker::run(const std::stop_token& stop) {
  constexpr auto kNews = std::chrono::milliseconds(150);
  GlyphMaker maker;
  auto told = std::chrono::steady_clock::now() - kNews;
  while (!stop.stop_requested()) {
    GlyphOrder order;
    {
      Lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this]() SYNCWALL_TS(no_thread_safety_analysis) { return !orders_.empty(); }))
        return;
      order = orders_.front();
      orders_.pop_front();
      making_ = true;
    }
    Glyph glyph;
    try {
      glyph = maker.make(order);
    } catch (const std::exception&) {  // no memory for it: drawn as missing
      glyph = Glyph();
      glyph.set = order.set;
      glyph.face = order.face;
      glyph.drawn = order.drawn;
      glyph.meant = order.meant;
    }
    bool last = false;
    {
      Lock lock(mutex_);
      made_.push_back(std::move(glyph));
      making_ = false;
      last = orders_.empty();
    }
    changed_.notify_all();
    const auto now = std::chrono::steady_clock::now();
    if (!last && now - told < kNews) continue;
    told = now;
    wake_();
  }
}

}  // namespace syncwall
