// The letters in OpenGL: every size, any number of characters, and what the UI thread has to do for them. Needs a
// display (xvfb-run).
#include <doctest/doctest.h>
#include <glad/gl.h>
// glad first: it stands in for the system's GL header.
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "draw/imgui_compat.h"
#include "support/many_scripts.h"
#include "support/wait_until.h"
#include "window/frame_painter.h"
#include "window/gl_check.h"
#include "window/imgui_session.h"
#include "window/letters/fonts.h"
#include "window/letters/glyph_sheet.h"
#include "window/offscreen.h"
#include "window/window.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr int kWidth = 1280, kHeight = 720;

// Of this thread alone: other programs on the machine don't count.
double cpu_ms() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

struct Line {
  Face face;
  std::string text;
};

class Slate {
 public:
  // A frame of these lines, of which all counts as seen. `patient`: with every letter.
  void draw(const std::vector<Line>& lines, float scale, bool patient = false) {
    const double begun = cpu_ms();
    const bool anew = patient ? fonts.finish(seen, scale) : fonts.update(seen, scale);
    if (frames++ > 0 && !patient) most_ms = std::max(most_ms, cpu_ms() - begun);
    swaps += anew ? 1 : 0;
    imgui_.new_frame_of(kWidth, kHeight, 1.0f / 60);
    ImDrawList& list = *ImGui::GetForegroundDrawList();
    float y = 0;
    for (const Line& line : lines) {
      std::string buffer;
      const std::string text(seen.drawn(line.text, buffer));
      seen.add(line.face, text);
      draw_text(list, fonts.set().font(line.face), fonts.set().size(line.face), {0, y}, IM_COL32_WHITE, text.data(),
                text.data() + text.size());
      y += fonts.set().size(line.face);
    }
    imgui_.end_frame();
  }
  void draw_whole(const std::vector<Line>& lines, float scale) {
    draw(lines, scale, true);
    draw(lines, scale, true);
    REQUIRE(fonts.settled(seen));
  }
  // px that are clearly lit.
  [[nodiscard]] std::size_t lit() {
    auto target = Offscreen::create(kWidth, kHeight);
    REQUIRE(target.ok());
    target.value().bind();
    FramePainter().paint(kWidth, kHeight);
    const std::vector<std::uint8_t> pixels = target.value().pixels();
    std::size_t lit = 0;
    for (std::size_t i = 0; i < pixels.size(); i += 4) lit += pixels[i] > 160 ? 1u : 0u;
    return lit;
  }
#if IMGUI_VERSION_NUM < 19200
  // What stands for a character now: null for a gap.
  [[nodiscard]] const ImFontGlyph* glyph(Face face, char32_t c) {
    return fonts.set().font(face)->FindGlyphNoFallback(static_cast<ImWchar>(seen.stand_in(c)));
  }
  [[nodiscard]] bool is_mark(Face face, char32_t c) {
    const ImFontGlyph *drawn = glyph(face, c), *mark = glyph(face, 0xFFFD);
    return drawn != nullptr && mark != nullptr && drawn->U0 == mark->U0 && drawn->V0 == mark->V0;
  }
#endif

 private:
  static std::unique_ptr<Window> hidden() {
    Window::Options options;
    options.visible = false;
    auto opened = Window::open(options);
    INFO((opened.ok() ? std::string() : opened.problem().text()));
    REQUIRE(opened.ok());
    return std::move(opened).value();
  }
  std::unique_ptr<Window> window_ = hidden();
  ImGuiSession imgui_{*window_};

 public:
  CodePoints seen;
  Fonts fonts{[] {}};
  double most_ms = 0;
  int frames = 0, swaps = 0;
};

constexpr std::size_t kMostBytes = std::size_t{4096} * 4096;

}  // namespace

