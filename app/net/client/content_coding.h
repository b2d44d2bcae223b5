// Unpacks the body of an answer while it comes: gzip (also of several parts), and deflate as zlib wraps it. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace syncwall {

class Unpacker {
 public:
  enum class Outcome : std::uint8_t { Fine, Broken, TooLarge };

  Unpacker();
  ~Unpacker();
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  // Appends what `packed` holds to `to`, which grows to `most` bytes at most: a bomb is given up there.
  [[nodiscard]] Outcome add(std::string_view packed, std::string& to, std::size_t most);
  // Nothing came, or all that came was whole.
  [[nodiscard]] bool whole() const { return whole_; }

 private:
  std::unique_ptr<z_stream_s> stream_;
  bool ready_ = false;
  bool whole_ = true;
};

}  // namespace syncwall
