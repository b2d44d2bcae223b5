// Why a request had no good answer: what the HTTP client and the sources of jobs fail with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace syncwall {

struct RequestError {
  enum class Kind : std::uint8_t {
    Unreachable,  // no connection, no answer in time, or an answer that broke off
    Refused,      // 401
    Forbidden,    // 403
    Gone,         // 410: changes since that revision are no longer known; walk afresh
    BadRequest,   // any other 4xx
    Nonsense,     // an answer that isn't as the API describes it
    ServerError,  // 5xx, and 429
    Cancelled,    // cancel() was called
    TooLarge,     // an answer over the limit, given up while it was coming
    NoKey,        // there is no key to send: nobody was asked
  };
  Kind kind = Kind::Unreachable;
  Problem problem;
  std::optional<std::int64_t> retry_after_ms = std::nullopt;  // as the server asked
  // The request may have had its effect all the same: it was sent, and no answer says that it had none.
  bool maybe_done = false;
  int status = 0;  // of the HTTP answer; 0: there was none, or it isn't what went wrong

  [[nodiscard]] std::string text() const { return problem.text(); }
};

template <class T>
using Answer = Result<T, RequestError>;

}  // namespace syncwall
