// Bytes of a server that answers, or of a proxy: read whole and in pieces they are the same, and nothing grows over its
// limit.
#include "fuzz/fuzz.h"
#include "net/client/answer_reader.h"

using namespace syncwall;
using test::require;
using State = AnswerReader::State;

namespace {

constexpr AnswerReader::Limits kLimits{4'096, 1'024};

struct Read {
  State state;
  int status;
  std::string body, why;
  std::size_t used;
  bool keeps;
  friend bool operator==(const Read&, const Read&) = default;
};

Read read(std::string_view bytes, std::size_t step, bool to_connect) {
  AnswerReader reader(kLimits, to_connect);
  std::size_t at = 0;
  while (at < bytes.size() && !reader.over()) {
    const std::string_view piece = bytes.substr(at, step);
    const std::size_t used = reader.feed(piece);
    require(used == piece.size() || (used < piece.size() && reader.over()));
    at += used;
    require(reader.body().size() <= kLimits.body);
  }
  reader.end();
  require(is_utf8(reader.why()) && reader.why().size() < 200);
  require((reader.state() == State::Whole) || !reader.keeps_connection());
  return {reader.state(), reader.status(), reader.body(), reader.why(), at, reader.keeps_connection()};
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  for (const bool to_connect : {false, true}) {
    const Read whole = read(text, std::string::npos, to_connect);
    if (whole.state == State::Whole) {
      require(read(text, 1, to_connect) == whole && read(text, 7, to_connect) == whole);
    } else {
      // Where a limit or a fault is met first may differ; that it is none never does.
      require(read(text, 1, to_connect).state != State::Whole);
    }
  }
  return 0;
}
