#include "server/store_failed.h"

#include <string>

namespace syncwall {

namespace {

constexpr int kBusyRetryS = 5, kUnavailableRetryS = 30, kLimitRetryS = 3600;

HttpAnswer refused(int status, const StoreError& error) {
  return http_error(status, error.todo.empty() ? error.what : error.what + ": " + error.todo);
}

HttpAnswer failed(const StoreError& error, int retry_after_s) {
  HttpAnswer answer = http_error(500, "an error inside the server");
  answer.fault = InternalFault{error, name_of(error.fault), words_of(error.fault), retry_after_s};
  return answer;
}

}  // namespace

HttpAnswer store_failed(const StoreError& error) {
  switch (error.kind) {
    case StoreError::Kind::Conflict:
      return refused(409, error);
    case StoreError::Kind::Invalid:
      return refused(400, error);
    case StoreError::Kind::Limit: {
      HttpAnswer answer = refused(429, error);
      answer.headers.emplace_back("Retry-After", std::to_string(kLimitRetryS));
      return answer;
    }
    case StoreError::Kind::Busy:
      return failed(error, kBusyRetryS);
    case StoreError::Kind::Unavailable:
      return failed(error, kUnavailableRetryS);
    case StoreError::Kind::Broken:
      break;
  }
  return failed(error, 0);
}

}  // namespace syncwall
