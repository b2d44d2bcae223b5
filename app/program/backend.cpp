#include "program/backend.h"

#include "base/paths.h"
#include "base/progress_line.h"
#include "net/client/api_key.h"
#include "sources/described/load.h"
#include "store/keys.h"

namespace syncwall {

namespace {

// Each demonstration has a file of its own: what was deleted in one stays deleted, and another size starts afresh.
std::filesystem::path demo_database(const Options& o) {
  if (o.demo_jobs == 0) return data_dir() / "jobs.db";
  return data_dir() / ("demo-" + std::to_string(o.demo_jobs) + "-seed-" + std::to_string(o.demo_seed) + ".db");
}

// What goes well is for those who look for something; the state of the connection is told by whoever watches it.
void tell(Log& log, const RequestRecord& r) {
  const std::initializer_list<Log::Field> fields = {
      {"method", r.method}, {"path", r.path}, {"ms", r.ms}, {"bytes", r.bytes}, {"failure", r.failure}};
  log.write(r.failure.empty() ? Log::Level::Debug : Log::Level::Warn, "request", fields);
}

}  // namespace

Result<std::unique_ptr<Backend>> Backend::open(const Options& options, Log* log) {
  std::unique_ptr<Backend> made(new Backend);
  made->log_ = log;
  made->settings_.journal = std::make_shared<RequestJournal>([log](const RequestRecord& r) {
    if (log != nullptr) tell(*log, r);
  });
  made->settings_.url = made->name_ = options.url;
  made->settings_.kind = options.kind;
  made->settings_.key = key_provider(options.api_key_file);
  if (options.kind == SourceKind::Described) {
    auto described = described::make_server(options.description,
                                            {options.source_variables, options.secret_files, made->settings_.key});
    if (!described.ok()) return described.problem();
    made->settings_.described = std::move(described).value();
  }
  made->settings_.proxy = options.proxy;
  made->settings_.ca_file = options.ca_file;
  made->settings_.identity = options.identity;
  made->settings_.insecure_http = options.insecure_http;
  if (!options.url.empty()) return made;
  JobServer::Options server;
  server.database = demo_database(options);
  made->name_ = server.database.filename().string();
  server.demo_jobs = options.demo_jobs;
  server.demo_seed = options.demo_seed;
  server.http.embedded_key = make_key();
  ProgressLine progress("syncwall: making the demonstration");
  server.progress = [&](std::int64_t done, std::int64_t of) { progress.update(done, of); };
  auto started = JobServer::start(server);
  if (!started.ok()) return started.problem();
  made->server_ = std::move(started).value();
  made->settings_.url = "http://127.0.0.1:" + std::to_string(made->server_->port());
  made->settings_.proxy = "none";
  made->settings_.kind = SourceKind::Syncwall;
  made->settings_.key = fixed_key(server.http.embedded_key);
  return made;
}

}  // namespace syncwall
