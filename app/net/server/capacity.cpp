#include "net/server/capacity.h"

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <limits>

namespace syncwall {

namespace {

std::size_t most_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::numeric_limits<std::size_t>::max();
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur == RLIM_INFINITY ? std::numeric_limits<std::size_t>::max()
                                         : static_cast<std::size_t>(limit.rlim_cur);
}

std::size_t less(std::size_t from, std::size_t kept) { return from > kept ? from - kept : 1; }

}  // namespace

Capacity fit_connections(std::size_t wanted, std::size_t descriptors, std::optional<std::size_t> tasks) {
  Capacity capacity{wanted, ""};
  if (const std::size_t fit = less(descriptors, kDescriptorsKept); fit < capacity.connections) {
    capacity = {fit, "only " + std::to_string(descriptors) + " files may be open (ulimit -Hn, LimitNOFILE=)"};
  }
  if (const std::size_t fit = less(tasks.value_or(std::numeric_limits<std::size_t>::max()), kThreadsKept);
      fit < capacity.connections) {
    capacity = {fit, "only " + std::to_string(*tasks) + " threads may run (TasksMax=)"};
  }
  return capacity;
}

// "0::/system.slice/x.service": that group and each one above it has a pids.max, which is a number or "max".
std::optional<std::size_t> most_tasks() {
  const std::filesystem::path root = "/sys/fs/cgroup";
  std::optional<std::size_t> most;
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    if (!line.starts_with("0::/")) continue;
    std::filesystem::path group = line.substr(4);
    for (;;) {
      std::string text;
      std::ifstream(root / group / "pids.max") >> text;
      std::size_t value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error == std::errc() && end == text.data() + text.size()) most = std::min(most.value_or(value), value);
      if (group.empty()) break;
      group = group.parent_path();
    }
  }
  return most;
}

Capacity fit_connections(std::size_t wanted) { return fit_connections(wanted, most_descriptors(), most_tasks()); }

}  // namespace syncwall
