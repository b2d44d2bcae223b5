// Options of the server: which it is, how it is reached, how much is asked of it.
#include "base/number_option.h"
#include "net/client/proxy.h"
#include "program/options/typed_options.h"
#include "program/terminal_text.h"

namespace syncwall {

namespace {

std::string named_value(const std::string& text) {
  return text.find('=') == std::string::npos || text.front() == '=' ? "'" + harmless(text) + "' is not NAME=VALUE" : "";
}

void add_server(CLI::App& app, Options& o, TypedOptions& t) {
  CLI::Option* url = app.add_option("--url", o.url, "the server: https://host[:port]")->group("Server");
  app.add_option(
         "--profile", t.profile,
         "a server described in $XDG_CONFIG_HOME/syncwall/config.json; several with commas between, or all, are shown "
         "together")
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
                 "what kind of server it is: auto, syncwall, h2ogpte, airbyte, … or a description of your own "
                 "(mine.json) (default: auto, it is asked)")
      ->check([](const std::string& text) { return fault(parse_source_kind(text)); })
      ->group("Server");
  app.add_option("--source-var", t.variables, "NAME=VALUE of a variable of the source; may come more than once")
      ->check(named_value)
      ->take_all()
      ->group("Server");
  app.add_option("--source-secret", t.secrets,
                 "NAME=FILE with a secret of the source that only its owner can read (else: SYNCWALL_SECRET_NAME); may "
                 "come more than once")
      ->check(named_value)
      ->take_all()
      ->group("Server");
  app.add_option("--api-key-file", t.api_key_file,
                 "a file with the API key that only its owner can read (else: SYNCWALL_API_KEY)")
      ->group("Server");
}

void add_connection(CLI::App& app, Options& o) {
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
}

void add_amounts(CLI::App& app, Options& o, TypedOptions& t) {
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
}

void add_demonstration(CLI::App& app, Options& o) {
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

}  // namespace

void add_server_options(CLI::App& app, Options& o, TypedOptions& t) {
  add_server(app, o, t);
  add_connection(app, o);
  add_amounts(app, o, t);
  add_demonstration(app, o);
}

}  // namespace syncwall
