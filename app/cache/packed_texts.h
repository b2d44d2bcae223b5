// PackedTexts: the texts of each row of a block, back to back in one piece of memory. What a row has to itself (an
// error, a configuration) lies here and not in the dictionary: it is new again and again, and would make a table that
// never forgets grow for weeks.
//
// A value: a copy is another block. Immutable once published. Rows with equal texts may share one record.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace syncwall {

template <std::size_t kRows, std::size_t kTexts>
class PackedTexts {
 public:
  using Texts = std::array<std::string_view, kTexts>;

  // Borrowed.
  [[nodiscard]] Texts get(std::size_t row) const { return read(at_[row]); }

  // While the block is being built only.
  void set(std::size_t row, const Texts& texts) {
    if (at_[row] != 0) loose_ += size_of(get(row));
    at_[row] = texts == Texts{} ? 0 : append(bytes_, texts);
    pack_if_loose();
  }
  // `row` takes the texts that `other` has.
  void share(std::size_t row, std::size_t other) {
    if (at_[row] != 0) loose_ += size_of(get(row));
    at_[row] = at_[other];
    pack_if_loose();
  }
  // Gives back the room that was kept to grow in.
  void trim() {
    if (bytes_.capacity() > bytes_.size() + bytes_.size() / 16 + 64) pack();
  }

  [[nodiscard]] std::size_t bytes() const { return sizeof *this + bytes_.capacity(); }

 private:
  // A record: a byte that says which texts aren't empty, the lengths of those, and they themselves. Offset 0 stands for
  // texts that are all empty.
  static_assert(kTexts <= 8);
  using Length = std::uint32_t;

  static std::size_t size_of(const Texts& texts) {
    std::size_t size = 1;
    for (const std::string_view text : texts) size += text.empty() ? 0 : sizeof(Length) + text.size();
    return size;
  }

  [[nodiscard]] Texts read(std::size_t at) const {
    Texts texts;
    if (at == 0) return texts;
    const auto there = static_cast<unsigned char>(bytes_[at]);
    const char* next = bytes_.data() + at + 1;
    const char* text = next + sizeof(Length) * static_cast<std::size_t>(std::popcount(there));
    for (std::size_t i = 0; i < kTexts; ++i) {
      if ((there >> i & 1u) == 0) continue;
      Length length = 0;
      std::memcpy(&length, next, sizeof length);
      next += sizeof length;
      texts[i] = {text, length};
      text += length;
    }
    return texts;
  }

  static std::uint32_t append(std::string& bytes, const Texts& texts) {
    make_room(bytes, size_of(texts) + 1);
    if (bytes.empty()) bytes.push_back('\0');  // so that no record lies at offset 0
    const auto at = static_cast<std::uint32_t>(bytes.size());
    unsigned there = 0;
    for (std::size_t i = 0; i < kTexts; ++i) there |= texts[i].empty() ? 0u : 1u << i;
    bytes.push_back(static_cast<char>(there));
    for (const std::string_view text : texts) {
      if (text.empty()) continue;
      const auto length = static_cast<Length>(text.size());
      char head[sizeof length];
      std::memcpy(head, &length, sizeof head);
      bytes.append(head, sizeof head);
    }
    for (const std::string_view text : texts) bytes += text;
    return at;
  }

  // std::string doubles (its reserve() too), and keeps as much room again for each block that ever changed.
  static void make_room(std::string& bytes, std::size_t more) {
    if (bytes.size() + more <= bytes.capacity()) return;
    std::string roomier;
    roomier.reserve(bytes.size() + more + bytes.size() / 8);
    roomier += bytes;
    bytes = std::move(roomier);
  }

  void pack_if_loose() {
    if (loose_ > 1024 && 2 * loose_ > bytes_.size()) pack();
  }

  // Only what rows refer to, and records of several rows once.
  void pack() {
    std::array<std::uint16_t, kRows> order;  // rows by where their records lie
    std::size_t n = 0, size = 1;
    for (std::size_t row = 0; row < kRows; ++row) {
      if (at_[row] != 0) order[n++] = static_cast<std::uint16_t>(row);
    }
    const std::span rows = std::span(order).first(n);
    std::ranges::sort(rows, {}, [&](std::uint16_t row) { return at_[row]; });
    const auto first_of_record = [&](std::size_t i) { return i == 0 || at_[rows[i]] != at_[rows[i - 1]]; };
    for (std::size_t i = 0; i < n; ++i) size += first_of_record(i) ? size_of(get(rows[i])) : 0;
    std::string packed;
    packed.reserve(size);
    std::array<std::uint32_t, kRows> moved{};
    for (std::size_t i = 0; i < n; ++i) {
      moved[rows[i]] = first_of_record(i) ? append(packed, get(rows[i])) : moved[rows[i - 1]];
    }
    at_ = moved;
    bytes_.swap(packed);  // a short one that is moved would leave the old room behind
    loose_ = 0;
  }

  std::array<std::uint32_t, kRows> at_{};
  std::string bytes_;
  std::size_t loose_ = 0;  // bytes that rows no longer refer to; where they were shared, less
};

}  // namespace syncwall
