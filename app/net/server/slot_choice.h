// Which connection is closed when there are too many. First those that have never shown a known key, from the network
// that holds most of them; then the longest idle of those that have; then one that has been sending or receiving for
// very long. One that is being answered stays. Pure functions; any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace syncwall {

enum class SlotStage : unsigned char {
  Waiting,   // for a whole request's head: idle
  Transfer,  // of a body or an answer
  Working,   // the server's turn
};

struct SlotState {
  std::string_view network;  // network_of() its address
  bool known = false;        // has shown a key that somebody has
  bool closing = false;      // was chosen before
  SlotStage stage = SlotStage::Waiting;
  std::chrono::steady_clock::time_point arrived, since;  // since: of the stage
};

// Its index. None: no connection can be closed.
[[nodiscard]] std::optional<std::size_t> choose_to_close(std::span<const SlotState> slots,
                                                         std::chrono::steady_clock::time_point now);

// Those of a network that have never shown a known key: how many, and which of them came first.
struct Strangers {
  std::size_t count = 0;
  std::optional<std::size_t> oldest;  // that can be closed
};
[[nodiscard]] Strangers strangers_of(std::span<const SlotState> slots, std::string_view network);

}  // namespace syncwall
