#include "server/key_commands.h"

#include <cstdio>

#include "base/clock.h"
#include "base/time_text.h"
#include "base/utf8.h"
#include "server/open_store.h"
#include "store/keys.h"

namespace syncwall {

namespace {

using Open = StoreOptions::Open;

Stored<std::unique_ptr<Store>> open_for_command(const KeyOptions& options, Open open) {
  StoreOptions how;
  how.open = open;
  how.serves = false;
  how.report = [](const std::string& what) { std::fprintf(stderr, "syncwall-server: %s\n", what.c_str()); };
  return open_store(options.database, how);
}

// To stderr, so that a wrong name is noticed.
void print_what_it_opens(const MadeKey& made) {
  const std::string id = escaped_line(made.account.id), name = escaped_line(made.user_name),
                    email = escaped_line(made.account.email);
  if (made.account.is_admin) {
    std::fprintf(stderr, "an administrator's key: it opens every job\n");
  } else if (made.jobs == 0) {
    std::fprintf(stderr, "it opens the jobs of the user with the id %s, who has none yet\n", id.c_str());
  } else {
    std::fprintf(stderr, "it opens the %lld jobs of %s (%s, id %s)\n", static_cast<long long>(made.jobs), name.c_str(),
                 email.c_str(), id.c_str());
  }
}

}  // namespace

int fail(const Problem& problem) {
  std::fprintf(stderr, "syncwall-server: %s\n", escaped_line(problem.text()).c_str());
  return 1;
}

int add_key(const KeyOptions& options) {
  const WallMs now = SystemClock().wall_ms();
  if (const auto wrong = check_key_name(options.name)) return fail(*wrong);
  NewKey wanted{options.name, options.admin, options.user, now, 0};
  if (wanted.user.empty() && !options.admin) wanted.user = options.name;
  if (!options.expires.empty()) {
    const auto at = parse_expiry(options.expires, now);
    if (!at.ok()) return fail(at.problem());
    wanted.expires = at.value();
  }
  const auto store = open_for_command(options, Open::Existing);
  if (!store.ok()) return fail(store.problem());
  // Printed first: a key that nobody could read would open everything all the same.
  const auto made = store.value()->add_key(wanted, [](const std::string& key) -> Result<Done> {
    std::printf("%s\n", key.c_str());
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
      return Problem{"the key could not be printed", "", "no key was made"};
    return Done{};
  });
  if (!made.ok()) return fail(made.problem());
  print_what_it_opens(made.value());
  return 0;
}

int list_keys(const KeyOptions& options) {
  const WallMs now = SystemClock().wall_ms();
  const auto store = open_for_command(options, Open::Read);
  if (!store.ok()) return fail(store.problem());
  const auto keys = store.value()->keys();
  if (!keys.ok()) return fail(keys.problem());
  for (const KeyInfo& key : keys.value()) {
    const std::string created = key.created == 0 ? "unknown" : to_rfc3339(key.created);
    const std::string expires =
        key.expires == 0 ? "never" : to_rfc3339(key.expires) + (key.expires <= now ? " (expired)" : "");
    std::printf("%s\t%s\t%s\t%s\t%s\n", escaped_line(key.name).c_str(), key.account.is_admin ? "admin" : "user",
                escaped_line(key.account.id).c_str(), created.c_str(), expires.c_str());
  }
  return 0;
}

int revoke_key(const KeyOptions& options) {
  const auto store = open_for_command(options, Open::Existing);
  if (!store.ok()) return fail(store.problem());
  const auto revoked = store.value()->revoke_key(options.name);
  if (!revoked.ok()) return fail(revoked.problem());
  if (!revoked.value()) return fail({"there is no key named " + options.name, "", "keys list shows them"});
  return 0;
}

}  // namespace syncwall
