// Options of the window and of pictures.
#include <charconv>
#include <system_error>

#include "base/number_option.h"
#include "program/options/typed_options.h"
#include "program/terminal_text.h"

namespace syncwall {

CLI::Validator decimal_number() {
  return {[](std::string& text) {
            return text.find_first_not_of("+-.0123456789eE") == std::string::npos
                       ? std::string()
                       : "'" + harmless(text) + "' is no number";
          },
          "NUMBER"};
}

bool parse_size(const std::string& text, int& width, int& height) {
  const char* end = text.data() + text.size();
  const auto w = std::from_chars(text.data(), end, width);
  if (w.ec != std::errc() || w.ptr == end || *w.ptr != 'x') return false;
  const auto h = std::from_chars(w.ptr + 1, end, height);
  return h.ec == std::errc() && h.ptr == end && width >= 320 && height >= 240 && width <= 16384 && height <= 16384;
}

void add_screen_options(CLI::App& app, Options& o, TypedOptions& t) {
  app.add_option("--screenshot", t.picture,
                 "draw the dashboard into this PNG file once its query is complete, and exit")
      ->group("Screen");
  app.add_option("--size", t.size, "WIDTHxHEIGHT of the picture or the window, in px")
      ->check([](const std::string& text) {
        int w = 0, h = 0;
        return parse_size(text, w, h) ? std::string()
                                      : "'" + text + "' is not WIDTHxHEIGHT between 320x240 and 16384x16384";
      })
      ->group("Screen");
  app.add_option("--scale", o.scale, "how large everything is drawn (default: as the monitor asks)")
      ->check(decimal_number())
      ->check(CLI::Range(0.5, 8.0))
      ->group("Screen");
  app.add_option("--describe", t.describe,
                 "keep what is on the screen in this file as JSON: role, name and place of each part")
      ->group("Screen");
  app.add_option("--theme", o.theme, "dark, light, contrast, or a file like those in assets/themes")->group("Screen");
  app.add_flag("--fullscreen", o.fullscreen, "start over the whole screen")->group("Screen");
  app.add_flag("--wall", o.wall,
               "start as a wall: big counts and the worst rows, over the whole screen (F11 changes it)")
      ->group("Screen");
  app.add_option("--viewing-distance", o.viewing_distance_m, "metres from which the wall is read")
      ->check(decimal_number())
      ->check(CLI::Range(0.5, 30.0))
      ->capture_default_str()
      ->group("Screen");
  app.add_option("--screen-inches", o.screen_inches, "the wall's diagonal (default: what the monitor reports, else 55)")
      ->check(decimal_number())
      ->check(CLI::Range(5.0, 500.0))
      ->group("Screen");
  app.add_option("--monitor", o.monitor,
                 "the monitor for the wall and for full screen, from 1 (default: the primary one)")
      ->transform(whole_option())
      ->check(CLI::Range(1, 64))
      ->group("Screen");
  app.add_option("--log-level", t.log_level,
                 "debug, info, warn or error: what the window writes into syncwall.log in $XDG_STATE_HOME/syncwall")
      ->check([](const std::string& text) { return fault(parse_log_level(text)); })
      ->capture_default_str()
      ->group("Screen");
  app.add_flag("--utc", o.utc, "all times in UTC")->group("Screen");
}

}  // namespace syncwall
