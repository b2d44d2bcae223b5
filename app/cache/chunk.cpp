#include "cache/chunk.h"

#include <cstring>

namespace syncwall {

namespace {

// A record is five lengths of four bytes, then the five texts. Offset 0 stands for five empty texts.
constexpr std::size_t kTexts = 5;
using Lengths = std::array<std::uint32_t, kTexts>;

std::size_t record_size(const RowTexts& t) {
  return sizeof(Lengths) + t.error.size() + t.run_id.size() + t.config.size() + t.type_text.size() +
         t.status_text.size();
}

// std::string doubles (its reserve() too), and keeps as much room again for each chunk that ever changed.
void make_room(std::string& blob, std::size_t more) {
  if (blob.size() + more <= blob.capacity()) return;
  std::string roomier;
  roomier.reserve(blob.size() + more + blob.size() / 8);
  roomier += blob;
  blob = std::move(roomier);
}

std::uint32_t append_record(std::string& blob, const RowTexts& t) {
  make_room(blob, record_size(t) + 1);
  if (blob.empty()) blob.push_back('\0');  // so that no record lies at offset 0
  const auto at = static_cast<std::uint32_t>(blob.size());
  const auto length = [](std::string_view text) { return static_cast<std::uint32_t>(text.size()); };
  const Lengths lengths = {length(t.error), length(t.run_id), length(t.config), length(t.type_text),
                           length(t.status_text)};
  char head[sizeof lengths];
  std::memcpy(head, lengths.data(), sizeof head);
  blob.append(head, sizeof head);
  for (const std::string_view text : {t.error, t.run_id, t.config, t.type_text, t.status_text}) blob += text;
  return at;
}

void drop_garbage(ChunkLive& live) {
  std::string packed;
  packed.reserve(live.blob.size() - live.garbage);
  for (std::size_t row = 0; row < kChunkRows; ++row) {
    if (live.texts_at[row] != 0) live.texts_at[row] = append_record(packed, live.texts(row));
  }
  live.blob = std::move(packed);
  live.garbage = 0;
}

}  // namespace

RowTexts ChunkLive::texts(std::size_t row) const {
  const std::size_t at = texts_at[row];
  if (at == 0) return {};
  Lengths lengths;
  std::memcpy(lengths.data(), blob.data() + at, sizeof lengths);
  const char* next = blob.data() + at + sizeof lengths;
  const auto take = [&](std::size_t i) {
    const std::string_view text(next, lengths[i]);
    next += lengths[i];
    return text;
  };
  RowTexts t;
  t.error = take(0);
  t.run_id = take(1);
  t.config = take(2);
  t.type_text = take(3);
  t.status_text = take(4);
  return t;
}

void ChunkLive::set_texts(std::size_t row, const RowTexts& new_texts) {
  const RowTexts old = texts(row);
  if (old == new_texts) return;
  if (texts_at[row] != 0) garbage += record_size(old);
  texts_at[row] = new_texts == RowTexts{} ? 0 : append_record(blob, new_texts);
  if (garbage > 4096 && 2 * garbage > blob.size()) drop_garbage(*this);
}

}  // namespace syncwall
