#include "net/server/slot_choice.h"

#include <algorithm>
#include <unordered_map>

namespace syncwall {

namespace {

constexpr std::chrono::seconds kLongTransfer{5};

std::optional<std::size_t> oldest_stranger(std::span<const SlotState> slots, std::string_view network) {
  std::optional<std::size_t> oldest;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const SlotState& s = slots[i];
    if (s.known || s.closing || s.stage == SlotStage::Working || s.network != network) continue;
    if (!oldest || s.arrived < slots[*oldest].arrived) oldest = i;
  }
  return oldest;
}

// The network that holds most strangers that can be closed; of two with as many, the one whose oldest came first.
std::optional<std::size_t> choose_stranger(std::span<const SlotState> slots) {
  std::unordered_map<std::string_view, std::size_t> counts;
  for (const SlotState& s : slots) {
    if (!s.known && !s.closing && s.stage != SlotStage::Working) ++counts[s.network];
  }
  std::size_t most = 0;
  for (const auto& [network, count] : counts) most = std::max(most, count);
  std::optional<std::size_t> chosen;
  for (const auto& [network, count] : counts) {
    if (count != most) continue;
    const auto oldest = oldest_stranger(slots, network);
    if (oldest && (!chosen || slots[*oldest].arrived < slots[*chosen].arrived)) chosen = oldest;
  }
  return chosen;
}

}  // namespace

std::optional<std::size_t> choose_to_close(std::span<const SlotState> slots,
                                           std::chrono::steady_clock::time_point now) {
  if (auto stranger = choose_stranger(slots)) return stranger;
  for (const SlotStage stage : {SlotStage::Waiting, SlotStage::Transfer}) {
    std::optional<std::size_t> longest;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const SlotState& s = slots[i];
      if (s.closing || s.stage != stage || (stage == SlotStage::Transfer && now - s.since < kLongTransfer)) continue;
      if (!longest || s.since < slots[*longest].since) longest = i;
    }
    if (longest) return longest;
  }
  return std::nullopt;
}

Strangers strangers_of(std::span<const SlotState> slots, std::string_view network) {
  Strangers found;
  for (const SlotState& s : slots) found.count += !s.known && !s.closing && s.network == network ? 1 : 0;
  found.oldest = oldest_stranger(slots, network);
  return found;
}

}  // namespace syncwall
