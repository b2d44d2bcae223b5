// Authenticator: whose request it is. A key is looked up for each request, so that a revoked one opens nothing from
// then on. A key that somebody has is never slowed, whatever else comes from its address: behind one address may be a
// whole office, and keys are too long to be guessed. An expired key is answered as expired and isn't counted as a
// wrong one.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <string>
#include <variant>

#include "base/clock.h"
#include "jobs/account.h"
#include "net/server/http_session.h"
#include "net/server/throttle.h"
#include "store/key_store.h"

namespace syncwall {

class Authenticator {
 public:
  // `embedded_key`: an administrator's key that lies in no database; empty: none.
  Authenticator(KeyStore& store, const Clock& clock, const Throttle::Options& throttle,
                const std::string& embedded_key);
  // The answer: 401, 429, or one with a fault. Says in the request whether it carried a key that somebody has.
  [[nodiscard]] std::variant<Account, HttpAnswer> account_of(HttpRequest& request);

 private:
  [[nodiscard]] HttpAnswer refused(const HttpRequest& request, std::string_view why);

  KeyStore& store_;
  const Clock& clock_;
  Throttle throttle_;
  const std::string embedded_hash_;
};

}  // namespace syncwall
