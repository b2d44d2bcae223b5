// KeyStore: API keys, of which only hashes are stored (store/keys.h). Every function may be called from any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store_error.h"
#include "store/types.h"

namespace syncwall {

class KeyStore {
 public:
  virtual ~KeyStore() = default;

  // Gets a new key before it is stored; where it fails, no key is stored.
  using Deliver = std::function<Result<Done>(const std::string& key)>;
  // Conflict: the name is taken. Invalid: the name can't be, or the user is not exactly one.
  [[nodiscard]] virtual Stored<MadeKey> add_key(const NewKey& wanted, const Deliver& deliver = {}) = 0;
  [[nodiscard]] virtual Stored<bool> revoke_key(const std::string& name) = 0;  // false: there was none
  [[nodiscard]] virtual Stored<std::vector<KeyInfo>> keys() = 0;               // by name
  // An expired one too. Takes no longer for a key that is almost right.
  [[nodiscard]] virtual Stored<std::optional<KeyInfo>> find_key(std::string_view key) = 0;

  // The key of an administrator, or of the user of that id or e-mail.
  [[nodiscard]] Stored<std::string> add_key(const std::string& name, bool is_admin, WallMs created = 0,
                                            WallMs expires = 0) {
    auto made = add_key({name, is_admin, is_admin ? "" : name, created, expires});
    if (!made.ok()) return made.problem();
    return std::move(made).value().key;
  }
};

}  // namespace syncwall
