#include "server/serve.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <future>
#include <optional>
#include <stop_token>

#include "base/descriptor.h"
#include "base/paths.h"
#include "base/progress_line.h"
#include "net/server/capacity.h"
#include "net/server/listen_address.h"
#include "server/key_commands.h"

namespace syncwall {

namespace {

constexpr std::chrono::seconds kPatience{10};  // at the end, for requests under way

Result<Done> use_listen(const std::string& text, Http::Options& http) {
  auto address = parse_listen(text);
  if (!address.ok()) return address.problem();
  http.host = std::move(address.value().host);
  http.port = address.value().port;
  return Done{};
}

Result<Done> check_tls(const TlsFiles& tls) {
  if (tls.certificate.empty() != tls.key.empty())
    return Problem{"--tls-cert and --tls-key belong together", "", "give both"};
  if (tls.certificate.empty() && !tls.client_ca.empty())
    return Problem{"--tls-client-ca needs TLS", "", "give --tls-cert and --tls-key too"};
  if (tls.client_ca.empty() && !tls.client_crl.empty())
    return Problem{"--tls-client-crl needs clients' certificates", "", "give --tls-client-ca too"};
  return Done{};
}

// With expired keys only nobody can administer the server, and nothing else would say so.
void warn_of_expired_keys(const std::vector<KeyInfo>& keys, const std::filesystem::path& database, WallMs now,
                          Log& log) {
  const bool any = std::ranges::any_of(
      keys, [&](const KeyInfo& k) { return k.account.is_admin && (k.expires == 0 || k.expires > now); });
  if (any) return;
  const std::string todo = "make one: syncwall-server keys add NAME --admin --database '" + database.string() + "'";
  std::fprintf(stderr,
               "syncwall-server: no administrator's key opens anything: every one has expired, or there is none. %s\n",
               todo.c_str());
  log.write(Log::Level::Warn, "no administrator's key", {{"todo", todo}});
}

// Without any key nobody could ask: the first one is made, and put where only its owner reads it. It is stored only if
// its owner can read it there.
Result<Done> first_key(KeyStore& store, const std::filesystem::path& database, Log& log) {
  const WallMs now = SystemClock().wall_ms();
  const auto keys = store.keys();
  if (!keys.ok()) return keys.problem();
  if (!keys.value().empty()) {
    warn_of_expired_keys(keys.value(), database, now, log);
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

void log_reload(Log& log, const char* what, const Result<Done>& done) {
  if (done.ok()) return log.write(Log::Level::Info, what);
  log.write(Log::Level::Error, "kept the old after SIGHUP", {{"what", what}, {"why", done.problem().text()}});
}

// The signals that end or refresh the server, as descriptors to wait for. Made before any thread, so that all of them
// leave these signals alone.
class Signals {
 public:
  Signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    caught_ = Descriptor(::signalfd(-1, &signals, SFD_CLOEXEC));
  }
  // The next one; nothing: `wake` became readable first.
  [[nodiscard]] std::optional<int> next(int wake = -1) const {
    std::array<pollfd, 2> watched = {pollfd{caught_.get(), POLLIN, 0}, pollfd{wake, POLLIN, 0}};
    while (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) {
    }
    signalfd_siginfo about{};
    if (watched[0].revents == 0) return std::nullopt;
    if (::read(caught_.get(), &about, sizeof about) != sizeof about) return SIGTERM;
    return static_cast<int>(about.ssi_signo);
  }

 private:
  Descriptor caught_;
};

using Started = Result<std::unique_ptr<JobServer>>;

// Making a demonstration takes a while: meanwhile a signal ends that.
Started start_unless_ended(JobServer::Options options, const Signals& signals) {
  const Descriptor done(::eventfd(0, EFD_CLOEXEC));
  std::stop_source ends;
  options.stop = ends.get_token();
  std::unique_ptr<JobServer> server;
  std::optional<Problem> problem;
  auto starting = std::async(std::launch::async, [&] {
    // However that ends: the waiting below has to.
    struct Wake {
      int fd;
      ~Wake() {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(fd, &one, sizeof one);
      }
    } const wake{done.get()};
    auto started = JobServer::start(options);
    if (started.ok()) {
      server = std::move(started).value();
    } else {
      problem = started.problem();
    }
  });
  for (auto signal = signals.next(done.get()); signal; signal = signals.next(done.get())) {
    if (*signal == SIGHUP) continue;  // nothing is open yet that would have to be opened anew
    ends.request_stop();
    break;
  }
  starting.get();
  if (ends.stop_requested()) return Problem{"stopped before it had started", "", ""};
  if (problem) return *problem;
  return server;
}

// Into what the system lets a process have, with a word where that is less than was wanted.
void fit(Http::Options& http) {
  const Capacity capacity = fit_connections(http.most_connections);
  if (capacity.why.empty()) return;
  std::fprintf(stderr, "syncwall-server: at most %zu connections instead of %zu: %s\n", capacity.connections,
               http.most_connections, capacity.why.c_str());
  http.log->write(Log::Level::Warn, "fewer connections",
                  {{"most", static_cast<std::int64_t>(capacity.connections)},
                   {"wanted", static_cast<std::int64_t>(http.most_connections)},
                   {"why", capacity.why}});
  http.most_connections = capacity.connections;
}

void run(JobServer& server, const ServeOptions& options, const Signals& signals) {
  const Http::Options& http = options.server.http;
  const bool tls = !http.tls.certificate.empty();
  std::printf("syncwall-server listens on %s://%s, database %s\n", tls ? "https" : "http",
              host_and_port(http.host, server.port()).c_str(), options.server.database.c_str());
  std::fflush(stdout);
  http.log->write(Log::Level::Info, "started",
                  {{"host", http.host}, {"port", server.port()}, {"tls", tls ? "yes" : "no"}});
  while (signals.next() == SIGHUP) {
    log_reload(*http.log, "reopened the log", http.log->reopen());
    log_reload(*http.log, "read the certificates", server.reload_tls());
  }
}

}  // namespace

int serve(ServeOptions options) {
  Http::Options& http = options.server.http;
  for (const auto& checked : {use_listen(options.listen, http), check_tls(http.tls)}) {
    if (!checked.ok()) return fail(checked.problem()), 2;
  }
  const auto level = parse_log_level(options.log_level);
  if (!level.ok()) return fail(level.problem()), 2;
  const Signals signals;
  const auto log = Log::open(options.log_file, level.value());
  if (!log.ok()) return fail(log.problem());
  http.log = log.value().get();
  http.patience = kPatience;
  fit(http);
  {
    ProgressLine progress("syncwall-server: making the demonstration");
    options.server.progress = [&](std::int64_t made, std::int64_t of) { progress.update(made, of); };
    auto server = start_unless_ended(options.server, signals);
    if (!server.ok()) return fail(server.problem());
    const auto key = first_key(server.value()->store(), options.server.database, *http.log);
    if (!key.ok()) return fail(key.problem());
    run(*server.value(), options, signals);
    std::printf("syncwall-server stops\n");
    std::fflush(stdout);
  }
  http.log->write(Log::Level::Info, "stopped");
  return 0;
}

}  // namespace syncwall
