#include "net/net_fault.h"

#include <cerrno>
#include <system_error>

namespace syncwall {

std::string network_error_text(int error) {
  if (error == ECONNREFUSED) return "connection refused";
  if (error == ENETUNREACH || error == EHOSTUNREACH) return "there is no route to the host";
  if (error == ECONNRESET || error == EPIPE) return "the connection was reset";
  return std::generic_category().message(error);
}

std::string seconds_text(std::chrono::milliseconds time) {
  if (time.count() % 1000 == 0) return std::to_string(time.count() / 1000) + " s";
  return std::to_string(time.count()) + " ms";
}

}  // namespace syncwall
