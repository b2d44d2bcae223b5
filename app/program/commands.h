// The dashboard without a screen: list, summary and audit. Each returns the exit status: 0 fine, 1 condition met, 2
// could not ask, or something is missing from the answer (what, stands on `err`). A field that can't be read is no
// reason: it is shown as it came, and told on `err`. Main thread.
#pragma once

#include <cstdio>

#include "base/clock.h"
#include "program/options/options.h"
#include "program/walk.h"

namespace syncwall {

// Of one server or several; of those that can't be asked, it is told.
using Servers = std::span<const NamedSource>;
[[nodiscard]] int run_list(Servers servers, const Options& options, WallMs now, std::FILE* out, std::FILE* err);
[[nodiscard]] int run_summary(Servers servers, const Options& options, WallMs now, std::FILE* out, std::FILE* err);

// Who deleted what, newest first, in exact times.
[[nodiscard]] int run_audit(JobSource& source, const Options& options, WallMs now, std::FILE* out, std::FILE* err);

}  // namespace syncwall
