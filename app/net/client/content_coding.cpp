#include "net/client/content_coding.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace syncwall {

namespace {
constexpr int kGzipOrZlib = 15 + 32;  // the largest window; zlib tells the two apart
}

Unpacker::Unpacker()
    : stream_(std::make_unique<z_stream>()), ready_(inflateInit2(stream_.get(), kGzipOrZlib) == Z_OK) {}
Unpacker::~Unpacker() { inflateEnd(stream_.get()); }

Unpacker::Outcome Unpacker::add(std::string_view packed, std::string& to, std::size_t most) {
  if (!ready_) return Outcome::Broken;
  std::string in(packed);  // zlib's interface isn't const
  void* const raw = in.data();
  stream_->next_in = static_cast<Bytef*>(raw);
  stream_->avail_in = static_cast<uInt>(in.size());
  std::array<char, 32768> out;
  bool full = true;
  while (stream_->avail_in > 0 || full) {
    if (whole_ && stream_->avail_in == 0) break;
    if (whole_ && inflateReset(stream_.get()) != Z_OK) return Outcome::Broken;
    whole_ = false;
    void* const space = out.data();
    stream_->next_out = static_cast<Bytef*>(space);
    stream_->avail_out = static_cast<uInt>(out.size());
    const int result = inflate(stream_.get(), Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return Outcome::Broken;
    const std::size_t n = out.size() - stream_->avail_out;
    if (n > most - to.size()) return Outcome::TooLarge;
    to.append(out.data(), n);
    whole_ = result == Z_STREAM_END;
    full = stream_->avail_out == 0;
    if (result == Z_BUF_ERROR && stream_->avail_in > 0 && n == 0) return Outcome::Broken;
  }
  return Outcome::Fine;
}

}  // namespace syncwall
