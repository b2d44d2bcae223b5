#include "table/action_words.h"

#include <array>
#include <cstddef>

namespace syncwall {

namespace {

constexpr std::array<ActionWords, kRowActions.size()> kWords{{
    {RowAction::Delete, "Delete", "Deleting", "deleted", "already gone", "deletion",
     "Future syncs of these connectors stop for good. Documents that were already imported stay in their collections.",
     "still in the list", "This server's API offers no deletion", 50, true, true},
    {RowAction::SyncNow, "Sync", "Starting", "started", "already running", "sync", "", "not started", "", INT64_MAX,
     false, false},
    {RowAction::Pause, "Pause", "Pausing", "paused", "already paused", "pause",
     "They don't sync until they are resumed.", "not paused in the list", "", INT64_MAX, false, false},
    {RowAction::Resume, "Resume", "Resuming", "resumed", "not paused", "resumption", "", "still paused in the list", "",
     INT64_MAX, false, false},
}};

consteval bool in_order() {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i].action != static_cast<RowAction>(i)) return false;
  }
  return true;
}
static_assert(in_order());

}  // namespace

const ActionWords& words(RowAction action) { return kWords[static_cast<std::size_t>(action)]; }

}  // namespace syncwall
