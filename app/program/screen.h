// The dashboard in a window, or once in a picture. Main thread.
#pragma once

#include <memory>
#include <span>

#include "base/clock.h"
#include "program/backend.h"
#include "program/options/options.h"
#include "program/quit_signals.h"

namespace syncwall {

// Until the window is closed, or a signal asks for the end. The servers are shown together, or in turn where the first
// one's options.rotate says so.
[[nodiscard]] Result<Done> run_window(std::span<const Stage> servers, const Clock& clock, QuitSignals& signals);

// Draws into options.picture. Where the query is not complete within half a minute the picture is written as it
// stands, and the problem says why.
[[nodiscard]] Result<Done> write_picture(std::span<const Stage> servers, const Clock& clock);

}  // namespace syncwall
