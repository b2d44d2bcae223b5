// ReasonMemory: the reasons of errors that were met (jobs/failure_reason.h): many jobs have the same error, and the
// same jobs are asked again and again. One thread at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace syncwall {

class ReasonMemory {
 public:
  // Forgets everything when it knows so many errors: some megabytes.
  static constexpr std::size_t kMost = 16'384;

  // Empty of no error. Holds until the next call.
  const std::string& of(std::string_view error);
  [[nodiscard]] std::size_t size() const { return reasons_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> reasons_;  // by innermost line
  const std::string none_;
};

}  // namespace syncwall
