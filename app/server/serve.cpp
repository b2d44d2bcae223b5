#include "server/serve.h"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "base/paths.h"
#include "base/progress_line.h"
#include "server/key_commands.h"

namespace syncwall {

namespace {

constexpr std::chrono::seconds kPatience{10};  // at the end, for requests under way

Result<Done> parse_listen(const std::string& text, Http::Options& http) {
  const std::size_t colon = text.rfind(':');
  char* end = nullptr;
  const long port = colon == std::string::npos ? -1 : std::strtol(text.c_str() + colon + 1, &end, 10);
  if (colon == std::string::npos || colon == 0 || end == nullptr || *end != '\0' || port < 0 || port > 65535) {
    return Problem{"--listen " + text + " is not HOST:PORT", "", "for example --listen 127.0.0.1:8470"};
  }
  http.host = text.substr(0, colon);
  if (http.host.front() == '[' && http.host.back() == ']') http.host = http.host.substr(1, http.host.size() - 2);
  http.port = static_cast<int>(port);
  return Done{};
}

Result<Done> check_tls(const TlsFiles& tls) {
  if (tls.certificate.empty() != tls.key.empty()) return Problem{"--tls-cert and --tls-key belong together", "", "give both"};
  if (tls.certificate.empty() && !tls.client_ca.empty()) return Problem{"--tls-client-ca needs TLS", "", "give --tls-cert and --tls-key too"};
  return Done{};
}

// Nobody can administer the server with keys that have ended, and nothing else would say so.
void tell_ended(const std::vector<KeyInfo>& keys, const std::filesystem::path& database, WallMs now, Log& log) {
  const bool any = std::ranges::any_of(keys, [&](const KeyInfo& k) { return k.account.is_admin && (k.expires == 0 || k.expires > now); });
  if (any) return;
  const std::string todo = "make one: syncwall-server keys add NAME --admin --database '" + database.string() + "'";
  std::fprintf(stderr, "syncwall-server: no administrator's key opens anything: every one has expired, or there is none. %s\n", todo.c_str());
  log.write(Log::Level::Warn, "no administrator's key", {{"todo", todo}});
}

// Without any key nobody could ask: the first one is made, and put where only its owner reads it. It is stored only if
// its owner can read it there.
Result<Done> first_key(Store& store, const std::filesystem::path& database, Log& log) {
  const WallMs now = SystemClock().wall_ms();
  const auto keys = store.keys();
  if (!keys.ok()) return keys.problem();
  if (!keys.value().empty()) {
    tell_ended(keys.value(), database, now, log);
    return Done{};
  }
  const std::filesystem::path file = database.string() + ".admin-key";
  bool written = false;
  const auto made = store.add_key({"admin", true, "", now, 0}, [&](const std::string& key) {
    auto done = write_file_atomically(file, key + "\n");
    written = done.ok();
    return done;
  });
  if (!made.ok()) {
    std::error_code ignored;
    if (written) std::filesystem::remove(file, ignored);
    return made.problem();
  }
  std::printf("made an administrator's key, in %s\n", file.c_str());
  return Done{};
}

// A connection is a descriptor, and the usual soft limit is 1,024 of them.
void allow_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void tell(Log& log, const char* what, const Result<Done>& done) {
  if (done.ok()) return log.write(Log::Level::Info, what);
  log.write(Log::Level::Error, "kept the old after SIGHUP", {{"what", what}, {"why", done.problem().text()}});
}

}  // namespace

int serve(ServeOptions options) {
  Http::Options& http = options.server.http;
  for (const auto& checked : {parse_listen(options.listen, http), check_tls(http.tls)}) {
    if (!checked.ok()) return fail(checked.problem()), 2;
  }
  const auto level = parse_log_level(options.log_level);
  if (!level.ok()) return fail(level.problem()), 2;
  // Before any thread starts, so that all of them leave these signals to sigwait() below.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  allow_descriptors();
  const auto log = Log::open(options.log_file, level.value());
  if (!log.ok()) return fail(log.problem());
  http.log = log.value().get();
  http.patience = kPatience;
  ProgressLine progress("syncwall-server: making the demonstration");
  options.server.progress = [&](std::int64_t made, std::int64_t of) { progress.tell(made, of); };
  auto server = JobServer::start(options.server);
  if (!server.ok()) return fail(server.problem());
  const auto key = first_key(server.value()->store(), options.server.database, *http.log);
  if (!key.ok()) return fail(key.problem());
  std::printf("syncwall-server listens on %s://%s:%d, database %s\n", http.tls.certificate.empty() ? "http" : "https", http.host.c_str(), server.value()->port(), options.server.database.c_str());
  std::fflush(stdout);
  http.log->write(Log::Level::Info, "started", {{"host", http.host}, {"port", server.value()->port()}, {"tls", http.tls.certificate.empty() ? "no" : "yes"}});
  int caught = 0;
  while (sigwait(&signals, &caught) == 0 && caught == SIGHUP) {
    tell(*http.log, "reopened the log", http.log->reopen());
    tell(*http.log, "read the certificates", server.value()->reload_tls());
  }
  std::printf("syncwall-server stops\n");
  std::fflush(stdout);
  server.value().reset();
  http.log->write(Log::Level::Info, "stopped");
  return 0;
}

}  // namespace syncwall
