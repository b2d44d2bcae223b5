// One value of a term, from its text. Only for this room.
#pragma once

#include <string_view>

#include "jobs/filter/filter_grammar.h"

namespace syncwall {

// A value's text without its quotes, slashes and backslashes, and how it stood there.
struct RawValue {
  enum class Form : unsigned char { Plain, Quoted, Regex };
  Form form = Form::Plain;
  bool whole = false;            // "=" before it
  std::string text;              // escapes resolved
  std::size_t at = 0, size = 0;  // in the query
};

[[nodiscard]] Result<Value, QueryProblem> read_value(QueryField field, const RawValue& raw);

}  // namespace syncwall
