// What a description says about values: where one comes from, and when something holds. Values of these types are
// made by description_reader.h and asked by evaluate.h. Pure values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sources/described/json_path.h"

namespace syncwall::described {

// A place in the row, or in the row that is joined to it.
struct Reference {
  static constexpr int kRow = -1;
  int join = kRow;  // index in Description::joins
  Pointer pointer;
  friend bool operator==(const Reference&, const Reference&) = default;
};

// Text with places in braces: "{/metadata/namespace}/{@run/id}", "{var:namespace}", "{secret:key}".
struct TextTemplate {
  struct Part {
    enum class Kind : std::uint8_t { Literal, Place, Variable, Secret };
    Kind kind = Kind::Literal;
    std::string text;  // the literal, or the name
    Reference place;
  };
  std::vector<Part> parts;
  // Nothing but one place: its value is taken as it is, whatever its type.
  [[nodiscard]] bool one_place() const { return parts.size() == 1 && parts[0].kind == Part::Kind::Place; }
};

enum class TimeForm : std::uint8_t { Rfc3339, EpochS, EpochMs };

struct Condition;

struct Expression {
  enum class Kind : std::uint8_t { None, Place, Constant, First, Latest, Template, Map, Join, Any, Line, Time };
  Kind kind = Kind::None;
  Reference place;                // Place; of Join and Any the list
  std::vector<Expression> parts;  // First, Latest; the one of Map, Line, Time
  std::string text;               // Constant; between the parts of Join
  TextTemplate text_template;
  std::vector<std::pair<std::string, std::string>> words;  // Map: theirs → ours
  Pointer get;                                             // Join, Any: in each element
  std::vector<Condition> where;                            // Any: one, or none
  TimeForm form = TimeForm::Rfc3339;
};

struct Scalar {
  enum class Kind : std::uint8_t { Null, Flag, Number, Text };
  Kind kind = Kind::Null;
  bool flag = false;
  double number = 0;
  std::string text;
};

// What must hold of one place.
struct Test {
  enum class Kind : std::uint8_t { OneOf, NoneOf, Exists, Empty, AnyElement, NewerThan };
  Kind kind = Kind::OneOf;
  Expression of;
  std::vector<Scalar> values;       // OneOf, NoneOf
  bool wanted = true;               // Exists, Empty
  std::vector<Condition> element;   // AnyElement: one
  std::vector<Expression> another;  // NewerThan: one
};

// All of them; none: it always holds.
struct Condition {
  std::vector<Test> tests;
};

}  // namespace syncwall::described