TEST_CASE("every size that the options allow draws, within the texture's bound") {
  Slate slate;
  const std::vector<Line> lines{
      {Face::Body, "Mg 品質 سلام 😀"}, {Face::Digits, "1,048,576"}, {Face::Title, "Tilte ﷽"}, {Face::Tabular, "11:08"}};
  // A half, as --scale allows; a desk; 4K at 4 m and 6 m; 8 with the largest zoom; 8K, 5 inches from 30 m.
  for (const float scale : {0.25f, 0.44f, 1.0f, 1.5f, 5.5f, 8.3f, 25.1f, 1466.0f}) {
    INFO("scale " << scale);
    slate.draw_whole(lines, scale);
    CHECK(slate.fonts.scale() == scale);
    CHECK(slate.fonts.set().size(Face::Body) == doctest::Approx(std::max(std::round(18 * scale), 4.0f)));
    if (scale < 30) CHECK(slate.lit() > 20);
    CHECK(slate.fonts.counts().texture_bytes <= kMostBytes);
    CHECK(gl_errors().empty());
  }
}

#if IMGUI_VERSION_NUM < 19200

namespace {

std::string characters(char32_t from, int n) {
  std::string text;
  for (int i = 0; i < n; ++i) append_code_point(text, from + static_cast<char32_t>(i));
  return text;
}

}  // namespace

TEST_CASE("a driver with the smallest texture that OpenGL allows still has every letter of the page") {
  Slate slate;
  slate.draw({{Face::Body, "abc"}}, 1);
  for (const float scale : {1.0f, 8.0f}) {
    const auto sheet = GlyphSheet::create(scale, 1024);
    REQUIRE(sheet != nullptr);
    GlyphMaker maker;
    for (std::size_t i = 0; i < kFaces; ++i) {
      const auto face = static_cast<Face>(i);
      for (const char32_t c : CodePoints::always(face))
        CHECK(sheet->put(maker.make({0, face, c, c, sheet->size(face)})));
    }
    CHECK(sheet->texture_bytes() <= std::size_t{1024} * 1024);
  }
}

TEST_CASE("a new character leaves a gap as wide as itself, then is there; the UI thread makes none of them") {
  Slate slate;
  slate.draw({{Face::Body, "abc"}}, 1);
  slate.draw({{Face::Body, "abc品"}}, 1);
  CHECK(slate.glyph(Face::Body, U'a') != nullptr);
  CHECK(slate.glyph(Face::Body, U'品') == nullptr);
  CHECK_FALSE(slate.fonts.settled(slate.seen));
  const ImFont& font = *slate.fonts.set().font(Face::Body);
  const float gap = font.GetCharAdvance(u'品');
  slate.draw_whole({{Face::Body, "abc品"}}, 1);
  REQUIRE(slate.glyph(Face::Body, U'品') != nullptr);
  CHECK(slate.glyph(Face::Body, U'品')->AdvanceX == gap);
  CHECK_FALSE(slate.is_mark(Face::Body, U'品'));
  CHECK(slate.glyph(Face::Title, U'品') == nullptr);  // which nobody has drawn in it
  CHECK(slate.fonts.counts().made > 500);
  CHECK(slate.fonts.counts().made_here == 0);
}

TEST_CASE("what no font has is drawn by the replacement mark and told") {
  Slate slate;
  slate.draw_whole({{Face::Body, "a\u0378"}}, 1);  // unassigned
  CHECK(slate.is_mark(Face::Body, 0x378));
  CHECK(slate.seen.missing(0x378));
  CHECK_FALSE(slate.seen.missing(U'a'));
}

