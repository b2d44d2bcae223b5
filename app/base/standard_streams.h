// Standard input, output and errors as the programs need them. Main thread.
#pragma once

#include <cstdio>

#include "base/result.h"

namespace syncwall {

// First thing in main(). Whichever of the descriptors 0, 1 and 2 is closed is opened on /dev/null: else the next file
// or connection gets its number, and what is printed goes there. SIGPIPE is ignored for good: a write to a closed
// connection or pipe fails instead.
void prepare_standard_streams();

// Writes out what waits in `out`. No problem where its reader has gone (`| head`): nobody wants the rest.
[[nodiscard]] Result<Done> flush_output(std::FILE* out);

// Last thing in main(): the same of stdout, and closes it, since some file systems report only then that they are full.
[[nodiscard]] Result<Done> close_standard_output();

}  // namespace syncwall
