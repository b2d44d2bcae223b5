#include "net/server/seat_choice.h"

#include <algorithm>
#include <unordered_map>

namespace syncwall {

namespace {

constexpr std::chrono::seconds kLongTransfer{5};

std::optional<std::size_t> oldest_stranger(std::span<const SeatState> seats, std::string_view network) {
  std::optional<std::size_t> oldest;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const SeatState& s = seats[i];
    if (s.known || s.leaving || s.stage == SeatStage::Working || s.network != network) continue;
    if (!oldest || s.arrived < seats[*oldest].arrived) oldest = i;
  }
  return oldest;
}

// The network that holds most strangers who can be asked to go; of two with as many, the one whose oldest came first.
std::optional<std::size_t> choose_stranger(std::span<const SeatState> seats) {
  std::unordered_map<std::string_view, std::size_t> counts;
  for (const SeatState& s : seats) {
    if (!s.known && !s.leaving && s.stage != SeatStage::Working) ++counts[s.network];
  }
  std::size_t most = 0;
  for (const auto& [network, count] : counts) most = std::max(most, count);
  std::optional<std::size_t> chosen;
  for (const auto& [network, count] : counts) {
    if (count != most) continue;
    const auto oldest = oldest_stranger(seats, network);
    if (oldest && (!chosen || seats[*oldest].arrived < seats[*chosen].arrived)) chosen = oldest;
  }
  return chosen;
}

}  // namespace

std::optional<std::size_t> choose_leaver(std::span<const SeatState> seats, std::chrono::steady_clock::time_point now) {
  if (auto stranger = choose_stranger(seats)) return stranger;
  for (const SeatStage stage : {SeatStage::Waiting, SeatStage::Transfer}) {
    std::optional<std::size_t> longest;
    for (std::size_t i = 0; i < seats.size(); ++i) {
      const SeatState& s = seats[i];
      if (s.leaving || s.stage != stage || (stage == SeatStage::Transfer && now - s.since < kLongTransfer)) continue;
      if (!longest || s.since < seats[*longest].since) longest = i;
    }
    if (longest) return longest;
  }
  return std::nullopt;
}

Strangers strangers_of(std::span<const SeatState> seats, std::string_view network) {
  Strangers found;
  for (const SeatState& s : seats) found.count += !s.known && !s.leaving && s.network == network ? 1 : 0;
  found.oldest = oldest_stranger(seats, network);
  return found;
}

}  // namespace syncwall
