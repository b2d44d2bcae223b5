// ChunkReader: the body of an answer in chunks (RFC 9112, 7.1), taken apart while it comes. Extensions and trailers are
// read over, and bounded. (llhttp 8.1 of Debian 12 refuses lawful extensions, so only heads are its part.) One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace syncwall {

class ChunkReader {
 public:
  enum class State : std::uint8_t { More, Whole, Broken, TooLong };

  explicit ChunkReader(std::size_t trailer_bytes) : trailer_bytes_(trailer_bytes) {}

  // Takes bytes off the front of `bytes` up to and including the next piece of the body, which it returns; empty: all
  // were taken, or state() is no longer More.
  [[nodiscard]] std::string_view next(std::string_view& bytes);
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool in_trailers() const { return at_ == At::Trailer; }

 private:
  enum class At : std::uint8_t { FirstDigit, Size, Extension, SizeEnd, Data, DataEnd, DataEndLf, Trailer };
  void take(char c);
  void size_digit(char c);

  const std::size_t trailer_bytes_;
  State state_ = State::More;
  At at_ = At::FirstDigit;
  std::uint64_t left_ = 0;   // of the chunk
  std::size_t skipped_ = 0;  // bytes of this chunk's extensions, or of all trailers
  std::size_t line_ = 0;     // bytes of the trailer's line
  bool after_cr_ = false;
};

}  // namespace syncwall
