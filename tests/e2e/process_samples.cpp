#include "e2e/process_samples.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/file_text.h"

namespace syncwall::test {

namespace {

// "VmRSS:     1234 kB" → 1234; -1 where it isn't there.
long status_field(const std::string& text, const std::string& name) {
  const std::size_t at = text.find("\n" + name + ":");
  return at == std::string::npos ? -1 : std::stol(text.substr(at + name.size() + 2));
}

// User and system time: fields 14 and 15, counted from after the name, which may hold anything.
double cpu_seconds(const std::string& stat) {
  std::istringstream fields(stat.substr(stat.rfind(')') + 2));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

std::optional<ProcessSample> sample_process(pid_t pid, double at_s) {
  const std::string folder = "/proc/" + std::to_string(pid);
  const std::string status = file_text(folder + "/status"), stat = file_text(folder + "/stat");
  ProcessSample s;
  s.at_s = at_s;
  s.rss_kib = status_field(status, "VmRSS");
  s.threads = status_field(status, "Threads");
  std::error_code error;
  const auto handles = std::filesystem::directory_iterator(folder + "/fd", error);
  if (s.rss_kib < 0 || stat.find(')') == std::string::npos || error) return std::nullopt;
  s.handles = std::distance(begin(handles), end(handles));
  s.cpu_s = cpu_seconds(stat);
  return s;
}

double rss_slope(std::span<const ProcessSample> samples) {
  const auto n = static_cast<double>(samples.size());
  double x = 0, y = 0, xy = 0, xx = 0;
  for (const ProcessSample& s : samples) x += s.at_s / 60 / n, y += static_cast<double>(s.rss_kib) / n;
  for (const ProcessSample& s : samples) {
    xy += (s.at_s / 60 - x) * (static_cast<double>(s.rss_kib) - y);
    xx += (s.at_s / 60 - x) * (s.at_s / 60 - x);
  }
  return xx > 0 ? xy / xx : 0;
}

long most(std::span<const ProcessSample> samples, long ProcessSample::*of) {
  long value = 0;
  for (const ProcessSample& s : samples) value = std::max(value, s.*of);
  return value;
}

void write_csv(const std::string& file, std::span<const ProcessSample> samples) {
  std::ofstream out(file);
  out << "s,rss_kib,threads,handles,cpu_s\n";
  for (const ProcessSample& s : samples)
    out << s.at_s << "," << s.rss_kib << "," << s.threads << "," << s.handles << "," << s.cpu_s << "\n";
}

}  // namespace syncwall::test
