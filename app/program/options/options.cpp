#include "program/options/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <initializer_list>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/utf8.h"
#include "jobs/filter/filter_grammar.h"
#include "jobs/plain_filter.h"
#include "net/server_address.h"
#include "program/options/argument_words.h"
#include "program/options/option_checks.h"
#include "program/options/profile.h"
#include "program/options/typed_options.h"
#include "program/terminal_text.h"
#include "sources/described/load.h"

namespace syncwall {

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void use(const Profile& profile, bool its_kind, Options& o) {
  o.profile = profile.name;
  o.url = profile.url;
  if (its_kind) {
    o.kind = profile.kind;
    o.source = profile.source;
  }
  o.source_variables.insert(profile.variables.begin(), profile.variables.end());
  o.secret_files.insert(profile.secret_files.begin(), profile.secret_files.end());
  if (o.api_key_file.empty()) o.api_key_file = profile.api_key_file;
  if (o.proxy.empty()) o.proxy = profile.proxy;
  if (o.ca_file.empty()) o.ca_file = profile.ca_file;
  if (o.identity.certificate.empty()) o.identity = profile.identity;
  o.insecure_http = o.insecure_http || profile.insecure_http;
}

// Reads the description, and asks for what it needs.
Result<Done> use_description(Options& o) {
  if (o.kind != SourceKind::Described) {
    if (o.source_variables.empty() && o.secret_files.empty()) return Done{};
    return Problem{"--source-var and --source-secret are for a source that has a description", "",
                   "name it with --source"};
  }
  if (o.demo) return Problem{"the demonstration is no server of that kind", "", "leave --demo or --source out"};
  auto description = described::load_description(o.source);
  if (!description.ok()) return description.problem();
  o.description = std::move(description).value();
  if (o.command == Options::Command::CheckSource) return Done{};
  if (o.url.empty()) o.url = o.description->url;
  const auto server = described::make_server(o.description, {o.source_variables, o.secret_files, {}});
  if (!server.ok()) return server.problem();
  if (!o.url.empty()) return Done{};
  return Problem{"no server is named", o.description->name + " has no address of its own", "name one with --url"};
}

// `source check` and `source try` name it themselves.
Result<Done> use_named_source(TypedOptions& t) {
  if (t.description.empty()) return Done{};
  const auto kind = parse_source_kind(t.description);
  if (!kind.ok()) return kind.problem();
  if (kind.value() != SourceKind::Described)
    return Problem{t.description + " has no description", "this program has code for it", ""};
  t.source = t.description;
  return Done{};
}

// "prod,lab". Empty names stay, so that somebody can say so.
std::vector<std::string> names_in(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t at = 0; !text.empty() && at != std::string::npos;) {
    const std::size_t comma = text.find(',', at);
    names.push_back(text.substr(at, comma - at));
    at = comma == std::string::npos ? comma : comma + 1;
  }
  return names;
}

// One, several, or all there are.
Result<Done> use_profile(const TypedOptions& t, Options& o) {
  if (!o.url.empty() || !o.rotate.empty() || o.demo) return Done{};
  std::vector<std::string> names = names_in(t.profile);
  if (t.profile == "all") {
    auto all = profile_names(config_file());
    if (!all.ok()) return all.problem();
    if (!all.value().empty() && std::ranges::find(all.value(), t.profile) == all.value().end())
      names = std::move(all).value();
  }
  if (names.size() > 1) {
    o.profiles = std::move(names);
    return Done{};
  }
  const auto found = read_profile(config_file(), names.empty() ? "" : names.front());
  if (!found.ok()) return found.problem();
  use(found.value(), t.source.empty(), o);
  return Done{};
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
void understand(const TypedOptions& t, Options& o) {
  if (!t.source.empty()) o.kind = parse_source_kind(t.source).value();
  if (o.kind == SourceKind::Described) o.source = t.source;
  for (const std::string& text : t.variables)
    o.source_variables[text.substr(0, text.find('='))] = text.substr(text.find('=') + 1);
  for (const std::string& text : t.secrets)
    o.secret_files[text.substr(0, text.find('='))] = text.substr(text.find('=') + 1);
  o.answers = t.answers;
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
  o.rotate = names_in(t.rotate);
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
  if (const auto done = use_description(o); !done.ok()) return done.problem();
  return o;
}

std::variant<Options, int> parse_options(int argc, const char* const* argv) {
  Options o;
  TypedOptions t;
  CLI::App app("A dashboard for auto-sync connector jobs. Without a command it opens its window.", "syncwall");
  app.set_version_flag("--version", "syncwall " SYNCWALL_VERSION);
  app.fallthrough();
  app.require_subcommand(0, 1);
  add_server_options(app, o, t);
  add_query_options(app, t);
  add_screen_options(app, o, t);
  const Commands commands = add_commands(app, o, t);
  app.footer(
      "Exit status: 0 fine, 1 the condition of --fail-if-failed is met, 2 a mistake in the options, the server could "
      "not be asked, or something is missing from its answer.");
  auto [words, minus_terms] = argument_words(argc, argv);
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  for (const CLI::App* typed : std::initializer_list<const CLI::App*>{
           &app, commands.list, commands.summary, commands.audit, commands.check_source, commands.try_source}) {
    if (const auto done = check_values(*typed); !done.ok()) return fail(done.problem());
  }
  if (const auto named = use_named_source(t); !named.ok()) return fail(named.problem());
  understand(t, o);
  for (const char* demo : {"--demo-jobs", "--demo-seed"}) o.demo = o.demo || app.get_option(demo)->count() > 0;
  if (commands.audit->parsed()) o.command = Options::Command::Audit;
  if (commands.check_source->parsed()) o.command = Options::Command::CheckSource;
  if (commands.list->parsed() || commands.try_source->parsed()) o.command = Options::Command::List;
  if (commands.summary->parsed()) o.command = Options::Command::Summary;
  t.query.insert(t.query.end(), minus_terms.begin(), minus_terms.end());
  const std::string query = joined(t.query);
  if (const auto used = use_query(query, o); !used.ok()) return fail(used.problem(), query);
  if (const auto read = use_profile(t, o); !read.ok()) return fail(read.problem());
  const bool one_server = o.rotate.empty() && o.profiles.empty();
  if (const auto read = one_server ? use_description(o) : Result<Done>(Done{}); !read.ok()) return fail(read.problem());
  if (const auto fits = check_together(app, o); !fits.ok()) return fail(fits.problem());
  return o;
}

}  // namespace syncwall
