// The states of several servers as one: what the cards, the footer and the whole of the page go by. Pure; any thread.
#pragma once

#include <memory>
#include <span>

#include "jobs/fetch_status.h"

namespace syncwall {

// Of one server: that server's own. Of several:
// - it is Live where one of them is, and as old as the oldest of those that are: one that is away makes its own rows
//   old and not the page; where none is Live, it is as the first of them;
// - counts are the sum of what was told last, and there from the first answer on; those of the last hour are there from
//   when each server that has any had its first;
// - it offers what one of them does to jobs, and of what is asked only what all of them answer;
// - who asks is told where all say the same, and is an administrator where one of them says so.
// REQUIRES: at least one, none null.
[[nodiscard]] std::shared_ptr<const FetchStatus> merged_status(
    std::span<const std::shared_ptr<const FetchStatus>> servers);

}  // namespace syncwall
