// syncwall-server: the job server on its own.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <exception>
#include <string>

#include "base/progress_line.h"
#include "base/paths.h"
#include "server/job_server.h"

namespace syncwall {

namespace {

struct Options {
  std::string listen = "127.0.0.1:8470";
  std::string database = (data_dir() / "server.db").string();
  std::int64_t demo_jobs = 0;
  std::uint64_t demo_seed = 1;
  std::int64_t demo_speed = 1;
  std::string key_name;
  bool admin = false;
};

int fail(const Problem& problem) {
  std::fprintf(stderr, "syncwall-server: %s\n", problem.text().c_str());
  return 1;
}

Result<Http::Options> parse_listen(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  Http::Options http;
  char* end = nullptr;
  const long port = colon == std::string::npos ? -1 : std::strtol(text.c_str() + colon + 1, &end, 10);
  if (colon == std::string::npos || colon == 0 || end == nullptr || *end != '\0' || port < 0 || port > 65535) {
    return Problem{"--listen " + text + " is not HOST:PORT", "", "for example --listen 127.0.0.1:8470"};
  }
  http.host = text.substr(0, colon);
  if (http.host.front() == '[' && http.host.back() == ']') http.host = http.host.substr(1, http.host.size() - 2);
  http.port = static_cast<int>(port);
  return http;
}

// Without any key nobody could ask: the first one is made, and put where only its owner reads it.
Result<Done> first_key(Store& store, const std::filesystem::path& database) {
  const auto keys = store.keys();
  if (!keys.ok()) return keys.problem();
  if (!keys.value().empty()) return Done{};
  const auto key = store.add_key("admin", true);
  if (!key.ok()) return key.problem();
  const std::filesystem::path file = database.string() + ".admin-key";
  const auto written = write_file_atomically(file, key.value() + "\n");
  if (!written.ok()) return written.problem();
  std::printf("made an administrator's key, in %s\n", file.c_str());
  return Done{};
}

int serve(const Options& options) {
  const auto http = parse_listen(options.listen);
  if (!http.ok()) {
    std::fprintf(stderr, "syncwall-server: %s\n", http.problem().text().c_str());
    return 2;
  }
  // Before any thread starts, so that all of them leave these signals to sigwait() below.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  JobServer::Options server_options;
  server_options.database = options.database;
  server_options.http = http.value();
  server_options.demo_jobs = options.demo_jobs;
  server_options.demo_seed = options.demo_seed;
  server_options.demo_speed = options.demo_speed;
  ProgressLine progress("syncwall-server: making the demonstration");
  server_options.progress = [&](std::int64_t made, std::int64_t of) { progress.tell(made, of); };
  const auto server = JobServer::start(server_options);
  if (!server.ok()) return fail(server.problem());
  const auto key = first_key(server.value()->store(), options.database);
  if (!key.ok()) return fail(key.problem());
  std::printf("syncwall-server listens on http://%s:%d, database %s\n", http.value().host.c_str(), server.value()->port(), options.database.c_str());
  std::fflush(stdout);
  int caught = 0;
  sigwait(&signals, &caught);
  std::printf("syncwall-server stops\n");
  return 0;
}

int add_key(const Options& options) {
  const auto store = Store::open(options.database);
  if (!store.ok()) return fail(store.problem());
  const auto key = store.value()->add_key(options.key_name, options.admin);
  if (!key.ok()) return fail(key.problem());
  std::printf("%s\n", key.value().c_str());
  return 0;
}

int list_keys(const Options& options) {
  const auto store = Store::open(options.database);
  if (!store.ok()) return fail(store.problem());
  const auto keys = store.value()->keys();
  if (!keys.ok()) return fail(keys.problem());
  for (const KeyInfo& key : keys.value()) {
    std::printf("%s\t%s\t%s\n", key.name.c_str(), key.account.is_admin ? "admin" : "user", key.account.id.c_str());
  }
  return 0;
}

int remove_key(const Options& options) {
  const auto store = Store::open(options.database);
  if (!store.ok()) return fail(store.problem());
  const auto removed = store.value()->remove_key(options.key_name);
  if (!removed.ok()) return fail(removed.problem());
  if (!removed.value()) return fail({"there is no key named " + options.key_name, "", "keys list shows them"});
  return 0;
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app("The job server of Syncwall: connector jobs over HTTP, in SQLite.", "syncwall-server");
  app.set_version_flag("--version", "syncwall-server " SYNCWALL_VERSION);
  app.add_option("--listen", options.listen, "HOST:PORT to listen on")->capture_default_str();
  app.add_option("--demo-jobs", options.demo_jobs, "fill an empty database with so many simulated jobs, and let them run")->check(CLI::Range(0, 5'000'000));
  app.add_option("--demo-seed", options.demo_seed, "which demonstration")->capture_default_str();
  app.add_option("--demo-speed", options.demo_speed, "let the simulated jobs live so many times faster")->check(CLI::Range(1, 1000))->capture_default_str();
  const auto with_database = [&](CLI::App& to) { to.add_option("--database", options.database, "SQLite file")->capture_default_str(); };
  with_database(app);
  CLI::App* keys = app.add_subcommand("keys", "add, list and remove API keys");
  keys->require_subcommand(1);
  CLI::App* add = keys->add_subcommand("add", "make a key and print it, once");
  add->add_option("NAME", options.key_name, "whose key: a user's name or e-mail gives that user's jobs")->required();
  add->add_flag("--admin", options.admin, "may see and delete every job");
  CLI::App* list = keys->add_subcommand("list", "names, roles and user ids; never the keys");
  CLI::App* remove = keys->add_subcommand("remove", "a key that is removed opens nothing from then on");
  remove->add_option("NAME", options.key_name, "the key's name")->required();
  for (CLI::App* command : {add, list, remove}) with_database(*command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  if (add->parsed()) return add_key(options);
  if (list->parsed()) return list_keys(options);
  if (remove->parsed()) return remove_key(options);
  return serve(options);
}

}  // namespace

}  // namespace syncwall

int main(int argc, char** argv) {
  try {
    return syncwall::run(argc, argv);
  } catch (const std::exception& e) {  // no memory, no threads
    std::fprintf(stderr, "syncwall-server: %s\n", e.what());
    return 1;
  }
}
