// RequestLog: a line of the log for each request that matters, and the reasons of failures under the ids that clients
// are told. Never a key: where one may have been typed into a path it is masked.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/log.h"
#include "base/result.h"
#include "net/server/http_session.h"

namespace syncwall {

class RequestLog {
 public:
  explicit RequestLog(Log* log) : log_(log) {}  // null: none. Outlives this

  // `known`: whether there is such an operation; else it may be anything that somebody typed.
  void sent(const HttpSent& sent, bool known);
  // An operation could not be done. Gives the id under which the reason stands in the log.
  [[nodiscard]] std::string failed(const HttpRequest& request, const InternalFault& fault);
  void no_tls(const std::string& address, const std::string& why);

 private:
  Log* const log_;
};

// At most 200 bytes, and what looks like a key in it as "***": what begins with sk-, and long words.
[[nodiscard]] std::string loggable_path(std::string_view path);

}  // namespace syncwall
