// How many connections this process can hold, by what the system lets it have: descriptors and threads.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace syncwall {

struct Capacity {
  std::size_t connections = 0;
  std::string why;  // it is less than what was wanted, for people; empty: it isn't
};

// What is not for connections: the database's files, the log, certificates while they are read; and threads beside
// theirs.
constexpr std::size_t kDescriptorsKept = 160;
constexpr std::size_t kThreadsKept = 16;

// Raises the soft limit of open files to the hard one first, then fits `wanted` into the limits. At least 1.
[[nodiscard]] Capacity fit_connections(std::size_t wanted);

// The rule by itself. `tasks`: none where there is no limit.
[[nodiscard]] Capacity fit_connections(std::size_t wanted, std::size_t descriptors, std::optional<std::size_t> tasks);

// The least TasksMax of this process's control groups; none: there is none, or it can't be seen.
[[nodiscard]] std::optional<std::size_t> most_tasks();

}  // namespace syncwall
