// Which connection has to go when there are too many. Who has never shown a known key goes first, from the place on the
// network that holds most of those; then who has shown one and waits for its own next request the longest; then who has
// been sending or taking for very long. Who is being answered stays. Pure functions; any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace syncwall {

enum class SeatStage : unsigned char {
  Waiting,   // for a whole request's head
  Transfer,  // of a body or an answer
  Working,   // the server's turn
};

struct SeatState {
  std::string_view network;  // network_of() its address
  bool known = false;        // has shown a key that somebody has
  bool leaving = false;      // was chosen before
  SeatStage stage = SeatStage::Waiting;
  std::chrono::steady_clock::time_point arrived, since;  // since: of the stage
};

// Its index. None: nobody can be asked to go.
[[nodiscard]] std::optional<std::size_t> choose_leaver(std::span<const SeatState> seats,
                                                       std::chrono::steady_clock::time_point now);

// Those of a network that have never shown a known key: how many, and which of them came first.
struct Strangers {
  std::size_t count = 0;
  std::optional<std::size_t> oldest;  // that can be asked to go
};
[[nodiscard]] Strangers strangers_of(std::span<const SeatState> seats, std::string_view network);

}  // namespace syncwall
