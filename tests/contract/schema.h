// JSON Schema, as far as assets/openapi.yaml uses it. A keyword that isn't understood is a fault too, so that the
// contract can't come to rely on what nobody checks.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace syncwall::test {

using Json = nlohmann::json;
using Faults = std::vector<std::string>;

// One a line, for the message of a failed check.
[[nodiscard]] inline std::string joined(const Faults& faults) {
  std::string text;
  for (const std::string& fault : faults) text += fault + "\n";
  return text;
}  // empty: all is well

class Schemas {
 public:
  // REQUIRES: `document`, in which $refs are looked up, outlives this.
  explicit Schemas(const Json& document) : document_(document) {}

  // Where `value` isn't as `schema` says. A member that the schema doesn't name is a fault where it doesn't allow
  // them expressly: the contract is to be complete.
  [[nodiscard]] Faults faults(const Json& schema, const Json& value, const std::string& where = "$") const;
  // What a {"$ref": "#/…"} stands for, with the members beside it; anything else as it is. Throws for a dead one.
  [[nodiscard]] Json resolved(const Json& node) const;

 private:
  void check(const Json& schema, const Json& value, const std::string& where, Faults& faults) const;
  void check_object(const Json& schema, const Json& value, const std::string& where, Faults& faults) const;
  void check_array(const Json& schema, const Json& value, const std::string& where, Faults& faults) const;

  const Json& document_;
};

}  // namespace syncwall::test
