#include "window/png.h"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb_image_write.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "base/paths.h"

namespace syncwall {

Result<Done> write_png(const std::filesystem::path& file, int width, int height, std::span<const std::uint8_t> rgba) {
  int size = 0;
  const std::unique_ptr<unsigned char, decltype(&std::free)> png(
      stbi_write_png_to_mem(rgba.data(), width * 4, width, height, 4, &size), &std::free);
  if (png == nullptr) return Problem{"could not make the picture " + file.string(), "out of memory", ""};
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::memcpy(bytes.data(), png.get(), bytes.size());
  const auto written = write_file_atomically(file, bytes, FileKind::Usual);
  if (written.ok()) return Done{};
  return Problem{"could not write the picture " + file.string(), written.problem().why,
                 "choose a file in a folder that you may write to"};
}

}  // namespace syncwall
