// CursorSeal: cursors are sealed for the caller they were made for. One that somebody else made up, or passed on, would
// reveal where in the order of all names a name stands that its bearer may not see. Any thread.
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