TEST_CASE(
    "thousands of characters scroll by: what is on the screen is drawn, the atlas is bounded, the UI thread does "
    "little") {
  for (const float scale : {1.0f, 5.5f}) {
    INFO("scale " << scale);
    Slate slate;
    const std::size_t lit_before = (slate.draw_whole({{Face::Body, "品 abc"}}, scale), slate.lit());
    int waits = 0;
    for (char32_t c = 0x4E00; c < 0x9F00; c += 20) {
      const std::vector<Line> lines{
          {Face::Body, "品 abc"}, {Face::Medium, characters(c, 60)}, {Face::Small, characters(c, 30)}};
      slate.draw(lines, scale);
      if ((c - 0x4E00) % 400 == 0) {
        slate.draw_whole(lines, scale);
        ++waits;
        for (char32_t k = c; k < c + 60; ++k)
          CHECK((slate.glyph(Face::Medium, k) != nullptr && !slate.is_mark(Face::Medium, k)));
      }
      CHECK_FALSE(slate.is_mark(Face::Body, U'品'));
    }
    CHECK(waits > 20);
    const Fonts::Counts counts = slate.fonts.counts();
    CHECK(counts.made > 3'000);
    CHECK(counts.made_here == 0);
    CHECK(counts.dropped > 500);
    CHECK(counts.refused == 0);
    CHECK(counts.texture_bytes <= kMostBytes);
    CHECK(counts.glyphs <= 16'384 + 700);
    slate.draw_whole({{Face::Body, "品 abc"}}, scale);
    CHECK(slate.lit() == lit_before);
    CHECK(gl_errors().empty());
    MESSAGE("scale " << scale << ": " << counts.made << " made, " << counts.dropped << " dropped, "
                     << counts.texture_bytes / 1024 << " KiB, an update took at most " << slate.most_ms
                     << " ms of the UI thread");
    CHECK(slate.most_ms < 8 * 5);  // 8 in a release build; sanitizers are slower
  }
}

TEST_CASE("scripts of the whole world, beyond 16 bits too") {
  Slate slate;
  ManyScripts scripts(3);
  for (int i = 0; i < 1500; ++i) slate.draw({{Face::Body, scripts.text(40)}, {Face::Medium, scripts.text(40)}}, 2);
  slate.draw_whole({{Face::Body, "品 abc 😀"}}, 2);
  CHECK_FALSE(slate.is_mark(Face::Body, U'😀'));
  CHECK(slate.seen.size() <= 16'384 + 700);
  CHECK(slate.fonts.counts().texture_bytes <= kMostBytes);
  CHECK(gl_errors().empty());
}

TEST_CASE("more on one screen than the atlas holds: the rest is the replacement mark, until there is room") {
  Slate slate;
  constexpr char32_t kFirst = 0x4E00;
  constexpr int kMany = 3000;
  const std::string many = characters(kFirst, kMany);
  slate.draw_whole({{Face::Body, many}}, 8);
  const Fonts::Counts counts = slate.fonts.counts();
  CHECK(counts.refused > 0);
  CHECK(counts.texture_bytes <= kMostBytes);
  int images = 0, marks = 0;
  for (int i = 0; i < kMany; ++i) (slate.is_mark(Face::Body, kFirst + static_cast<char32_t>(i)) ? marks : images) += 1;
  CHECK(images > 500);
  CHECK(marks > 500);
  CHECK(slate.lit() > 1000);
  // The last of them, alone on the screen.
  const std::string few = characters(kFirst + kMany - 10, 10);
  CHECK(wait_until(
      [&] {
        slate.draw_whole({{Face::Body, few}}, 8);
        return !slate.is_mark(Face::Body, kFirst + kMany - 1);
      },
      std::chrono::seconds(20)));
}

TEST_CASE("another scale comes as a whole, once it is there, and nothing is missing meanwhile") {
  Slate slate;
  const std::vector<Line> lines{{Face::Body, "abc 品質管理"}, {Face::Digits, "42"}};
  slate.draw_whole(lines, 1);
  const int swaps = slate.swaps;
  slate.draw(lines, 3);
  int frames = 0;
  while (slate.swaps == swaps && ++frames < 5000) {
    CHECK(slate.fonts.scale() == 1);
    CHECK(slate.fonts.set().size(Face::Body) == 18);
    CHECK(slate.glyph(Face::Body, U'質') != nullptr);
    slate.draw(lines, 3);
  }
  CHECK(slate.swaps == swaps + 1);
  CHECK(slate.fonts.set().size(Face::Body) == 54);
  CHECK(slate.glyph(Face::Body, U'質') != nullptr);
  CHECK(slate.fonts.settled(slate.seen));
  // Turned on and on: the last one counts.
  for (const float scale : {1.1f, 1.2f, 1.3f, 2.0f}) slate.draw(lines, scale);
  slate.draw_whole(lines, 2);
  CHECK(slate.fonts.scale() == 2);
  CHECK(slate.lit() > 100);
}

#endif
