// Reads the values and conditions of a description (expression.h). One thread, one description.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "sources/described/expression.h"
#include "sources/described/placed_reader.h"

namespace syncwall::described {

class ExpressionReader {
 public:
  explicit ExpressionReader(PlacedReader& reader) : reader_(reader) {}

  // What texts may name where they stand.
  struct Names {
    bool row = true;                   // places in the row itself
    std::map<std::string, int> joins;  // and in these
    bool secrets = false;
  };
  std::set<std::string> variables;      // all there are
  std::set<std::string> secrets_named;  // those that have come

  [[nodiscard]] Expression expression(const Spot& spot, const Names& names) { return expression(spot, names, 0); }
  [[nodiscard]] Condition condition(const Spot& spot, const Names& names) { return condition(spot, names, 0); }
  [[nodiscard]] TextTemplate text_template(const Spot& spot, const Names& names);
  [[nodiscard]] Pointer pointer(const Spot& spot);

 private:
  Expression expression(const Spot& spot, const Names& names, int depth);
  Condition condition(const Spot& spot, const Names& names, int depth);
  Test test(const Spot& spot, const Names& names, int depth);
  std::vector<Expression> parts(const Spot& object, std::string_view key, const Names& names, int depth);
  Reference place(const Spot& spot, std::string_view text, const Names& names);
  TextTemplate::Part part(const Spot& spot, const std::string& inside, const Names& names);
  Scalar scalar(const Spot& spot);
  Expression map(const Spot& spot, const Names& names, int depth);
  Expression of_list(const Spot& spot, bool any, const Names& names, int depth);

  PlacedReader& reader_;
};

}  // namespace syncwall::described
