#include "server/cursor_seal.h"

#include "store/keys.h"

namespace syncwall {

namespace {

std::string bound(const Scope& scope, const std::string& cursor) {
  return (scope.all ? "all:" : "own:" + scope.user_id + ":") + cursor;
}

}  // namespace

std::string CursorSeal::close(const Scope& scope, const std::string& cursor) const {
  return cursor + "." + seal_of(secret_, bound(scope, cursor));
}

bool CursorSeal::open(const Scope& scope, std::string& sealed) const {
  const std::size_t dot = sealed.rfind('.');
  if (dot == std::string::npos) return false;
  const std::string seal = sealed.substr(dot + 1);
  sealed.resize(dot);
  return same_hash(seal, seal_of(secret_, bound(scope, sealed)));
}

}  // namespace syncwall
