#include "cache/views/reason_memory.h"

#include "jobs/failure_reason.h"

namespace syncwall {

const std::string& ReasonMemory::of(std::string_view error) {
  const std::string_view line = innermost_line(error);
  if (line.empty()) return none_;
  if (const auto known = reasons_.find(line); known != reasons_.end()) return known->second;
  if (reasons_.size() >= kMost) reasons_.clear();
  return reasons_.emplace(line, failure_reason(line)).first->second;
}

}  // namespace syncwall
