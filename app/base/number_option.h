// Numbers on a command line, as CLI11 checks them: base/whole_number.h. Any thread.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>
#include <utility>

#include "base/whole_number.h"

namespace syncwall {

[[nodiscard]] inline CLI::Validator number_option(Result<std::string> (*read)(std::string_view), std::string kind) {
  return {[read](std::string& text) {
            auto number = read(text);
            if (!number.ok()) return number.problem().text();
            text = std::move(number).value();
            return std::string();
          },
          std::move(kind)};
}
[[nodiscard]] inline CLI::Validator whole_option() { return number_option(whole_number, "WHOLE"); }
[[nodiscard]] inline CLI::Validator natural_option() { return number_option(natural_number, "NATURAL"); }

}  // namespace syncwall
