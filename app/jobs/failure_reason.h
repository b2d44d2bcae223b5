// What a job's error says once what differs between jobs of one cause is taken out: failures are counted by it. Pure
// functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syncwall {

// Bytes of a reason at most, of an error that are looked at, and of its line.
inline constexpr std::size_t kMaxReasonBytes = 160, kMaxErrorRead = 4096, kMaxLineRead = 600;

// The line that says why: of a Python traceback the last one, of a Java stack what stands behind the last "Caused by:",
// else the first that isn't a stack frame or a heading; of a line with "(Caused by …)" what stands in there. Part of
// `error`; empty where there is none. The innermost line of such a line is itself.
[[nodiscard]] std::string_view innermost_line(std::string_view error);

// That line with "…" in place of ids, numbers, times, hosts, paths, addresses and quoted names. Error codes and
// statuses (403, ORA-12170) stay: they are reasons. One line; empty where there is no error. UTF-8 stays UTF-8.
[[nodiscard]] std::string failure_reason(std::string_view error);

}  // namespace syncwall
