// The dashboard in a window, or once in a picture. Main thread.
#pragma once

#include "base/clock.h"
#include "program/backend.h"
#include "program/options.h"

namespace syncwall {

// Until the window is closed.
[[nodiscard]] Result<Done> run_window(const Options& options, const Backend& backend, const Clock& clock);

// Draws into options.picture. Where the query is not complete within half a minute the picture is written as it
// stands, and the problem says why.
[[nodiscard]] Result<Done> write_picture(const Options& options, const Backend& backend, const Clock& clock);

}  // namespace syncwall
