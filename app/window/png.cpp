#include "window/png.h"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb_image_write.h>

#include <cerrno>
#include <cstring>

namespace syncwall {

Result<Done> write_png(const std::filesystem::path& file, int width, int height, std::span<const std::uint8_t> rgba) {
  errno = 0;
  if (stbi_write_png(file.c_str(), width, height, 4, rgba.data(), width * 4) == 0) {
    return Problem{"could not write the picture " + file.string(), errno != 0 ? std::strerror(errno) : "",
                   "choose a file in a folder that you may write to"};
  }
  return Done{};
}

}  // namespace syncwall
