#include "program/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <sstream>
#include <string_view>
#include <utility>

#include "base/number_option.h"
#include "base/utf8.h"
#include "jobs/filter_grammar.h"
#include "jobs/plain_filter.h"
#include "net/client/proxy.h"
#include "net/server_address.h"
#include "program/profile.h"
#include "program/terminal_text.h"

namespace syncwall {

namespace {

// As typed, before it is understood.
struct Typed {
  std::string profile, rotate, source, status, type, sort, format = "table", log_level = "info", size, user, collection,
                                                           api_key_file, picture, describe;
  std::vector<std::string> query;  // its words; a shell has taken the quotes that stood around it
  double poll_interval_s = 2, rotate_s = 60;
  std::int64_t fail_if_failed = -1;
};

template <class T>
std::string fault(const Result<T>& result) {
  return result.ok() ? std::string() : result.problem().text();
}

bool parse_size(const std::string& text, int& width, int& height) {
  const char* end = text.data() + text.size();
  const auto w = std::from_chars(text.data(), end, width);
  if (w.ec != std::errc() || w.ptr == end || *w.ptr != 'x') return false;
  const auto h = std::from_chars(w.ptr + 1, end, height);
  return h.ec == std::errc() && h.ptr == end && width >= 320 && height >= 240 && width <= 16384 && height <= 16384;
}

// No "nan", which lies within every range, and no "0x2".
CLI::Validator decimal_number() {
  return {[](std::string& text) {
            return text.find_first_not_of("+-.0123456789eE") == std::string::npos
                       ? std::string()
                       : "'" + harmless(text) + "' is no number";
          },
          "NUMBER"};
}

void add_source_options(CLI::App& app, Options& o, Typed& t) {
  CLI::Option* url = app.add_option("--url", o.url, "the server: https://host[:port]")->group("Server");
  app.add_option("--profile", t.profile, "a server described in $XDG_CONFIG_HOME/syncwall/config.json")
      ->excludes(url)
      ->group("Server");
  app.add_option("--rotate", t.rotate, "profiles with commas between: a wall that turns from server to server")
      ->excludes(url)
      ->group("Screen");
  app.add_option("--rotate-seconds", t.rotate_s, "how long each of them is shown")
      ->check(decimal_number())
      ->check(CLI::Range(5.0, 86400.0))
      ->capture_default_str()
      ->group("Screen");
  app.add_option("--source", t.source,
                 "auto, syncwall or h2ogpte: what kind of server it is (default: auto, it is asked)")
      ->check([](const std::string& text) { return fault(parse_source_kind(text)); })
      ->group("Server");
  app.add_option("--api-key-file", t.api_key_file,
                 "a file with the API key that only its owner can read (else: SYNCWALL_API_KEY)")
      ->group("Server");
  app.add_option("--proxy", o.proxy,
                 "http://[user:password@]host[:port] of an outbound proxy, or none (default: as HTTPS_PROXY, "
                 "HTTP_PROXY, ALL_PROXY and NO_PROXY say)")
      ->check([](const std::string& text) {
        return wants_no_proxy(text) ? std::string() : fault(parse_proxy(text, "--proxy"));
      })
      ->group("Server");
  app.add_option("--ca-file", o.ca_file, "authorities (PEM) to trust for TLS")->group("Server");
  app.add_option("--client-cert", o.identity.certificate, "show this certificate (PEM) to servers that ask for one")
      ->group("Server");
  app.add_option("--client-key", o.identity.key,
                 "its key (PEM), readable by its owner only (default: in the certificate's file)")
      ->group("Server");
  app.add_flag("--insecure-http", o.insecure_http, "let the key cross a network unencrypted")->group("Server");
  app.add_option("--poll-interval", t.poll_interval_s, "seconds between two looks for changes")
      ->check(decimal_number())
      ->check(CLI::Range(0.2, 3600.0))
      ->capture_default_str()
      ->group("Server");
  app.add_option("--mirror-limit", o.mirror_limit, "more jobs than these are loaded as one scrolls")
      ->transform(whole_option())
      ->check(CLI::Range(std::int64_t{1'000}, std::int64_t{50'000'000}))
      ->capture_default_str()
      ->group("Server");
  app.add_flag("--demo", o.demo,
               "the embedded demonstration: simulated jobs on a server of this program's own; the window opens it "
               "where no server is named")
      ->group("Server");
  app.add_option("--demo-jobs", o.demo_jobs, "the demonstration, of so many jobs")
      ->transform(whole_option())
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{5'000'000}))
      ->capture_default_str()
      ->group("Server");
  app.add_option("--demo-seed", o.demo_seed, "the demonstration, and which")
      ->transform(natural_option())
      ->capture_default_str()
      ->group("Server");
  for (const char* demo : {"--demo", "--demo-jobs", "--demo-seed"}) {
    for (const char* server : {"--url", "--profile", "--rotate"})
      app.get_option(demo)->excludes(app.get_option(server));
  }
}

std::string too_long(const std::string& text) {
  return text.size() <= kMaxFilterBytes ? ""
                                        : "a filter has at most " + std::to_string(kMaxFilterBytes) +
                                              " bytes, this one " + std::to_string(text.size());
}

void add_query_options(CLI::App& app, Typed& t) {
  app.add_option("--status", t.status,
                 "of pending, running, completed, failed, paused, overdue, stuck; several with commas")
      ->check([](const std::string& text) {
        PlainFilter filter;
        return fault(parse_statuses(text, filter));
      })
      ->group("Filters and order");
  app.add_option(
         "--type", t.type,
         "of s3, azure_blob_storage, gcs, sharepoint_online, sharepoint_on_premise, confluence; several with commas")
      ->check([](const std::string& text) {
        PlainFilter filter;
        return fault(parse_types(text, filter));
      })
      ->group("Filters and order");
  app.add_option("--user", t.user, "part of the user's name, in any case")->check(too_long)->group("Filters and order");
  app.add_option("--collection", t.collection, "part of the collection's name, in any case")
      ->check(too_long)
      ->group("Filters and order");
  app.add_option("--sort", t.sort,
                 "user, collection, type, created, last_sync, status or schedule; '-' before it: descending; a second "
                 "key after a comma (default: -last_sync)")
      ->check([](const std::string& text) { return fault(parse_sort(text)); })
      ->group("Filters and order");
}

void add_screen_options(CLI::App& app, Options& o, Typed& t) {
  app.add_option("--screenshot", t.picture,
                 "draw the dashboard into this PNG file once its query is complete, and exit")
      ->group("Screen");
  app.add_option("--size", t.size, "WIDTHxHEIGHT of the picture or the window, in px")
      ->check([](const std::string& text) {
        int w = 0, h = 0;
        return parse_size(text, w, h) ? std::string()
                                      : "'" + text + "' is not WIDTHxHEIGHT between 320x240 and 16384x16384";
      })
      ->group("Screen");
  app.add_option("--scale", o.scale, "how large everything is drawn (default: as the monitor asks)")
      ->check(decimal_number())
      ->check(CLI::Range(0.5, 8.0))
      ->group("Screen");
  app.add_option("--describe", t.describe,
                 "keep what is on the screen in this file as JSON: role, name and place of each part")
      ->group("Screen");
  app.add_option("--theme", o.theme, "dark, light, contrast, or a file like those in assets/themes")->group("Screen");
  app.add_flag("--fullscreen", o.fullscreen, "start over the whole screen")->group("Screen");
  app.add_flag("--wall", o.wall,
               "start as a wall: big counts and the worst rows, over the whole screen (F11 changes it)")
      ->group("Screen");
  app.add_option("--viewing-distance", o.viewing_distance_m, "metres from which the wall is read")
      ->check(decimal_number())
      ->check(CLI::Range(0.5, 30.0))
      ->capture_default_str()
      ->group("Screen");
  app.add_option("--screen-inches", o.screen_inches, "the wall's diagonal (default: what the monitor reports, else 55)")
      ->check(decimal_number())
      ->check(CLI::Range(5.0, 500.0))
      ->group("Screen");
  app.add_option("--monitor", o.monitor,
                 "the monitor for the wall and for full screen, from 1 (default: the primary one)")
      ->transform(whole_option())
      ->check(CLI::Range(1, 64))
      ->group("Screen");
  app.add_option("--log-level", t.log_level,
                 "debug, info, warn or error: what the window writes into syncwall.log in $XDG_STATE_HOME/syncwall")
      ->check([](const std::string& text) { return fault(parse_log_level(text)); })
      ->capture_default_str()
      ->group("Screen");
  app.add_flag("--utc", o.utc, "all times in UTC")->group("Screen");
}

void add_query(CLI::App& command, Typed& t) {
  command.add_option("query", t.query,
                     "which jobs, as one text: 'status:failed -type:s3 user:\"ann lee\" error:403 last_sync:>2d'; "
                     "all that is given must hold, and the options too (see syncwall(1), QUERIES)");
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

CLI::Option* add_format(CLI::App& command, Typed& t) {
  return command.add_option("--format", t.format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
}

void use(const Profile& profile, bool its_kind, Options& o) {
  o.profile = profile.name;
  o.url = profile.url;
  if (its_kind) o.kind = profile.kind;
  if (o.api_key_file.empty()) o.api_key_file = profile.api_key_file;
  if (o.proxy.empty()) o.proxy = profile.proxy;
  if (o.ca_file.empty()) o.ca_file = profile.ca_file;
  if (o.identity.certificate.empty()) o.identity = profile.identity;
  o.insecure_http = o.insecure_http || profile.insecure_http;
}

Result<Done> use_profile(const Typed& t, Options& o) {
  if (!o.url.empty() || !o.rotate.empty() || o.demo) return Done{};
  const auto found = read_profile(config_file(), t.profile);
  if (!found.ok()) return found.problem();
  use(found.value(), t.source.empty(), o);
  return Done{};
}

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

Result<Done> check_rotation(const Options& o) {
  if (o.rotate.empty()) return Done{};
  if (o.command != Options::Command::Window)
    return Problem{"--rotate is for a wall in its window", "a command and a picture are of one server",
                   "name that with --profile"};
  for (const std::string& name : o.rotate) {
    if (name.empty())
      return Problem{"--rotate names a profile without a name", "there is a comma too many",
                     "name profiles with one comma between: prod,lab"};
    const auto one = with_profile(o, name);
    if (!one.ok()) return one.problem();
    if (const auto key = check_key(one.value()); !key.ok()) return key.problem();
  }
  return Done{};
}

// The numbers of the demonstration must never be taken for a server's.
Result<Done> check_server(const Options& o) {
  if (has_window(o) || !o.url.empty() || o.demo) return Done{};
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

// No option takes an empty value: it would read as if the option weren't there. Nor one that breaks the line.
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

// A term that begins with - is no option: none of them is one dash and several characters. After "--name" it is a
// value.
bool is_term(std::string_view word, std::string_view before) {
  return word.size() > 2 && word.front() == '-' && word[1] != '-' && !before.starts_with("--");
}

// "--name=" as "--name" and an empty value: the library would take the next word for the value.
// Terms that begin with - come into `terms`.
std::vector<std::string> words_of(int argc, const char* const* argv, std::vector<std::string>& terms) {
  std::vector<std::string> words;
  bool commands = false;  // list or summary came
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool after_end = std::find(argv + 1, argv + i, std::string_view("--")) != argv + i;
    if (commands && !after_end && is_term(word, argv[i - 1])) {
      terms.push_back(word);
      continue;
    }
    commands = commands || word == "list" || word == "summary";
    const bool empty = word.starts_with("--") && word.size() > 3 && word.find('=') == word.size() - 1;
    words.push_back(empty ? word.substr(0, word.size() - 1) : word);
    if (empty) words.emplace_back();
  }
  // Last word first, as the library wants them.
  std::reverse(words.begin(), words.end());
  return words;
}

// A filter that is passed over in silence would make a short list look like the whole truth.
Result<Done> check_audit(const Options& o) {
  if (o.command != Options::Command::Audit || (o.query.filter.all() && !o.sort_given)) return Done{};
  return Problem{"audit takes no filters and no order", "it prints every record, newest first", "leave them out"};
}

Result<Done> check(const CLI::App& app, const Typed& t, Options& o) {
  if (const auto done = check_identity(app); !done.ok()) return done;
  if (const auto done = use_profile(t, o); !done.ok()) return done;
  if (const auto done = check_rotation(o); !done.ok()) return done;
  if (const auto done = check_server(o); !done.ok()) return done;
  if (const auto done = o.rotate.empty() ? check_key(o) : Result<Done>(Done{}); !done.ok()) return done;
  if (const auto done = check_screen(app, o); !done.ok()) return done;
  return check_audit(o);
}

// The words of a query, AND-ed with what the options say; its order goes before theirs only where they say none.
Result<Done, QueryProblem> use_query(const std::string& text, Options& o) {
  auto read = read_query(text);
  if (!read.ok()) return read.problem();
  Query& query = read.value().query;
  if (read.value().sorted && o.sort_given)
    return QueryProblem{{"the order is given twice", "--sort and `sort:`", "leave one of them out"}, 0, 0};
  std::ranges::move(query.filter.terms, std::back_inserter(o.query.filter.terms));
  if (read.value().sorted) o.query.sort = query.sort;
  o.sort_given = o.sort_given || read.value().sorted;
  return Done{};
}

// The sentence, and the query with a mark under the place.
int fail(const QueryProblem& problem, const std::string& query) {
  const std::string_view text(query);
  const auto columns = [&](std::size_t at, std::size_t n) {
    return terminal_width(harmless(text.substr(std::min(at, text.size()), n)));
  };
  const std::size_t before = columns(0, problem.at),
                    under = std::max<std::size_t>(columns(problem.at, problem.size), 1);
  std::fprintf(stderr, "syncwall: %s\n  %s\n  %s%s\n", harmless(problem.text()).c_str(), harmless(query).c_str(),
               std::string(before, ' ').c_str(), std::string(under, '^').c_str());
  return 2;
}

int fail(const Problem& problem) {
  std::fprintf(stderr, "syncwall: %s\n", harmless(problem.text()).c_str());
  return 2;
}

// The checks above have held every text to its grammar already.
void understand(const Typed& t, Options& o) {
  if (!t.source.empty()) o.kind = parse_source_kind(t.source).value();
  PlainFilter plain;
  if (!t.status.empty()) static_cast<void>(parse_statuses(t.status, plain).ok());
  if (!t.type.empty()) static_cast<void>(parse_types(t.type, plain).ok());
  plain.user = without_blanks(t.user);
  plain.collection = without_blanks(t.collection);
  o.query.filter = filter_of(plain);
  if (!t.sort.empty()) {
    o.query.sort = parse_sort(t.sort).value();
    o.sort_given = true;
  }
  o.api_key_file = t.api_key_file;
  o.log_level = parse_log_level(t.log_level).value();
  o.picture = t.picture;
  o.describe = t.describe;
  if (!t.size.empty()) static_cast<void>(parse_size(t.size, o.width, o.height));
  o.format = t.format == "json"  ? Options::Format::Json
             : t.format == "csv" ? Options::Format::Csv
                                 : Options::Format::Table;
  o.poll_interval_ms = static_cast<std::int64_t>(t.poll_interval_s * 1000);
  for (std::size_t at = 0; !t.rotate.empty() && at != std::string::npos;) {
    const std::size_t comma = t.rotate.find(',', at);
    o.rotate.push_back(t.rotate.substr(at, comma - at));
    at = comma == std::string::npos ? comma : comma + 1;
  }
  o.rotate_ms = static_cast<std::int64_t>(t.rotate_s * 1000);
  o.wall = o.wall || !o.rotate.empty();
  if (t.fail_if_failed >= 0) o.fail_if_failed = t.fail_if_failed;
  if (!t.picture.empty()) o.command = Options::Command::Picture;
}

}  // namespace

std::string server_name(const Options& options) {
  if (!options.profile.empty()) return options.profile;
  if (options.url.empty()) return "Demonstration";
  const auto address = parse_server_address(options.url);
  return address.ok() ? address.value().text() : "";
}

Result<Options> with_profile(const Options& options, const std::string& name) {
  const auto found = read_profile(config_file(), name);
  if (!found.ok()) return found.problem();
  Options o = options;
  use(found.value(), true, o);
  return o;
}

std::variant<Options, int> parse_options(int argc, const char* const* argv) {
  Options o;
  Typed t;
  CLI::App app("A dashboard for auto-sync connector jobs. Without a command it opens its window.", "syncwall");
  app.set_version_flag("--version", "syncwall " SYNCWALL_VERSION);
  app.fallthrough();
  app.require_subcommand(0, 1);
  std::vector<std::string> minus_terms;
  add_source_options(app, o, t);
  add_query_options(app, t);
  add_screen_options(app, o, t);
  CLI::App* list = app.add_subcommand("list", "print jobs; takes the options of the server, filters and order");
  add_query(*list, t);
  list->add_option("--limit", o.limit, "at most so many jobs")
      ->transform(whole_option())
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}));
  add_format(*list, t);
  CLI::App* summary = app.add_subcommand("summary", "print counts; takes the options of the server and the filters");
  add_query(*summary, t);
  add_format(*summary, t);
  summary->add_flag("--groups", o.groups, "and why jobs fail: failures by reason, the most frequent first");
  summary->add_option("--fail-if-failed", t.fail_if_failed, "exit with 1 where at least so many jobs are Failed")
      ->transform(whole_option())
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  CLI::App* audit = app.add_subcommand(
      "audit", "print who deleted what, newest first; takes the options of the server, and an administrator's key");
  audit->add_option("--limit", o.limit, "at most so many records")
      ->transform(whole_option())
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}));
  add_format(*audit, t);
  app.footer(
      "Exit status: 0 fine, 1 the condition of --fail-if-failed is met, 2 a mistake in the options, the server could "
      "not be asked, or something is missing from its answer.");
  try {
    app.parse(words_of(argc, argv, minus_terms));
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  for (const CLI::App* typed : {&app, list, summary, audit}) {
    if (const auto done = check_values(*typed); !done.ok()) return fail(done.problem());
  }
  understand(t, o);
  for (const char* demo : {"--demo-jobs", "--demo-seed"}) o.demo = o.demo || app.get_option(demo)->count() > 0;
  if (audit->parsed()) o.command = Options::Command::Audit;
  if (list->parsed()) o.command = Options::Command::List;
  if (summary->parsed()) o.command = Options::Command::Summary;
  t.query.insert(t.query.end(), minus_terms.begin(), minus_terms.end());
  const std::string query = joined(t.query);
  if (const auto used = use_query(query, o); !used.ok()) return fail(used.problem(), query);
  const auto checked = check(app, t, o);
  if (!checked.ok()) return fail(checked.problem());
  return o;
}

void hide_passwords(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const bool its_value = std::string_view(argv[i - 1]) == "--proxy";
    if (!its_value && !argument.starts_with("--proxy=")) continue;
    const std::string hidden = without_password(argument.substr(its_value ? 0 : 8));
    if (hidden == argument.substr(its_value ? 0 : 8)) continue;
    char* to = argv[i] + (its_value ? 0 : 8);
    const std::size_t room = std::strlen(to);
    std::fill_n(to, room, '\0');
    std::copy_n(hidden.data(), std::min(hidden.size(), room), to);  // never longer, but where the password is
  }
}

}  // namespace syncwall
