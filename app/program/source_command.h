// `syncwall source check`: a description without a server. Main thread.
#pragma once

#include <cstdio>

#include "base/clock.h"
#include "program/options/options.h"

namespace syncwall {

// What the description says; with recorded answers, the jobs that it makes of them, as `list` prints jobs. The exit
// status is list's.
[[nodiscard]] int run_check_source(const Options& options, WallMs now, std::FILE* out, std::FILE* err);

}  // namespace syncwall
