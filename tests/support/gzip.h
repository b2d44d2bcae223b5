// gzip, as a server packs its answers.
#pragma once

#include <doctest/doctest.h>
#include <zlib.h>

#include <string>

namespace syncwall::test {

inline std::string gzipped(const std::string& text) {
  z_stream z{};
  REQUIRE(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string in = text, out(deflateBound(&z, text.size()) + 64, '\0');
  void* from = in.data();
  void* to = out.data();
  z.next_in = static_cast<Bytef*>(from);
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = static_cast<Bytef*>(to);
  z.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

}  // namespace syncwall::test
