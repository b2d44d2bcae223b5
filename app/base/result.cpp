#include "base/result.h"

namespace syncwall {

std::string Problem::text() const {
  std::string line = what;
  if (!why.empty()) line += ": " + why;
  if (!todo.empty()) line += ". " + todo;
  return line;
}

}  // namespace syncwall
