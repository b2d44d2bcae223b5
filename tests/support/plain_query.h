// Parts of a filter as the four widgets show and write them, for tests.
#pragma once

#include <string>

#include "jobs/filter/filter_logic.h"
#include "jobs/plain_filter.h"

namespace syncwall::test {

// A server of this contract's newest kind.
inline Capabilities full_server() {
  Capabilities offered;
  offered.server_order = true;
  offered.filters = kEveryFilter;
  return offered;
}

template <class Change>
void change_plain(Filter& filter, Change change) {
  PlainFilter plain = plain_part(filter);
  change(plain);
  filter = with_plain(filter, plain);
}
inline void set_user(Filter& filter, std::string text) {
  change_plain(filter, [&](PlainFilter& p) { p.user = std::move(text); });
}
inline void set_collection(Filter& filter, std::string text) {
  change_plain(filter, [&](PlainFilter& p) { p.collection = std::move(text); });
}
inline void set_types(Filter& filter, int mask) {
  change_plain(filter, [&](PlainFilter& p) { p.types = static_cast<Mask>(mask); });
}
inline void set_statuses(Filter& filter, int mask) {
  change_plain(filter, [&](PlainFilter& p) { p.statuses = static_cast<Mask>(mask); });
}
inline void set_overdue(Filter& filter, bool on) {
  change_plain(filter, [&](PlainFilter& p) { p.overdue = on; });
}
inline void set_stuck(Filter& filter, bool on) {
  change_plain(filter, [&](PlainFilter& p) { p.stuck = on; });
}

}  // namespace syncwall::test
