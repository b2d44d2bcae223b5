#include "draw/code_points.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace syncwall {

namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::u32string_view kText =
    U" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
    U"\u00A0–—…·•×−→←↑↓≥≤“”‘’„€\uFFFD";
constexpr std::u32string_view kTextBeyondAscii = kText.substr(95);
constexpr std::u32string_view kFigures = U"0123456789.,+-−–—…·% \uFFFD";

bool always_there(Face face, char32_t c) {
  if (face == Face::Digits) return kFigures.find(c) != kFigures.npos;
  return c < 0x80 || kTextBeyondAscii.find(c) != kTextBeyondAscii.npos;
}

}  // namespace

std::u32string_view CodePoints::always(Face face) { return face == Face::Digits ? kFigures : kText; }

void CodePoints::see(Key key) {
  const auto [at, added] = uses_.try_emplace(packed(key));
  at->second.frame = frame_;
  if (added) new_.push_back(key);
}

void CodePoints::add(Face face, std::string_view drawn) {
  for (std::size_t at = 0; at < drawn.size();) {
    if (static_cast<unsigned char>(drawn[at]) < 0x80 && face != Face::Digits) {
      ++at;
      continue;
    }
    const char32_t c = next_code_point(drawn, at);
    if (c < 0x20 || c >= end_ || always_there(face, c)) continue;
    if (is_private(c)) {
      const std::size_t i = c - kPrivate;
      if (i >= stand_ins_.size() || stand_ins_[i].meant == 0) continue;
      stand_ins_[i].frame = frame_;
    }
    see({face, c});
  }
}

std::vector<char32_t> CodePoints::next_frame() {
  constexpr std::size_t kFew = 256;
  ++frame_;
  std::vector<char32_t> taken;
  if (!has_stand_ins() || free_.size() + (kPrivateEnd - kPrivate - stand_ins_.size()) >= kFew) return taken;
  for (std::size_t i = 0; i < stand_ins_.size(); ++i) {
    if (stand_ins_[i].meant != 0 && stand_ins_[i].frame + 2 <= frame_)
      taken.push_back(static_cast<char32_t>(kPrivate + i));
  }
  const std::size_t most = std::min(taken.size(), kFew);
  std::ranges::nth_element(taken, taken.begin() + static_cast<std::ptrdiff_t>(most), {},
                           [&](char32_t c) { return stand_ins_[c - kPrivate].frame; });
  taken.resize(most);
  for (const char32_t c : taken) {
    by_meant_.erase(stand_ins_[c - kPrivate].meant);
    stand_ins_[c - kPrivate] = {};
    free_.push_back(c);
    for (std::size_t face = 0; face < kFaces; ++face) forget({static_cast<Face>(face), c});
  }
  return taken;
}

std::vector<CodePoints::Key> CodePoints::take_new() { return std::exchange(new_, {}); }

std::vector<CodePoints::Key> CodePoints::drawn_lately() const {
  std::vector<Key> keys;
  for (const auto& [key, use] : uses_) {
    if (use.frame + 2 > frame_) keys.push_back(unpacked(key));
  }
  return keys;
}

bool CodePoints::drawn_lately(Key key) const {
  const auto use = uses_.find(packed(key));
  return use != uses_.end() && use->second.frame + 2 > frame_;
}

std::vector<CodePoints::Key> CodePoints::oldest(std::size_t most) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> old;  // frame, key
  for (const auto& [key, use] : uses_) {
    if (use.frame + 2 <= frame_) old.emplace_back(use.frame, key);
  }
  if (old.size() > most) std::ranges::nth_element(old, old.begin() + static_cast<std::ptrdiff_t>(most));
  old.resize(std::min(old.size(), most));
  std::ranges::sort(old);
  std::vector<Key> keys;
  for (const auto& [frame, key] : old) keys.push_back(unpacked(key));
  return keys;
}

void CodePoints::forget(Key key) {
  if (uses_.erase(packed(key)) > 0) std::erase(new_, key);
}

char32_t CodePoints::stand_in(char32_t c) {
  if (is_private(c)) return kReplacement;
  if (c < end_) return c;
  if (!has_stand_ins()) return kReplacement;
  if (const auto known = by_meant_.find(c); known != by_meant_.end()) return known->second;
  char32_t given = 0;
  if (!free_.empty()) {
    given = free_.back();
    free_.pop_back();
  } else if (kPrivate + stand_ins_.size() < kPrivateEnd) {
    given = static_cast<char32_t>(kPrivate + stand_ins_.size());
    stand_ins_.emplace_back();
  } else {
    return kReplacement;
  }
  stand_ins_[given - kPrivate] = {c, frame_};
  by_meant_.emplace(c, given);
  return given;
}

char32_t CodePoints::meant(char32_t drawn) const {
  if (!is_private(drawn)) return drawn;
  return drawn - kPrivate < stand_ins_.size() ? stand_ins_[drawn - kPrivate].meant : 0;
}

std::string_view CodePoints::drawn(std::string_view utf8, std::string& buffer) {
  // Four bytes begin with F0 and more; the private use area with EE and EF.
  if (!has_stand_ins() || std::ranges::none_of(utf8, [](char c) { return static_cast<unsigned char>(c) >= 0xEE; }))
    return utf8;
  buffer.clear();
  for (std::size_t at = 0; at < utf8.size();) append_code_point(buffer, stand_in(next_code_point(utf8, at)));
  return buffer;
}

void CodePoints::set_missing(char32_t drawn, bool missing) {
  for (std::size_t face = 0; face < kFaces; ++face) {
    if (const auto use = uses_.find(packed({static_cast<Face>(face), drawn})); use != uses_.end())
      use->second.missing = missing;
  }
}

bool CodePoints::missing(char32_t c) const {
  char32_t drawn = c;
  if (c >= end_) {
    const auto known = by_meant_.find(c);
    if (known == by_meant_.end()) return false;
    drawn = known->second;
  }
  for (std::size_t face = 0; face < kFaces; ++face) {
    if (const auto use = uses_.find(packed({static_cast<Face>(face), drawn}));
        use != uses_.end() && use->second.missing)
      return true;
  }
  return false;
}

}  // namespace syncwall
