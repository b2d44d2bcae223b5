// CursorSeal: signs each cursor for the caller it was made for. A cursor holds a place in the order of all jobs; one
// that is made up, or passed on to another caller, would show where names stand that this caller may not see. Any
// thread.
#pragma once

#include <string>
#include <utility>

#include "store/types.h"

namespace syncwall {

class CursorSeal {
 public:
  explicit CursorSeal(std::string secret) : secret_(std::move(secret)) {}
  [[nodiscard]] std::string close(const Scope& scope, const std::string& cursor) const;
  // Takes the seal off. False: it is not this scope's.
  [[nodiscard]] bool open(const Scope& scope, std::string& sealed) const;

 private:
  std::string secret_;
};

}  // namespace syncwall
