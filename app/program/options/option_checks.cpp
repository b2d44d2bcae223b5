#include "program/options/option_checks.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "program/terminal_text.h"
#include "sources/described/description.h"

namespace syncwall {

namespace {

bool has_window(const Options& o) {
  return o.command == Options::Command::Window || o.command == Options::Command::Picture;
}

// An empty variable is most likely one that was to be filled.
Result<Done> check_key(const Options& o) {
  const char* const key = std::getenv("SYNCWALL_API_KEY");
  if (o.demo || !o.api_key_file.empty() || key == nullptr ||
      std::string_view(key).find_first_not_of(" \t\r\n") != std::string_view::npos)
    return Done{};
  return Problem{"SYNCWALL_API_KEY is empty", "", "set it to the key, or unset it"};
}

// A described source may need no key, or have it in a file of its own.
bool takes_the_key(const Options& o) {
  if (o.kind != SourceKind::Described) return true;
  const auto& secrets = o.description->secrets;
  return std::ranges::find(secrets, "key") != secrets.end() && !o.secret_files.contains("key");
}

// A key that isn't its profile's own would be sent to every server.
Result<Done> check_own_key(const Options& all, const Options& one) {
  if (all.api_key_file.empty() && !takes_the_key(one)) return Done{};
  const char* const key = std::getenv("SYNCWALL_API_KEY");
  if (all.api_key_file.empty() && (key == nullptr || !one.api_key_file.empty())) return Done{};
  return Problem{all.api_key_file.empty() ? "the profile " + one.profile + " names no file with its key"
                                          : "--api-key-file is given for several servers",
                 "one key would be sent to all of them", "write api_key_file into each profile"};
}

Result<Done> check_profiles(const Options& o, const std::string& option, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty())
      return Problem{option + " names a profile without a name", "there is a comma too many",
                     "name profiles with one comma between: prod,lab"};
    const auto one = with_profile(o, names[i]);
    if (!one.ok()) return one.problem();
    if (const auto key = check_key(one.value()); !key.ok()) return key.problem();
    if (option == "--rotate") continue;
    if (const auto own = check_own_key(o, one.value()); !own.ok()) return own.problem();
    if (std::ranges::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i))
      return Problem{option + " names the profile " + names[i] + " twice", "", "name each once"};
  }
  return Done{};
}

Result<Done> check_several(const Options& o) {
  if (!o.rotate.empty() && o.command != Options::Command::Window)
    return Problem{"--rotate is for a wall in its window", "a command and a picture are of what --profile names",
                   "name that with --profile"};
  if (o.command == Options::Command::Audit && !o.profiles.empty())
    return Problem{"audit is of one server", "--profile names several", "name one"};
  if (o.profiles.size() > kMostServers)
    return Problem{"--profile names " + std::to_string(o.profiles.size()) + " servers",
                   "at most " + std::to_string(kMostServers) + " can be shown together", "name fewer"};
  if (const auto rotate = check_profiles(o, "--rotate", o.rotate); !rotate.ok()) return rotate.problem();
  return check_profiles(o, "--profile", o.profiles);
}

// The numbers of the demonstration must never be taken for a server's.
Result<Done> check_server(const Options& o) {
  if (has_window(o) || !o.url.empty() || !o.profiles.empty() || o.demo || o.command == Options::Command::CheckSource)
    return Done{};
  return Problem{"no server is named", "",
                 "name one with --url or --profile, or ask for the demonstration with --demo"};
}

// What is passed over in silence looks as if it had been done.
Result<Done> check_screen(const CLI::App& app, const Options& o) {
  constexpr std::array kOfWindow = {"--fullscreen", "--monitor", "--log-level", "--poll-interval"};
  constexpr std::array kDrawn = {"--screenshot", "--describe",         "--size",          "--scale",       "--theme",
                                 "--wall",       "--viewing-distance", "--screen-inches", "--mirror-limit"};
  const auto given = [&](const auto& names) {
    return std::ranges::find_if(names, [&](const char* name) { return app.get_option(name)->count() > 0; });
  };
  const bool window = o.command == Options::Command::Window;
  if (const auto* one = given(kOfWindow); !window && one != kOfWindow.end())
    return Problem{std::string(*one) + " is for the window", "a picture or a command has none", "leave it out"};
  if (const auto* one = given(kDrawn); !has_window(o) && one != kDrawn.end())
    return Problem{std::string(*one) + " is for the window and pictures", "a command draws nothing", "leave it out"};
  if (o.rotate.empty() && app.get_option("--rotate-seconds")->count() > 0)
    return Problem{"--rotate-seconds is for --rotate", "", "name profiles with --rotate, or leave it out"};
  return Done{};
}

// A key opens nothing without its certificate.
Result<Done> check_identity(const CLI::App& app) {
  if (app.get_option("--client-key")->count() == 0 || app.get_option("--client-cert")->count() > 0) return Done{};
  return Problem{"--client-key is given without --client-cert", "", "give both, or leave it out"};
}

// A filter that is passed over in silence would make a short list look like the whole truth.
Result<Done> check_audit(const Options& o) {
  if (o.command != Options::Command::Audit || (o.query.filter.all() && !o.sort_given)) return Done{};
  return Problem{"audit takes no filters and no order", "it prints every record, newest first", "leave them out"};
}

}  // namespace

Result<Done> check_values(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_items_expected_max() == 0) continue;
    for (const std::string& value : option->results()) {
      if (without_blanks(value).empty())
        return Problem{option->get_name() + " is empty", "", "give it a value, or leave it out"};
      if (one_line(value) != value)
        return Problem{option->get_name() + " has a line break or another control character in it", "", ""};
      if (!is_utf8(value)) return Problem{option->get_name() + " is not UTF-8", "", ""};
    }
  }
  return Done{};
}

Result<Done> check_together(const CLI::App& app, const Options& o) {
  if (const auto done = check_identity(app); !done.ok()) return done;
  if (const auto done = check_several(o); !done.ok()) return done;
  if (const auto done = check_server(o); !done.ok()) return done;
  if (const auto done = o.rotate.empty() && o.profiles.empty() ? check_key(o) : Result<Done>(Done{}); !done.ok())
    return done;
  if (const auto done = check_screen(app, o); !done.ok()) return done;
  return check_audit(o);
}

}  // namespace syncwall
