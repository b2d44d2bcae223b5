// The command line as a value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/log.h"
#include "jobs/query.h"
#include "sources/open_source.h"

namespace syncwall {

namespace described {
struct Description;
}

struct Options {
  enum class Command : std::uint8_t { Window, Picture, List, Summary, Audit, CheckSource };
  enum class Format : std::uint8_t { Table, Json, Csv };
  Command command = Command::Window;

  // Where jobs come from. No url: the embedded server with its demonstration, which commands show only where it is
  // asked for.
  std::string profile;                // its name; empty: none
  std::vector<std::string> profiles;  // of servers shown together, at least two; empty: one server
  std::vector<std::string> rotate;    // profiles that the wall turns between
  std::int64_t rotate_ms = 60'000;    // how long each is shown
  std::string url;
  SourceKind kind = SourceKind::Auto;
  std::string source;  // of SourceKind::Described: the name or the file of its description, which is read
  std::shared_ptr<const described::Description> description;
  std::map<std::string, std::string> source_variables;
  std::map<std::string, std::filesystem::path> secret_files;
  std::filesystem::path answers;       // of CheckSource: recorded ones; empty: none are
  std::filesystem::path api_key_file;  // empty: SYNCWALL_API_KEY
  std::string proxy;                   // as proxy_for() takes it; may hold a password
  std::string ca_file;
  ClientIdentity identity;
  bool insecure_http = false;
  bool demo = false;  // asked for by name
  std::int64_t demo_jobs = 10'000;
  std::uint64_t demo_seed = 1;
  std::int64_t poll_interval_ms = 2'000;
  std::int64_t mirror_limit = 2'000'000;

  Query query;
  bool sort_given = false;

  std::int64_t limit = -1;  // of list and audit; -1: all
  Format format = Format::Table;
  std::optional<std::int64_t> fail_if_failed;
  bool groups = false;  // summary: failures by their reasons, too

  std::filesystem::path picture;
  int width = 0, height = 0;  // of the picture or the window; 0: not given
  float scale = 0;            // 0: the monitor's
  std::string theme;          // empty: the remembered one, else dark
  bool fullscreen = false;
  bool wall = false;
  double viewing_distance_m = 4;
  double screen_inches = 0;  // 0: what the monitor reports, else 55
  int monitor = 0;           // from 1; 0: the primary one
  bool utc = false;
  std::filesystem::path describe;  // empty: nobody asks
  Log::Level log_level = Log::Level::Info;
};

// As many can be shown together.
inline constexpr std::size_t kMostServers = 64;

// What its server is called on the screen, and by `server:` terms: the profile, "Demonstration", or the address.
[[nodiscard]] std::string server_name(const Options& options);

// The same with another profile's server. The problem says what is wrong with it.
[[nodiscard]] Result<Options> with_profile(const Options& options, const std::string& name);

// The options, or the status to exit with: 0 after --help and --version (printed on stdout), 2 after a mistake
// (reported on stderr, with the option's name). Reads the profile where one is named.
[[nodiscard]] std::variant<Options, int> parse_options(int argc, const char* const* argv);

}  // namespace syncwall
