// Whether options go together, once each of them is understood. What would be passed over in silence is refused.
#pragma once

#include <CLI/CLI.hpp>

#include "base/result.h"
#include "program/options/options.h"

namespace syncwall {

// No option takes an empty value: it would read as if the option weren't there. Nor one that breaks the line.
[[nodiscard]] Result<Done> check_values(const CLI::App& app);

// The rest. The profile has been read.
[[nodiscard]] Result<Done> check_together(const CLI::App& app, const Options& o);

}  // namespace syncwall
