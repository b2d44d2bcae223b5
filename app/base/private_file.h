// Files that hold a secret: only their owner may read them. Any thread.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"

namespace syncwall {

// What is wrong with a file of that mode: its group or others may read it. `what`: "key file". Nothing where it is
// no regular file: a pipe has no readers but its own.
[[nodiscard]] std::optional<Problem> open_to_others(const struct stat& about, const std::filesystem::path& file,
                                                    const std::string& what);

// The same for a file by its name, which must be there. A file of root's that a group of its own may read (mode 640)
// is fine: so Debian keeps the keys of services.
[[nodiscard]] Result<Done> check_private(const std::filesystem::path& file, const std::string& what);

// Makes `file` where there is none, empty and for its owner only, whatever the umask. From one that is there, the
// rights of all others are taken; true: there were some. GroupMayRead: an arrangement like Debian's for logs (mode 640)
// stays. A file that is there is never opened: closing it would let go of the locks that SQLite holds on it.
enum class Others : unsigned char { Nothing, GroupMayRead };
[[nodiscard]] Result<bool> make_private(const std::filesystem::path& file, const std::string& what,
                                        Others others = Others::Nothing);
// The same for a file that may be missing, and then isn't made.
[[nodiscard]] Result<bool> mend_private(const std::filesystem::path& file, const std::string& what,
                                        Others others = Others::Nothing);

}  // namespace syncwall
