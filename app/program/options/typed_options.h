// The options as the command line's library fills them in: each function below declares a group of them.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "program/options/options.h"

namespace syncwall {

// What becomes an Options only once it is understood.
struct TypedOptions {
  std::string profile, rotate, source, status, type, sort, format = "table", log_level = "info", size, user, collection,
                                                           api_key_file, picture, describe;
  std::vector<std::string> variables, secrets;  // name=value
  std::string description, answers;             // of `source`
  std::vector<std::string> query;               // its words; a shell has taken the quotes that stood around it
  double poll_interval_s = 2, rotate_s = 60;
  std::int64_t fail_if_failed = -1;
};

void add_server_options(CLI::App& app, Options& o, TypedOptions& t);
void add_query_options(CLI::App& app, TypedOptions& t);
void add_screen_options(CLI::App& app, Options& o, TypedOptions& t);

// The commands, with the options that only they have. `source` has two of its own.
struct Commands {
  CLI::App *list = nullptr, *summary = nullptr, *audit = nullptr, *check_source = nullptr, *try_source = nullptr;
};
[[nodiscard]] Commands add_commands(CLI::App& app, Options& o, TypedOptions& t);

// For options with a fraction: no "nan", which lies within every range, and no "0x2".
[[nodiscard]] CLI::Validator decimal_number();

// WIDTHxHEIGHT between 320x240 and 16384x16384.
[[nodiscard]] bool parse_size(const std::string& text, int& width, int& height);

// A parser's result as a validator of that library says it: empty where all is well.
template <class T>
std::string fault(const Result<T>& result) {
  return result.ok() ? std::string() : result.problem().text();
}

}  // namespace syncwall
