#include "net/server/compress.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <limits>
#include <memory>

namespace syncwall {

namespace {

constexpr int kQuickGzip = 1;    // of 9
constexpr int kQuickBrotli = 1;  // of 11
constexpr int kGzipHeader = 16;  // added to the window's bits: gzip's header instead of zlib's
constexpr int kUsualMemory = 8;

}  // namespace

std::optional<std::string> as_gzip(std::string_view bytes) {
  if (bytes.size() > std::numeric_limits<uInt>::max()) return std::nullopt;
  z_stream stream{};
  if (deflateInit2(&stream, kQuickGzip, Z_DEFLATED, MAX_WBITS + kGzipHeader, kUsualMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    return std::nullopt;
  const std::unique_ptr<z_stream, int (*)(z_stream*)> ends(&stream, deflateEnd);
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));  // zlib reads only
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) return std::nullopt;
  out.resize(out.size() - stream.avail_out);
  return out;
}

std::optional<std::string> as_brotli(std::string_view bytes) {
  std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
  if (size == 0) return std::nullopt;
  std::string out(size, '\0');
  const auto* const in = reinterpret_cast<const std::uint8_t*>(bytes.data());
  auto* const to = reinterpret_cast<std::uint8_t*>(out.data());
  if (BrotliEncoderCompress(kQuickBrotli, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(), in, &size, to) !=
      BROTLI_TRUE)
    return std::nullopt;
  out.resize(size);
  return out;
}

}  // namespace syncwall
