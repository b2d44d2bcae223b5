#include "net/client/chunked.h"

#include <algorithm>

#include "base/ascii.h"

namespace syncwall {

namespace {

constexpr std::size_t kExtensionBytes = 16u << 10;  // of one chunk

}  // namespace

std::string_view ChunkReader::next(std::string_view& bytes) {
  while (!bytes.empty() && state_ == State::More) {
    if (at_ == At::Data) {
      const std::string_view piece =
          bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
      bytes.remove_prefix(piece.size());
      left_ -= piece.size();
      if (left_ == 0) at_ = At::DataEnd;
      return piece;
    }
    take(bytes.front());
    bytes.remove_prefix(1);
  }
  return {};
}

void ChunkReader::size_digit(char c) {
  const int digit = hex_value(c);
  if (digit >= 0) {
    if (left_ >> 56 != 0) state_ = State::Broken;  // more than anybody can send
    left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
    at_ = At::Size;
    if (++skipped_ > kExtensionBytes) state_ = State::TooLong;  // zeros without an end
  } else if (at_ == At::FirstDigit) {
    state_ = State::Broken;
  } else if (c == '\r') {
    at_ = At::SizeEnd;
  } else if (c == ';' || c == ' ' || c == '\t') {
    at_ = At::Extension;
  } else {
    state_ = State::Broken;
  }
}

void ChunkReader::take(char c) {
  switch (at_) {
    case At::FirstDigit:
    case At::Size:
      return size_digit(c);
    case At::Extension:
      if (c == '\n') state_ = State::Broken;
      if (c == '\r') at_ = At::SizeEnd;
      if (++skipped_ > kExtensionBytes) state_ = State::TooLong;
      return;
    case At::SizeEnd:
      if (c != '\n') state_ = State::Broken;
      at_ = left_ == 0 ? At::Trailer : At::Data;
      skipped_ = line_ = 0;
      after_cr_ = false;
      return;
    case At::DataEnd:
      if (c != '\r') state_ = State::Broken;
      at_ = At::DataEndLf;
      return;
    case At::DataEndLf:
      if (c != '\n') state_ = State::Broken;
      at_ = At::FirstDigit;
      skipped_ = 0;
      return;
    case At::Trailer:
      if (++skipped_ > trailer_bytes_) state_ = State::TooLong;
      if (c == '\n') {
        if (!after_cr_) state_ = State::Broken;
        if (state_ == State::More && line_ == 1) state_ = State::Whole;  // the CR alone: the empty line
        line_ = 0;
      } else {
        ++line_;
      }
      after_cr_ = c == '\r';
      return;
    case At::Data:
      return;
  }
}

}  // namespace syncwall
