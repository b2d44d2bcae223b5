#include "window/letters/fonts.h"

#include <imgui.h>

#if IMGUI_VERSION_NUM < 19200

#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "window/letters/glyph_sheet.h"
#include "window/letters/glyph_texture.h"
#include "window/letters/glyph_worker.h"

namespace syncwall {

namespace {

constexpr std::size_t kMostGlyphs = 16'384;       // of all faces, beside the texture's own limit: for the tables
constexpr std::size_t kMostPxAtOnce = 128 << 10;  // of images in one update: under a ms
constexpr std::size_t kDroppedAtOnce = 64;
constexpr std::size_t kMostUnderWay = 1024;  // more than that, and what has left the screen meanwhile isn't made
constexpr auto kMostTime = std::chrono::milliseconds(3);
constexpr auto kTryAgain = std::chrono::seconds(2);
constexpr char32_t kMark = 0xFFFD;

using Instant = std::chrono::steady_clock::time_point;

Instant now() { return std::chrono::steady_clock::now(); }

bool always_there(CodePoints::Key key) {
  return CodePoints::always(key.face).find(key.drawn) != std::u32string_view::npos;
}

}  // namespace

struct Fonts::State {
  explicit State(std::function<void()> wake) : worker(std::move(wake)) {}

  void begin(CodePoints& seen, float scale);
  void order(CodePoints& seen, const std::vector<CodePoints::Key>& keys);
  void withdraw_unseen(CodePoints& seen);
  void drop_stand_ins(CodePoints& seen);
  void receive(CodePoints& seen, std::size_t most_px, bool patient);
  void place(CodePoints& seen, const Glyph& glyph);
  bool make_room(CodePoints& seen);
  void try_refused(CodePoints& seen);
  void use_built_in(FontSet& set, float scale);
  [[nodiscard]] GlyphSheet* target() const { return next ? next.get() : shown.get(); }

