// A lock between processes, held while the value lives, and let go by the system when the process ends in any way.
#pragma once

#include <filesystem>
#include <optional>
#include <utility>

#include "base/descriptor.h"

namespace syncwall {

class FileLock {
 public:
  // None where another process (or another FileLock) holds it, or the file can't be made. Creates the file.
  [[nodiscard]] static std::optional<FileLock> take(const std::filesystem::path& file);

 private:
  explicit FileLock(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_;
};

}  // namespace syncwall
