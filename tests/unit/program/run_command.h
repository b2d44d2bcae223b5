// A command of the program, run in this process: its status, and what it wrote.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <type_traits>

#include "base/clock.h"
#include "program/commands.h"
#include "program/options/options.h"
#include "sources/source.h"

namespace syncwall::test {

struct Output {
  int status = 0;
  std::string out, err;
};

// One of run_list, run_summary, run_audit.
template <class Command>
Output run(Command command, JobSource& source, const Options& options, WallMs now) {
  char *out = nullptr, *err = nullptr;
  std::size_t out_size = 0, err_size = 0;
  std::FILE* o = open_memstream(&out, &out_size);
  std::FILE* e = open_memstream(&err, &err_size);
  Output output;
  if constexpr (std::is_invocable_v<Command, JobSource&, const Options&, WallMs, std::FILE*, std::FILE*>) {
    output.status = command(source, options, now, o, e);
  } else {
    const NamedSource one{source, server_name(options)};
    output.status = command(Servers(&one, 1), options, now, o, e);
  }
  std::fclose(o);
  std::fclose(e);
  output.out.assign(out, out_size);
  output.err.assign(err, err_size);
  std::free(out);
  std::free(err);
  return output;
}

}  // namespace syncwall::test
