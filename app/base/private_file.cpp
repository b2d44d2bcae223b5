#include "base/private_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace syncwall {

std::optional<Problem> open_to_others(const struct stat& about, const std::filesystem::path& file, const std::string& what) {
  if (!S_ISREG(about.st_mode) || (about.st_mode & (S_IRWXG | S_IRWXO)) == 0) return std::nullopt;
  std::array<char, 8> mode{};
  std::snprintf(mode.data(), mode.size(), "%04o", static_cast<unsigned>(about.st_mode) & 07777u);
  return Problem{"the " + what + " " + file.string() + " is not for its owner only", std::string("its mode is ") + mode.data(),
                 "run: chmod 600 '" + file.string() + "'"};
}

Result<Done> check_private(const std::filesystem::path& file, const std::string& what) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) return Problem{"could not read the " + what + " " + file.string(), std::strerror(errno), ""};
  const bool of_a_service = about.st_uid == 0 && (about.st_mode & (S_IWGRP | S_IXGRP | S_IRWXO)) == 0;
  if (of_a_service) return Done{};
  if (auto problem = open_to_others(about, file, what)) return *std::move(problem);
  return Done{};
}

}  // namespace syncwall
