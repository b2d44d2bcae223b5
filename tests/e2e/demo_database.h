// A database full of demonstration jobs, made once: a million take a minute or two. In $SYNCWALL_BENCH_DATA, else in
// syncwall-bench-data under the folder for temporary files.
#pragma once

#include <string>

namespace syncwall::test {

// Copies the one with that many jobs to `file`.
void put_demo_database(int jobs, const std::string& file);

}  // namespace syncwall::test
