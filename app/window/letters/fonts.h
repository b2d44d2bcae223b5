// Fonts: the page's faces at the scale that is asked for, with an image of every character that is drawn, and room for
// no more than a texture's worth of them: least recently drawn go first. Images are made by a thread of their own;
// until one is there, a gap stands in its place, and where there is no room for it U+FFFD. UI thread, between frames,
// with the context current.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "draw/code_points.h"
#include "draw/font_set.h"

namespace syncwall {

class Fonts {
 public:
  // `wake`: images are there, so draw; any thread.
  explicit Fonts(std::function<void()> wake);
  ~Fonts();
  Fonts(const Fonts&) = delete;
  Fonts& operator=(const Fonts&) = delete;

  // A bounded part of the work: a few ms. True where the set was made anew: the screen must be drawn again, and style
  // sizes set. Another scale is shown once all that was drawn last is there in it; the first call waits for that.
  bool update(CodePoints& seen, float scale);
  // The same to the end, for pictures.
  bool finish(CodePoints& seen, float scale);
  // Whether all that was drawn is there.
  [[nodiscard]] bool settled(const CodePoints& seen) const;
  // Whether update() has something to do even if nothing else has changed.
  [[nodiscard]] bool news() const;

  [[nodiscard]] const FontSet& set() const { return set_; }
  // Of the set: that of the layout.
  [[nodiscard]] float scale() const { return set_scale_; }

  struct Counts {
    std::int64_t made = 0, dropped = 0, refused = 0;  // glyphs, since the start
    std::int64_t made_here = 0;                       // of those by the UI thread: stays 0 before 1.92
    std::int64_t longest_us = 0;                      // of update(), without the first call
    std::size_t texture_bytes = 0, glyphs = 0;        // now
  };
  [[nodiscard]] Counts counts() const;

 private:
  struct State;
  bool step(CodePoints& seen, float scale);

  FontSet set_;
  float set_scale_ = 0;
  std::unique_ptr<State> state_;
};

}  // namespace syncwall
