// Origin: which of the servers on the screen a job came from. What the cache knows of each server lies beside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cache/frontier.h"

namespace syncwall {

// A number from 0 on, in the order in which the servers were named. The same id at two servers is two jobs.
enum class Origin : std::uint8_t {};
inline constexpr std::size_t kMostOrigins = 64;
[[nodiscard]] constexpr std::size_t index_of(Origin origin) { return static_cast<std::size_t>(origin); }

// Of one server, at one moment.
struct OriginPart {
  std::shared_ptr<const Frontier> frontier = std::make_shared<Frontier>();  // never null
  std::uint64_t revision = 0;  // the server's, at the time of the newest answer
  std::uint32_t live_rows = 0;
  std::uint32_t unreadable_rows = 0;  // of those: jobs with a field that came and couldn't be read
};
using OriginParts = std::vector<OriginPart>;  // by origin

// Jobs of one server.
struct OriginIds {
  Origin origin{};
  std::vector<std::string> ids;
};

}  // namespace syncwall
