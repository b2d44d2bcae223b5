// The dashboard in a window, or once in a picture. Main thread.
#pragma once

#include <memory>
#include <span>

#include "base/clock.h"
#include "program/backend.h"
#include "program/options/options.h"
#include "program/quit_signals.h"

namespace syncwall {

// A server and how it is shown: one, or those that --rotate turns between.
struct Stage {
  Options options;
  std::unique_ptr<Backend> backend;
};

// Until the window is closed, or a signal asks for the end.
[[nodiscard]] Result<Done> run_window(std::span<const Stage> stages, const Clock& clock, QuitSignals& signals);

// Draws into options.picture. Where the query is not complete within half a minute the picture is written as it
// stands, and the problem says why.
[[nodiscard]] Result<Done> write_picture(const Options& options, const Backend& backend, const Clock& clock);

}  // namespace syncwall
