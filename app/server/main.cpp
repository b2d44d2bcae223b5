// syncwall-server: the job server on its own.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <initializer_list>
#include <optional>
#include <string>

#include "base/number_option.h"
#include "base/paths.h"
#include "base/standard_streams.h"
#include "server/key_commands.h"
#include "server/serve.h"

namespace syncwall {

namespace {

void add_serve_options(CLI::App& app, ServeOptions& o) {
  Http::Options& http = o.server.http;
  app.add_option("--listen", o.listen, "HOST:PORT to listen on")->capture_default_str();
  app.add_option("--tls-cert", http.tls.certificate, "speak TLS: the certificate with its chain (PEM)");
  app.add_option("--tls-key", http.tls.key, "its key (PEM), readable by its owner only");
  app.add_option("--tls-client-ca", http.tls.client_ca,
                 "only clients with a certificate of this authority (PEM) get in");
  app.add_option("--tls-client-crl", http.tls.client_crl, "but not those on this list of revoked certificates (PEM)");
  app.add_flag("--insecure-http", http.insecure_http, "listen beyond this machine without TLS all the same");
  app.add_option("--max-connections", http.most_connections, "at most so many at a time")
      ->transform(whole_option())
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--log-file", o.log_file, "write the log there instead of stderr");
  app.add_option("--log-level", o.log_level, "debug, info, warn or error")->capture_default_str();
  app.add_option("--audit-days", o.server.audit_days, "forget who deleted what after so many days; 0: never")
      ->transform(whole_option())
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  app.add_option("--demo-jobs", o.server.demo_jobs,
                 "fill an empty database with so many simulated jobs, and let them run")
      ->transform(whole_option())
      ->check(CLI::Range(0, 5'000'000));
  app.add_option("--demo-seed", o.server.demo_seed, "which demonstration")
      ->transform(natural_option())
      ->capture_default_str();
  app.add_option("--demo-speed", o.server.demo_speed, "let the simulated jobs live so many times faster")
      ->transform(whole_option())
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
}

// An option that was given and says nothing, as from an unset variable of a script: a door left open, not the default.
std::optional<Problem> given_blank(std::initializer_list<const CLI::App*> apps) {
  for (const CLI::App* app : apps) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& value : option->results()) {
        if (option->get_expected_max() > 0 && value.find_first_not_of(" \t") == std::string::npos)
          return Problem{option->get_name() + " has no value", "", ""};
      }
    }
  }
  return std::nullopt;
}

int run(int argc, char** argv) {
  ServeOptions serving;
  KeyOptions keys;
  std::string database = (data_dir() / "server.db").string();
  CLI::App app("The job server of Syncwall: connector jobs over HTTP, in SQLite.", "syncwall-server");
  app.set_version_flag("--version", "syncwall-server " SYNCWALL_VERSION);
  add_serve_options(app, serving);
  const auto with_database = [&](CLI::App& to) {
    to.add_option("--database", database, "SQLite file")->capture_default_str();
  };
  with_database(app);
  CLI::App* const of_keys = app.add_subcommand("keys", "add, list and revoke API keys");
  of_keys->require_subcommand(1);
  CLI::App* const add = of_keys->add_subcommand("add", "make a key and print it, once");
  add->add_option("NAME", keys.name,
                  "the key's name; without --user also the id or e-mail of the user whose jobs it opens")
      ->required();
  add->add_option("--user", keys.user, "whose jobs it opens: a user's id, or e-mail in any case");
  add->add_flag("--admin", keys.admin, "may see and delete every job")->excludes("--user");
  add->add_option("--expires", keys.expires,
                  "when it ends: 90d, 12h, 4w, or a date like 2027-01-31 (UTC); never without it");
  CLI::App* const list =
      of_keys->add_subcommand("list", "names, roles, user ids, when made, when they end; never the keys");
  CLI::App* const revoke =
      of_keys->add_subcommand("revoke", "the key opens nothing from then on, also on servers that run");
  revoke->add_option("NAME", keys.name, "the key's name")->required();
  for (CLI::App* command : {add, list, revoke}) with_database(*command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  if (const auto blank = given_blank({&app, add, list, revoke})) {
    static_cast<void>(fail(*blank));
    return 2;
  }
  if (database == ":memory:") {
    static_cast<void>(fail(Problem{"--database :memory: is no file", "jobs and keys are kept in one", "name a file"}));
    return 2;
  }
  serving.server.database = keys.database = database;
  if (add->parsed()) return add_key(keys);
  if (list->parsed()) return list_keys(keys);
  if (revoke->parsed()) return revoke_key(keys);
  return serve(std::move(serving));
}

}  // namespace

}  // namespace syncwall

int main(int argc, char** argv) {
  syncwall::prepare_standard_streams();
  try {
    const int status = syncwall::run(argc, argv);
    // A key that nobody could read was made in vain.
    const auto closed = syncwall::close_standard_output();
    if (closed.ok() || status != 0) return status;
    std::fprintf(stderr, "syncwall-server: %s\n", closed.problem().text().c_str());
    return 1;
  } catch (const std::exception& e) {  // no memory, no threads
    std::fprintf(stderr, "syncwall-server: %s\n", e.what());
    return 1;
  }
}
