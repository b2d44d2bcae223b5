#include "server/metrics.h"

#include <cstdio>

namespace syncwall {

namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

void head(std::string& out, const char* name, const char* type, const char* help) {
  out += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

void line(std::string& out, const std::string& name, const std::string& labels, const std::string& value) {
  out += name + (labels.empty() ? "" : "{" + labels + "}") + " " + value + "\n";
}

void one(std::string& out, const char* name, const char* type, const char* help, std::int64_t value) {
  head(out, name, type, help);
  line(out, name, "", std::to_string(value));
}

std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + std::string(value) + "\"";
}

struct OfStore {
  JobSummary summary;
  std::int64_t bytes = 0;
};

Stored<OfStore> look_at(JobStore& store) {
  const auto summary = store.summary({true, ""});
  if (!summary.ok()) return summary.problem();
  const auto bytes = store.bytes();
  if (!bytes.ok()) return bytes.problem();
  return OfStore{summary.value(), bytes.value()};
}

}  // namespace

void Metrics::answered(std::string_view method, std::string_view route, int status,
                       std::chrono::steady_clock::duration took) {
  const double seconds = std::chrono::duration<double>(took).count();
  const std::string labels = label("method", method) + "," + label("route", route);
  Lock lock(mutex_);
  ++answers_[{labels, status}];
  Times& times = times_[labels];
  ++times.count;
  times.sum += seconds;
  for (std::size_t i = 0; i < kBounds.size(); ++i) times.upto[i] += seconds <= kBounds[i] ? 1 : 0;
}

Stored<std::string> Metrics::text(JobStore& store, const Listener::Counts& connections) const {
  const auto found = look_at(store);
  if (!found.ok()) return found.problem();
  std::string out;
  head(out, "syncwall_build_info", "gauge", "Always 1; the version is its label.");
  line(out, "syncwall_build_info", label("version", SYNCWALL_VERSION), "1");
  {
    Lock lock(mutex_);
    head(out, "syncwall_http_requests_total", "counter", "Answers, by route and status.");
    for (const auto& [key, count] : answers_)
      line(out, "syncwall_http_requests_total", key.first + "," + label("status", std::to_string(key.second)),
           std::to_string(count));
    const std::string name = "syncwall_http_request_duration_seconds";
    head(out, name.c_str(), "histogram", "From a request's whole head to the end of its answer.");
    for (const auto& [labels, times] : times_) {
      for (std::size_t i = 0; i < kBounds.size(); ++i)
        line(out, name + "_bucket", labels + "," + label("le", number(kBounds[i])), std::to_string(times.upto[i]));
      line(out, name + "_bucket", labels + "," + label("le", "+Inf"), std::to_string(times.count));
      line(out, name + "_sum", labels, number(times.sum));
      line(out, name + "_count", labels, std::to_string(times.count));
    }
  }
  const auto count = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
  one(out, "syncwall_http_answers_not_taken_total", "counter", "Answers that the client did not take whole.",
      count(broken_off_));
  one(out, "syncwall_connections", "gauge", "Connections open now.", count(connections.open));
  one(out, "syncwall_connections_idle", "gauge", "Connections open now that wait for a request.",
      count(connections.idle));
  one(out, "syncwall_connections_total", "counter", "Connections taken since the start.", count(connections.accepted));
  one(out, "syncwall_connections_refused_total", "counter", "Connections refused because there were too many.",
      count(connections.refused));
  one(out, "syncwall_connections_let_go_total", "counter", "Waiting connections ended to make room for new ones.",
      count(connections.let_go));
  const JobSummary& s = found.value().summary;
  head(out, "syncwall_jobs", "gauge", "Jobs by status.");
  std::int64_t known = 0;
  for (const Status status : {Status::Pending, Status::Running, Status::Completed, Status::Failed, Status::Paused}) {
    line(out, "syncwall_jobs", label("status", wire_name(status)), std::to_string(s.of(status)));
    known += s.of(status);
  }
  line(out, "syncwall_jobs", label("status", "other"), std::to_string(s.total - known));
  one(out, "syncwall_revision", "counter", "The store's revision: changes of jobs since it was made.",
      count(s.revision));
  one(out, "syncwall_database_bytes", "gauge", "Size of the database.", found.value().bytes);
  return out;
}

}  // namespace syncwall
