#include "net/server/throttle.h"

#include <algorithm>

#include "net/server/client_connection.h"

namespace syncwall {

std::int64_t Throttle::failed(const std::string& address) {
  const std::string network = network_of(address);
  const TickMs now = clock_.ticks_ms();
  Lock lock(mutex_);
  while (!entries_.empty() && now - entries_.back().last >= options_.forget_ms) {
    places_.erase(entries_.back().address);
    entries_.pop_back();
  }
  const auto place = places_.find(network);
  if (place == places_.end()) {
    if (entries_.size() >= options_.most_addresses) {
      places_.erase(entries_.back().address);
      entries_.pop_back();
    }
    entries_.push_front({network, 0, now, 0});
    places_[network] = entries_.begin();
  } else {
    entries_.splice(entries_.begin(), entries_, place->second);
  }
  Entry& entry = entries_.front();
  entry.last = now;
  if (entry.until > now) return entry.until - now;
  ++entry.failures;
  if (entry.failures >= options_.free) {
    const int doublings = std::min(entry.failures - options_.free, 16);
    entry.until = now + std::min(options_.longest_ms, options_.first_ms << doublings);
  }
  return 0;
}

std::size_t Throttle::addresses() const {
  Lock lock(mutex_);
  return entries_.size();
}

}  // namespace syncwall
