// The five counts of the page, as the desk and the wall show them.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "jobs/summary.h"

namespace syncwall {

struct CountCard {
  const char* id;
  std::string_view label, short_label;  // the wall's is the short one: its letters are large
  std::optional<Status> status;         // none: the total
  std::string_view counts;              // the tooltip
};
inline constexpr std::array<CountCard, 5> kCountCards{{
    {"##total", "Total Jobs", "Total", std::nullopt,
     "Every auto-sync connector job that this key may see. Click to show all."},
    {"##pending", "Pending Jobs", "Pending", Status::Pending,
     "Jobs scheduled but not yet started. Click to show them."},
    {"##running", "Running Jobs", "Running", Status::Running, "Jobs that are syncing right now. Click to show them."},
    {"##completed", "Completed Jobs", "Completed", Status::Completed,
     "Jobs whose last sync went well. Click to show them."},
    {"##failed", "Failed Jobs", "Failed", Status::Failed, "Jobs whose last sync failed. Click to show them."},
}};

[[nodiscard]] inline std::int64_t value_of(const CountCard& card, const JobSummary& s) {
  return card.status ? s.of(*card.status) : s.total;
}

// Which card the pointer rests on, and since when.
struct CardsState {
  const char* hovered = nullptr;
  TickMs since = 0, hovered_at = 0;
};

}  // namespace syncwall
