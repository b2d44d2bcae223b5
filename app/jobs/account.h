// Whom a key belongs to, and what its server offers. Pure values.
#pragma once

#include <cstdint>
#include <string>

#include "jobs/row_action.h"

namespace syncwall {

// Whom the key belongs to.
struct Account {
  std::string id, username, email;
  bool is_admin = false;
  friend bool operator==(const Account&, const Account&) = default;
};

// What a server's pages can be filtered by: each a parameter of its own, and `q`, which says every other term.
enum class FilterKind : std::uint8_t { User, Collection, Type, Status, Query };
using FilterKinds = std::uint8_t;
[[nodiscard]] constexpr FilterKinds kind_bit(FilterKind kind) {
  return static_cast<FilterKinds>(1u << static_cast<unsigned>(kind));
}
inline constexpr FilterKinds kParameterFilters = 0x0F;  // all but `q`
inline constexpr FilterKinds kEveryFilter = 0x1F;

// What the server offers; the page shows no control that can't work.
struct Capabilities {
  RowActions actions = {};  // what it does to jobs when it is asked to
  bool has_summary = false;
  bool has_changes = false;
  bool server_order = false;  // pages come sorted and filtered; else only a walk over all jobs proves an order
  bool has_audit = false;     // who deleted what, for administrators
  FilterKinds filters = kParameterFilters;  // with server_order only; `q` with all the others only
  [[nodiscard]] bool answers(FilterKind kind) const { return server_order && (filters & kind_bit(kind)) != 0; }
  friend bool operator==(const Capabilities&, const Capabilities&) = default;
};

}  // namespace syncwall
