// The one table of words and rules for what is done to jobs: what the question, the progress and the outcome say, and
// what is asked of a person first. What is not offered, and under which key, stands in table/commands.h. Any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "jobs/row_action.h"

namespace syncwall {

struct ActionWords {
  RowAction action;
  std::string_view verb;         // "Delete": "Delete 3 jobs?"
  std::string_view doing;        // "Deleting": "Deleting 3 jobs…"
  std::string_view done;         // "deleted": "3 jobs deleted", "not deleted"
  std::string_view already;      // "already gone": "2 were already gone"
  std::string_view noun;         // "deletion": in notices and in the log
  std::string_view consequence;  // what it means, said before it is done; empty: nothing that needs to be said
  std::string_view contrary;     // "still in the list": what a later list says of a job for which it was not done
  std::string_view not_offered;  // why there is no control for it; empty: then nothing is shown at all
  std::int64_t type_above;       // above so many jobs the number must be typed; INT64_MAX: never
  bool removes;                  // a job for which it is done has left the list
  bool warns_of_runs;            // that a job has begun to run since the question is shown first
};
[[nodiscard]] const ActionWords& words(RowAction action);

}  // namespace syncwall
