// The values of a row, as a description finds them. Pure functions; any thread. Nothing is guessed: what isn't there
// has no value, and what is there in another form than was described is told as unreadable.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "sources/described/expression.h"

namespace syncwall::described {

using Variables = std::map<std::string, std::string>;
using SecretOf = std::function<Result<std::string>(const std::string& name)>;

// Values of one row that were kept: what an action needs of it.
struct Recalled {
  std::span<const Reference> places;
  Element values;  // a list, one for each place
};

// The row that is joined to ours.
struct Partner {
  std::optional<Row> row;
  bool unsure = false;  // there is none among those that were read, and not all were
};

struct Scope {
  const Row* row = nullptr;
  std::span<const Partner> partners;  // in the order of Description::joins
  const Variables* variables = nullptr;
  const SecretOf* secrets = nullptr;   // null: a template with a secret has no value
  const Recalled* recalled = nullptr;  // in place of row and partners
  bool* unsure = nullptr;              // set where a partner was asked for that may be there unread
};

// A place's value, or a text that was made.
struct Value {
  std::optional<Element> element;
  std::optional<std::string> made;

  [[nodiscard]] bool none() const;                        // null too
  [[nodiscard]] std::optional<std::string> text() const;  // none of a list or an object
};

[[nodiscard]] Value evaluate(const Expression& expression, const Scope& scope);
[[nodiscard]] Value find(const Reference& place, const Scope& scope);
[[nodiscard]] bool holds(const Condition& condition, const Scope& scope);

struct TimeValue {
  enum class Kind : std::uint8_t { None, Time, Unreadable };
  Kind kind = Kind::None;
  WallMs at = 0;
  std::string raw;  // of an unreadable one
};
[[nodiscard]] TimeValue time_of(const Expression& expression, const Scope& scope);

// The template with its places filled in, each through `encoded`. Nothing where one of them has no value.
[[nodiscard]] std::optional<std::string> filled(const TextTemplate& text, const Scope& scope,
                                                std::string (*encoded)(std::string_view) = nullptr);

}  // namespace syncwall::described
