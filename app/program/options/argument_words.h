// The command line's arguments, as its library takes them.
#pragma once

#include <string>
#include <vector>

namespace syncwall {

struct ArgumentWords {
  std::vector<std::string> words;  // last word first, as the library wants them
  std::vector<std::string> terms;  // those of a query that begin with "-", which it would take for options
};

[[nodiscard]] ArgumentWords argument_words(int argc, const char* const* argv);

// Takes a password out of the arguments themselves ("http://user:***@host"), so that no list of processes shows it from
// then on. Call it first thing after parse_options().
void hide_passwords(int argc, char** argv);

}  // namespace syncwall