  GlyphWorker worker;
  std::unique_ptr<GlyphSheet> shown, next;
  float asked_scale = 0;
  std::uint64_t set = 0;  // number of the target's sizes
  std::size_t under_way = 0;
  bool built_in = false;  // this system has no font
  bool found = false;
  int largest = 0;
  std::vector<CodePoints::Key> refused;
  Instant refused_at{};
  Counts counts;
};

Fonts::Fonts(std::function<void()> wake) : state_(std::make_unique<State>(std::move(wake))) {}
Fonts::~Fonts() = default;

// Another scale: a second sheet beside the one that is shown, with what is on the screen.
void Fonts::State::begin(CodePoints& seen, float scale) {
  asked_scale = scale;
  if (!shown)
    ImGui_ImplOpenGL3_NewFrame();  // makes the back end's objects, with a small texture of its own, where there are
                                   // none yet
  if (largest == 0) largest = GlyphTexture::largest();
  worker.forget();
  ++set;
  under_way = 0;
  refused.clear();
  next = GlyphSheet::create(scale, largest);
  if (!next) return;
  std::vector<GlyphOrder> orders;
  for (std::size_t i = 0; i < kFaces; ++i) {
    const auto face = static_cast<Face>(i);
    // The mark first: others are drawn by it.
    orders.push_back({set, face, kMark, kMark, next->size(face)});
    for (const char32_t c : CodePoints::always(face)) {
      if (c != kMark) orders.push_back({set, face, c, c, next->size(face)});
    }
  }
  under_way = orders.size();
  worker.order(std::move(orders));
  static_cast<void>(seen.take_new());
  const std::vector<CodePoints::Key> lately = seen.drawn_lately();
  for (const CodePoints::Key key : seen.oldest(seen.size())) seen.forget(key);
  order(seen, lately);
}

void Fonts::State::order(CodePoints& seen, const std::vector<CodePoints::Key>& keys) {
  std::vector<GlyphOrder> orders;
  for (const CodePoints::Key key : keys) {
    if (const char32_t meant = seen.meant(key.drawn); meant != 0)
      orders.push_back({set, key.face, key.drawn, meant, target()->size(key.face)});
  }
  under_way += orders.size();
  worker.order(std::move(orders));
}

// Scrolling fast, one passes more than can be made.
void Fonts::State::withdraw_unseen(CodePoints& seen) {
  if (under_way < kMostUnderWay) return;
  std::vector<GlyphOrder> kept;
  for (GlyphOrder& order : worker.withdraw()) {
    const CodePoints::Key key{order.face, order.drawn};
    if (always_there(key) || seen.drawn_lately(key)) {
      kept.push_back(order);
    } else {
      seen.forget(key);
      --under_way;
    }
  }
  worker.order(std::move(kept));
}

void Fonts::State::drop_stand_ins(CodePoints& seen) {
  for (const char32_t c : seen.next_frame()) {
    for (GlyphSheet* const sheet : {shown.get(), next.get()}) {
      for (std::size_t face = 0; face < kFaces && sheet != nullptr; ++face) sheet->drop({static_cast<Face>(face), c});
    }
  }
}

void Fonts::State::receive(CodePoints& seen, std::size_t most_px, bool patient) {
  const Instant begun = now();
  do {
    if (patient) worker.wait();
    const std::vector<Glyph> made = worker.take(most_px);
    if (made.empty()) return;
    for (const Glyph& glyph : made) {
      if (glyph.set != set) continue;
      --under_way;
      place(seen, glyph);
    }
  } while (patient ? under_way > 0 : now() - begun < kMostTime);
}

void Fonts::State::place(CodePoints& seen, const Glyph& glyph) {
  // The stand-in stands for another one meanwhile.
  if (seen.meant(glyph.drawn) != glyph.meant) return;
  ++counts.made;
  if (glyph.by == std::this_thread::get_id()) ++counts.made_here;
  found = found || glyph.found;
  const CodePoints::Key key{glyph.face, glyph.drawn};
  if (!always_there(key)) seen.set_missing(glyph.drawn, !glyph.found);
  while (!target()->put(glyph)) {
    if (make_room(seen)) continue;
    ++counts.refused;
    target()->put_mark(key);
    refused.push_back(key);
    refused_at = now();
    return;
  }
}

// False where all that is held is on the screen.
bool Fonts::State::make_room(CodePoints& seen) {
  const std::vector<CodePoints::Key> old = seen.oldest(kDroppedAtOnce);
  for (const CodePoints::Key key : old) {
    target()->drop(key);
    seen.forget(key);
  }
  counts.dropped += static_cast<std::int64_t>(old.size());
  return !old.empty();
}

// Once others have left the screen there may be room for what was refused, where it is still drawn.
void Fonts::State::try_refused(CodePoints& seen) {
  if (refused.empty() || now() - refused_at < kTryAgain || seen.oldest(1).empty()) return;
  const std::vector<CodePoints::Key> lately = seen.drawn_lately();
  std::vector<CodePoints::Key> again;
  for (const CodePoints::Key key : std::exchange(refused, {})) {
    if (std::ranges::find(lately, key) != lately.end()) {
      again.push_back(key);
    } else {
      target()->drop(key);
      seen.forget(key);
    }
  }
  order(seen, again);
}

// Dear ImGui has one small font in itself.
void Fonts::State::use_built_in(FontSet& made, float scale) {
  constexpr float kMostPx = 52;
  built_in = true;
  next.reset();
  shown.reset();
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Clear();
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  for (std::size_t i = 0; i < kFaces; ++i) {
    ImFontConfig config;
    made.px[i] = std::max(kFacePx[i] * scale, 4.0f);
    config.SizePixels = std::min(made.px[i], kMostPx);
    made.fonts[i] = atlas.AddFontDefault(&config);
    made.fonts[i]->Scale = made.px[i] / config.SizePixels;
  }
  ImGui::GetIO().FontDefault = made.fonts[0];
  ImGui_ImplOpenGL3_CreateFontsTexture();
}

bool Fonts::update(CodePoints& seen, float scale) {
  const Instant begun = now();
  const bool first = state_->shown == nullptr && !state_->built_in;
  state_->drop_stand_ins(seen);
  const bool anew = step(seen, scale);
  if (!first)
    state_->counts.longest_us =
        std::max(state_->counts.longest_us,
                 std::int64_t{std::chrono::duration_cast<std::chrono::microseconds>(now() - begun).count()});
  return anew;
}

bool Fonts::step(CodePoints& seen, float scale) {
  State& s = *state_;
  if (scale != s.asked_scale) {
    if (!s.built_in) s.begin(seen, scale);
    if (s.built_in || s.target() == nullptr) {
      s.asked_scale = set_scale_ = scale;
      s.use_built_in(set_, scale);
      return true;
    }
  }
  if (s.built_in) return false;
  s.try_refused(seen);
  s.order(seen, seen.take_new());
  s.withdraw_unseen(seen);
  while (seen.size() > kMostGlyphs && s.make_room(seen)) continue;
  const bool first = s.shown == nullptr;
  s.receive(seen, first ? SIZE_MAX : kMostPxAtOnce, first);
  if (!s.next || s.under_way > 0) return false;
  set_scale_ = scale;
  if (!s.found) {
    s.use_built_in(set_, scale);
    return true;
  }
  s.shown = std::move(s.next);
  s.shown->show();
  set_ = s.shown->set();
  return true;
}

bool Fonts::finish(CodePoints& seen, float scale) {
  state_->drop_stand_ins(seen);
  bool anew = step(seen, scale);
  while (!settled(seen)) {
    state_->worker.wait();
    anew = step(seen, scale) || anew;
  }
  return anew;
}

bool Fonts::settled(const CodePoints& seen) const {
  return state_->built_in || (!state_->next && state_->under_way == 0 && !seen.has_new());
}

bool Fonts::news() const { return state_->worker.waiting(); }

Fonts::Counts Fonts::counts() const {
  Counts counts = state_->counts;
  if (const GlyphSheet* sheet = state_->shown.get()) {
    counts.texture_bytes = sheet->texture_bytes();
    counts.glyphs = sheet->glyphs();
  }
  return counts;
}

}  // namespace syncwall

#endif
