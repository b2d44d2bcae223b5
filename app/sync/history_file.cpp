#include "sync/history_file.h"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <utility>

#include "base/paths.h"
#include "base/utf8.h"

namespace syncwall {

namespace {

constexpr std::string_view kHead = "syncwall history 1";
constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::size_t kMostBytes = std::size_t{64} * 1024;

std::string file_name(const std::string& name) {
  std::string text = name.substr(0, 120);
  std::ranges::replace_if(
      text, [](unsigned char c) { return std::isalnum(c) == 0 && c != '.' && c != '-'; }, '_');
  return text + ".history";
}

}  // namespace

std::optional<std::vector<SummaryPoint>> parse_history(std::istream& lines, const Clock& clock) {
  const WallMs now = clock.wall_ms();
  std::vector<SummaryPoint> points;
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    WallMs at = 0;
    JobSummary s;
    fields >> at >> s.total;
    for (std::int64_t& n : s.by_status) fields >> n;
    std::string rest;
    const bool counts = s.total >= 0 && std::ranges::all_of(s.by_status, [](std::int64_t n) { return n >= 0; });
    if (!fields || fields >> rest || !counts) return std::nullopt;
    if (at > now || at <= now - kHourMs) continue;
    const TickMs tick = clock.ticks_ms() - (now - at);
    if (points.empty() || tick > points.back().at) points.push_back({tick, s});
  }
  return points;
}

HistoryFile::HistoryFile(const std::filesystem::path& folder, const std::string& name)
    : name_(one_line(to_utf8(name))) {
  if (!folder.empty()) file_ = folder / file_name(name_);
}

std::vector<SummaryPoint> HistoryFile::load(const Clock& clock) const {
  if (file_.empty()) return {};
  const auto text = read_file(file_);
  if (!text.ok()) return {};
  std::istringstream lines(text.value());
  std::string head, name;
  std::getline(lines, head);
  std::getline(lines, name);
  if (head == kHead && name != name_) return {};  // another one's, whose file is named the same
  auto points = head == kHead && text.value().size() <= kMostBytes ? parse_history(lines, clock) : std::nullopt;
  if (points) return std::move(*points);
  set_aside(file_, "it is no history of counts");
  return {};
}

Result<Done> HistoryFile::save(std::span<const SummaryPoint> points, const Clock& clock) const {
  if (file_.empty()) return Done{};
  std::ostringstream text;
  text << kHead << "\n" << name_ << "\n";
  for (const SummaryPoint& p : points) {
    text << clock.wall_ms() - (clock.ticks_ms() - p.at) << " " << p.summary.total;
    for (const std::int64_t n : p.summary.by_status) text << " " << n;
    text << "\n";
  }
  return write_file_atomically(file_, text.str());
}

}  // namespace syncwall
