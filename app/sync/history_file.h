// HistoryFile: the last hour's counts of one server and account, kept over a restart for the sparklines. One thread.
//
//   syncwall history 1
//   <name>
//   <wall ms> <total> <pending> <running> <completed> <failed> <paused>      a line a minute, oldest first
#pragma once

#include <filesystem>
#include <istream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "jobs/fetch_status.h"

namespace syncwall {

// The lines after the first two; none where one of them isn't ours.
[[nodiscard]] std::optional<std::vector<SummaryPoint>> parse_history(std::istream& lines, const Clock& clock);

class HistoryFile {
 public:
  // `name`: which server, as whom; the file's name is made of it. An empty folder: nothing is kept.
  HistoryFile(const std::filesystem::path& folder, const std::string& name);

  // The points that are younger than an hour, on this run's ticks. None where there is no file; a file that isn't one
  // of ours is set aside as *.broken.
  [[nodiscard]] std::vector<SummaryPoint> load(const Clock& clock) const;
  [[nodiscard]] Result<Done> save(std::span<const SummaryPoint> points, const Clock& clock) const;
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;  // empty: nothing is kept
  std::string name_;
};

}  // namespace syncwall
