#include "program/failure_list.h"

#include <algorithm>
#include <string_view>

#include "base/json_text.h"
#include "base/spreadsheet.h"
#include "base/time_text.h"
#include "jobs/failure_reason.h"
#include "jobs/variable_parts.h"
#include "program/terminal_text.h"

namespace syncwall {

namespace {

// The names of a set of types, with `between`.
std::string names(Mask types, std::string_view between, std::string (*name)(ConnectorType)) {
  std::string text;
  for (std::size_t i = 0; i <= kTypes; ++i) {
    const auto type = static_cast<ConnectorType>(i);
    if ((types & bit(type)) != 0) text.append(text.empty() ? "" : between).append(name(type));
  }
  return text;
}

std::string wire(ConnectorType type) { return type == ConnectorType::Other ? "other" : std::string(wire_name(type)); }

}  // namespace

void FailureList::add(const JobView& failed) {
  std::string reason = failure_reason(failed.last_sync_error);
  if (groups_.size() >= kMost && !groups_.contains(reason)) reason = kVariable;
  Group& group = groups_[reason];
  ++group.jobs;
  ++jobs_;
  group.types = static_cast<Mask>(group.types | bit(failed.type));
}

std::vector<FailureList::Entry> FailureList::sorted() const {
  std::vector<Entry> all(groups_.begin(), groups_.end());
  std::ranges::stable_sort(all, std::ranges::greater(), [](const Entry& e) { return e.second.jobs; });
  return all;
}

std::string FailureList::table() const {
  constexpr std::size_t kDigits = 9;
  std::string text =
      std::string(grouped(jobs_).view()) + (jobs_ == 1 ? " failed job" : " failed jobs") + " by reason\n";
  for (const auto& [reason, group] : sorted()) {
    const std::string jobs(grouped(group.jobs).view());
    text += std::string(kDigits - std::min(kDigits, jobs.size()), ' ') + jobs + "  " +
            (reason.empty() ? "no reason given" : harmless(reason)) + " (" +
            names(group.types, ", ", [](ConnectorType t) { return std::string(label(t)); }) + ")\n";
  }
  return text;
}

std::string FailureList::csv() const {
  std::string text = "reason,jobs,types\r\n";
  for (const auto& [reason, group] : sorted())
    text += spreadsheet_field(harmless(reason, true), ',') + "," + std::to_string(group.jobs) + "," +
            names(group.types, " ", wire) + "\r\n";
  return text;
}

std::string FailureList::json() const {
  std::string text = "[";
  for (const auto& [reason, group] : sorted())
    text += std::string(text.size() > 1 ? ",\n" : "\n") + "{\"reason\":" + json_quoted(reason) +
            ",\"jobs\":" + std::to_string(group.jobs) + ",\"types\":[\"" + names(group.types, "\",\"", wire) + "\"]}";
  return harmless_json(text + "]");
}

}  // namespace syncwall
