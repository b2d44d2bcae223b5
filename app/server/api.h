// Api: the operations of assets/openapi.yaml on a store, as functions from a request to its answer. Knows no sockets
// and no keys: it is given who asks.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "jobs/account.h"
#include "net/server/http_session.h"
#include "store/job_store.h"

namespace syncwall {

struct Operation {
  enum class Access : unsigned char { Anyone, User, Admin, LocalOrAdmin };
  enum class Work : unsigned char { None, Read, Write };  // of the store: whose turns it takes
  std::string method, path;                               // the whole of it, exactly, as it is sent
  Access access = Access::User;
  Work work = Work::Read;
  std::size_t body_bytes = 0;  // at most; 0: it takes none
  std::function<HttpAnswer(const HttpRequest&, const Account&)> run;
};

class Api {
 public:
  // `store` must outlive it.
  [[nodiscard]] static Result<Api> make(JobStore& store);
  void add(Operation operation) { operations_.push_back(std::move(operation)); }
  [[nodiscard]] const std::vector<Operation>& operations() const { return operations_; }
  [[nodiscard]] const Operation* find(std::string_view method, std::string_view path) const;  // null: there is none

 private:
  Api() = default;
  std::vector<Operation> operations_;
};

}  // namespace syncwall
