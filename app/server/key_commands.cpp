#include "server/key_commands.h"

#include <cstdio>

#include "base/clock.h"
#include "jobs/time_text.h"
#include "server/keys.h"
#include "server/store.h"

namespace syncwall {

int fail(const Problem& problem) {
  std::fprintf(stderr, "syncwall-server: %s\n", problem.text().c_str());
  return 1;
}

int add_key(const KeyOptions& options) {
  const WallMs now = SystemClock().wall_ms();
  WallMs expires = 0;
  if (!options.expires.empty()) {
    const auto at = parse_expiry(options.expires, now);
    if (!at.ok()) return fail(at.problem());
    expires = at.value();
  }
  const auto store = Store::open(options.database);
  if (!store.ok()) return fail(store.problem());
  const auto key = store.value()->add_key(options.name, options.admin, now, expires);
  if (!key.ok()) return fail(key.problem());
  std::printf("%s\n", key.value().c_str());
  return 0;
}

int list_keys(const KeyOptions& options) {
  const WallMs now = SystemClock().wall_ms();
  const auto store = Store::open(options.database);
  if (!store.ok()) return fail(store.problem());
  const auto keys = store.value()->keys();
  if (!keys.ok()) return fail(keys.problem());
  for (const KeyInfo& key : keys.value()) {
    const std::string created = key.created == 0 ? "unknown" : to_rfc3339(key.created);
    const std::string expires = key.expires == 0 ? "never" : to_rfc3339(key.expires) + (key.expires <= now ? " (expired)" : "");
    std::printf("%s\t%s\t%s\t%s\t%s\n", key.name.c_str(), key.account.is_admin ? "admin" : "user", key.account.id.c_str(), created.c_str(), expires.c_str());
  }
  return 0;
}

int revoke_key(const KeyOptions& options) {
  const auto store = Store::open(options.database);
  if (!store.ok()) return fail(store.problem());
  const auto revoked = store.value()->revoke_key(options.name);
  if (!revoked.ok()) return fail(revoked.problem());
  if (!revoked.value()) return fail({"there is no key named " + options.name, "", "keys list shows them"});
  return 0;
}

}  // namespace syncwall
