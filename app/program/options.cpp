#include "program/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <sstream>

#include "program/profile.h"
#include "sources/proxy.h"

namespace syncwall {

namespace {

// As typed, before it is understood.
struct Typed {
  std::string profile, rotate, source, status, type, sort, format = "table", log_level = "info", size, user, collection, api_key_file, picture, describe;
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

void add_source_options(CLI::App& app, Options& o, Typed& t) {
  CLI::Option* url = app.add_option("--url", o.url, "the server: https://host[:port]; without it an embedded demonstration")->group("Server");
  app.add_option("--profile", t.profile, "a server described in $XDG_CONFIG_HOME/syncwall/config.json")->excludes(url)->group("Server");
  app.add_option("--rotate", t.rotate, "profiles with commas between: a wall that turns from server to server")->excludes(url)->group("Screen");
  app.add_option("--rotate-seconds", t.rotate_s, "how long each of them is shown")->check(CLI::Range(5.0, 86400.0))->capture_default_str()->group("Screen");
  app.add_option("--source", t.source, "auto, syncwall or h2ogpte: what kind of server it is (default: auto, it is asked)")
      ->check([](const std::string& text) { return fault(parse_source_kind(text)); })
      ->group("Server");
  app.add_option("--api-key-file", t.api_key_file, "a file with the API key that only its owner can read (else: SYNCWALL_API_KEY)")->group("Server");
  app.add_option("--proxy", o.proxy, "http://[user:password@]host[:port] of an outbound proxy, or none (default: as HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY say)")
      ->check([](const std::string& text) { return text == "none" ? std::string() : fault(parse_proxy(text, "--proxy")); })
      ->group("Server");
  app.add_option("--ca-file", o.ca_file, "authorities (PEM) to trust for TLS")->group("Server");
  app.add_option("--client-cert", o.identity.certificate, "show this certificate (PEM) to servers that ask for one")->group("Server");
  app.add_option("--client-key", o.identity.key, "its key (PEM), readable by its owner only (default: in the certificate's file)")->group("Server");
  app.add_flag("--insecure-http", o.insecure_http, "let the key cross a network unencrypted")->group("Server");
  app.add_option("--poll-interval", t.poll_interval_s, "seconds between two looks for changes")->check(CLI::Range(0.2, 3600.0))->capture_default_str()->group("Server");
  app.add_option("--mirror-limit", o.mirror_limit, "more jobs than these are loaded as one scrolls")->check(CLI::Range(std::int64_t{1'000}, std::int64_t{50'000'000}))->capture_default_str()->group("Server");
  app.add_option("--demo-jobs", o.demo_jobs, "of the embedded demonstration")->check(CLI::Range(std::int64_t{0}, std::int64_t{5'000'000}))->capture_default_str()->group("Server");
  app.add_option("--demo-seed", o.demo_seed, "which demonstration")->capture_default_str()->group("Server");
}

std::string too_long(const std::string& text) {
  return text.size() <= kMaxFilterBytes ? "" : "a filter has at most " + std::to_string(kMaxFilterBytes) + " bytes, this one " + std::to_string(text.size());
}

void add_query_options(CLI::App& app, Typed& t) {
  app.add_option("--status", t.status, "of pending, running, completed, failed, paused, overdue, stuck; several with commas")
      ->check([](const std::string& text) {
        Filter filter;
        return fault(parse_statuses(text, filter));
      })
      ->group("Filters and order");
  app.add_option("--type", t.type, "of s3, azure_blob_storage, gcs, sharepoint_online, sharepoint_on_premise, confluence; several with commas")
      ->check([](const std::string& text) {
        Filter filter;
        return fault(parse_types(text, filter));
      })
      ->group("Filters and order");
  app.add_option("--user", t.user, "part of the user's name, in any case")->check(too_long)->group("Filters and order");
  app.add_option("--collection", t.collection, "part of the collection's name, in any case")->check(too_long)->group("Filters and order");
  app.add_option("--sort", t.sort, "user, collection, type, created, last_sync, status or schedule; '-' before it: descending; a second key after a comma (default: -last_sync)")
      ->check([](const std::string& text) { return fault(parse_sort(text)); })
      ->group("Filters and order");
}

void add_screen_options(CLI::App& app, Options& o, Typed& t) {
  app.add_option("--screenshot", t.picture, "draw the dashboard into this PNG file once its query is complete, and exit")->group("Screen");
  app.add_option("--size", t.size, "WIDTHxHEIGHT of the picture or the window, in px")
      ->check([](const std::string& text) {
        int w = 0, h = 0;
        return parse_size(text, w, h) ? std::string() : "'" + text + "' is not WIDTHxHEIGHT between 320x240 and 16384x16384";
      })
      ->group("Screen");
  app.add_option("--scale", o.scale, "how large everything is drawn (default: as the monitor asks)")->check(CLI::Range(0.5, 8.0))->group("Screen");
  app.add_option("--describe", t.describe, "keep what is on the screen in this file as JSON: role, name and place of each part")->group("Screen");
  app.add_option("--theme", o.theme, "dark, light, contrast, or a file like those in assets/themes")->group("Screen");
  app.add_flag("--fullscreen", o.fullscreen, "start over the whole screen")->group("Screen");
  app.add_flag("--wall", o.wall, "start as a wall: big counts and the worst rows, over the whole screen (F11 changes it)")->group("Screen");
  app.add_option("--viewing-distance", o.viewing_distance_m, "metres from which the wall is read")->check(CLI::Range(0.5, 30.0))->capture_default_str()->group("Screen");
  app.add_option("--screen-inches", o.screen_inches, "the wall's diagonal (default: what the monitor reports, else 55)")->check(CLI::Range(5.0, 500.0))->group("Screen");
  app.add_option("--monitor", o.monitor, "the monitor for the wall and for full screen, from 1 (default: the primary one)")->check(CLI::Range(1, 64))->group("Screen");
  app.add_option("--log-level", t.log_level, "debug, info, warn or error: what the window writes into syncwall.log in $XDG_STATE_HOME/syncwall")
      ->check([](const std::string& text) { return fault(parse_log_level(text)); })
      ->capture_default_str()
      ->group("Screen");
  app.add_flag("--utc", o.utc, "all times in UTC")->group("Screen");
}

CLI::Option* add_format(CLI::App& command, Typed& t) {
  return command.add_option("--format", t.format, "table, json or csv")->check(CLI::IsMember({"table", "json", "csv"}))->capture_default_str();
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
  if (!o.url.empty() || !o.rotate.empty()) return Done{};
  const auto found = read_profile(config_file(), t.profile);
  if (!found.ok()) return found.problem();
  use(found.value(), t.source.empty(), o);
  return Done{};
}

Result<Done> check_rotation(const Options& o) {
  for (const std::string& name : o.rotate) {
    const auto one = with_profile(o, name);
    if (!one.ok()) return one.problem();
  }
  return Done{};
}

// A filter that is passed over in silence would make a short list look like the whole truth.
Result<Done> check_audit(const Options& o) {
  if (o.command != Options::Command::Audit || (o.query.filter.all() && !o.sort_given)) return Done{};
  return Problem{"audit takes no filters and no order", "it prints every record, newest first", "leave them out"};
}

// The checks above have held every text to its grammar already.
void understand(const Typed& t, Options& o) {
  if (!t.source.empty()) o.kind = parse_source_kind(t.source).value();
  if (!t.status.empty()) static_cast<void>(parse_statuses(t.status, o.query.filter).ok());
  if (!t.type.empty()) static_cast<void>(parse_types(t.type, o.query.filter).ok());
  o.query.filter.user = t.user;
  o.query.filter.collection = t.collection;
  if (!t.sort.empty()) {
    o.query.sort = parse_sort(t.sort).value();
    o.sort_given = true;
  }
  o.api_key_file = t.api_key_file;
  o.log_level = parse_log_level(t.log_level).value();
  o.picture = t.picture;
  o.describe = t.describe;
  if (!t.size.empty()) static_cast<void>(parse_size(t.size, o.width, o.height));
  o.format = t.format == "json" ? Options::Format::Json : t.format == "csv" ? Options::Format::Csv : Options::Format::Table;
  o.poll_interval_ms = static_cast<std::int64_t>(t.poll_interval_s * 1000);
  std::istringstream names(t.rotate);
  for (std::string name; std::getline(names, name, ',');) o.rotate.push_back(name);
  o.rotate_ms = static_cast<std::int64_t>(t.rotate_s * 1000);
  o.wall = o.wall || !o.rotate.empty();
  if (t.fail_if_failed >= 0) o.fail_if_failed = t.fail_if_failed;
  if (!t.picture.empty()) o.command = Options::Command::Picture;
}

}  // namespace

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
  add_source_options(app, o, t);
  add_query_options(app, t);
  add_screen_options(app, o, t);
  CLI::App* list = app.add_subcommand("list", "print jobs; takes the options of the server, filters and order");
  list->add_option("--limit", o.limit, "at most so many jobs")->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}));
  add_format(*list, t);
  CLI::App* summary = app.add_subcommand("summary", "print counts; takes the options of the server and the filters");
  add_format(*summary, t);
  summary->add_option("--fail-if-failed", t.fail_if_failed, "exit with 1 where at least so many jobs are Failed")->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  CLI::App* audit = app.add_subcommand("audit", "print who deleted what, newest first; takes the options of the server, and an administrator's key");
  audit->add_option("--limit", o.limit, "at most so many records")->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}));
  add_format(*audit, t);
  app.footer("Exit status: 0 fine, 1 the condition of --fail-if-failed is met, 2 a mistake in the options or the server could not be asked.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  understand(t, o);
  if (audit->parsed()) o.command = Options::Command::Audit;
  for (const auto& done : {use_profile(t, o), check_rotation(o), check_audit(o)}) {
    if (done.ok()) continue;
    std::fprintf(stderr, "syncwall: %s\n", done.problem().text().c_str());
    return 2;
  }
  if (list->parsed()) o.command = Options::Command::List;
  if (summary->parsed()) o.command = Options::Command::Summary;
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
