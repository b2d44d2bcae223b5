// Whom a key belongs to, and what its server offers. Pure values.
#pragma once

#include <string>

#include "jobs/row_action.h"

namespace syncwall {

// Whom the key belongs to.
struct Account {
  std::string id, username, email;
  bool is_admin = false;
  friend bool operator==(const Account&, const Account&) = default;
};

// What the server offers; the page shows no control that can't work.
struct Capabilities {
  RowActions actions = {};  // what it does to jobs when it is asked to
  bool has_summary = false;
  bool has_changes = false;
  bool server_order = false;  // pages come sorted and filtered; else only a walk over all jobs proves an order
  bool has_audit = false;     // who deleted what, for administrators
  friend bool operator==(const Capabilities&, const Capabilities&) = default;
};

}  // namespace syncwall
