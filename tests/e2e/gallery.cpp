// The gallery: every face and state (scenes.h) at several sizes and scales, with the real fonts through OpenGL, as PNGs
// with an index.html; and the checks that only real fonts allow: approved pictures, overlaps, texts cut off.
//
//   gallery FOLDER [--check GOLDEN | --approve GOLDEN]     needs a display (xvfb-run)
//
// --check draws the scenes that have an approved picture at one size, all others for the layout only, and exits with 1
// where something differs; the differing picture stands in FOLDER then. --approve writes the pictures anew.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <glad/gl.h>
// glad first: it stands in for the system's GL header.
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <stb_image.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include "e2e/scenes.h"
#include "program/theme_file.h"
#include "ui/wall/wall_layout.h"
#include "window/frame_painter.h"
#include "window/gl_check.h"
#include "window/imgui_session.h"
#include "window/letters/fonts.h"
#include "window/offscreen.h"
#include "window/png.h"
#include "window/window.h"

namespace syncwall::test {

namespace {

namespace fs = std::filesystem;

struct Face {
  int width, height;
  float scale;
  [[nodiscard]] std::string name() const {
    return std::to_string(width) + "x" + std::to_string(height) + "@" + std::to_string(scale).substr(0, 3);
  }
};
constexpr Face kFaces[] = {{1280, 720, 1},     {1920, 1080, 1}, {1920, 1080, 1.5f}, {2560, 1440, 1},
                           {2560, 1440, 1.5f}, {3840, 2160, 2}, {3840, 2160, 3}};
constexpr Face kGolden{1280, 720, 1};

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> pixels;  // 4 bytes a px
};

// One scene, drawn by OpenGL with the real fonts.
class Studio {
 public:
  Studio(const Scene& scene, const Face& face)
      : face_(face), desk_(static_cast<float>(face.width), static_cast<float>(face.height), scale_of(scene, face)) {
    ImGui_ImplOpenGL3_Init("#version 330 core");
    const auto theme = load_theme(scene.theme);
    if (theme.ok()) desk_.set_theme(theme.value().theme);
    desk_.between_frames = [this, scale = scale_of(scene, face)] {
      ImGui_ImplOpenGL3_NewFrame();
      fonts_.finish(desk_.seen, scale);
      desk_.fonts = fonts_.set();
    };
    scene.set_up(desk_);
    desk_.step(2);  // every character that was drawn has its font now
  }
  ~Studio() { ImGui_ImplOpenGL3_Shutdown(); }
  Studio(const Studio&) = delete;
  Studio& operator=(const Studio&) = delete;

  [[nodiscard]] Picture picture() const {
    auto target = Offscreen::create(face_.width, face_.height);
    if (!target.ok()) return {};
    target.value().bind();
    FramePainter().paint(face_.width, face_.height);
    return {face_.width, face_.height, target.value().pixels()};
  }
  // What is wrong with the texts of the last frame.
  [[nodiscard]] std::vector<std::string> faults() const;

 private:
  static float scale_of(const Scene& scene, const Face& face) {
    return scene.name.find("wall") == std::string::npos ? face.scale : wall_scale({face.width, face.height, 55, 4});
  }
  const Face face_;
  HeadlessDesk desk_;
  Fonts fonts_{[] {}};
};

// The part of a text that can be seen.
std::optional<ImVec4> seen_part(const DrawnText& t) {
  const ImVec4 part{std::max(t.min.x, t.clip.x), std::max(t.min.y, t.clip.y), std::min(t.max.x, t.clip.z),
                    std::min(t.max.y, t.clip.w)};
  if (part.x >= part.z || part.y >= part.w) return std::nullopt;
  return part;
}

std::vector<std::string> Studio::faults() const {
  constexpr float kTouch = 1.5f;  // px that neighbours may share
  std::vector<std::string> found;
  const std::vector<DrawnText>& texts = desk_.texts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto a = seen_part(texts[i]);
    if (!a) continue;
    if (texts[i].max.x > texts[i].clip.z + kTouch || texts[i].min.x < texts[i].clip.x - kTouch)
      found.push_back("cut off without a sign: \"" + texts[i].text.substr(0, 60) + "\"");
    if (texts[i].max.x > static_cast<float>(face_.width) || texts[i].max.y > static_cast<float>(face_.height) + kTouch)
      found.push_back("beyond the screen: \"" + texts[i].text.substr(0, 60) + "\"");
    for (std::size_t j = i + 1; j < texts.size(); ++j) {
      if (texts[i].list != texts[j].list) continue;
      const auto b = seen_part(texts[j]);
      if (!b) continue;
      const float wide = std::min(a->z, b->z) - std::max(a->x, b->x),
                  high = std::min(a->w, b->w) - std::max(a->y, b->y);
      if (wide > kTouch && high > kTouch * 2)
        found.push_back("one over the other: \"" + texts[i].text.substr(0, 40) + "\" and \"" +
                        texts[j].text.substr(0, 40) + "\"");
    }
  }
  return found;
}

std::optional<Picture> read_picture(const fs::path& file) {
  Picture picture;
  int channels = 0;
  const std::unique_ptr<unsigned char, void (*)(void*)> data(
      stbi_load(file.c_str(), &picture.width, &picture.height, &channels, 4), stbi_image_free);
  if (!data) return std::nullopt;
  picture.pixels.assign(
      data.get(), data.get() + static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) * 4);
  return picture;
}

// The part of the px that differ visibly; 1 for another size.
double difference(const Picture& a, const Picture& b) {
  constexpr int kVisible = 40;  // of 255, in one channel
  if (a.width != b.width || a.height != b.height) return 1;
  std::size_t differ = 0;
  for (std::size_t i = 0; i < a.pixels.size(); i += 4) {
    int most = 0;
    for (std::size_t c = 0; c < 3; ++c) most = std::max(most, std::abs(int{a.pixels[i + c]} - int{b.pixels[i + c]}));
    differ += most > kVisible ? 1u : 0u;
  }
  return static_cast<double>(differ) / (static_cast<double>(a.pixels.size()) / 4);
}

bool write(const fs::path& file, const Picture& picture) {
  const auto written = write_png(file, picture.width, picture.height, picture.pixels);
  if (!written.ok()) std::fprintf(stderr, "gallery: %s\n", written.problem().text().c_str());
  return written.ok();
}

int tell(const std::string& what, const std::vector<std::string>& faults) {
  for (const std::string& fault : faults) std::fprintf(stderr, "gallery: %s: %s\n", what.c_str(), fault.c_str());
  return static_cast<int>(faults.size());
}

int draw_all(const fs::path& folder) {
  std::ofstream index(folder / "index.html");
  index << "<!doctype html><meta charset=utf-8><title>Syncwall</title><style>body{font:14px "
           "sans-serif;background:#333;color:#eee}img{max-width:31%;margin:4px;vertical-align:top}</style>\n";
  int faults = 0;
  for (const Scene& scene : scenes()) {
    index << "<h2>" << scene.name << "</h2>\n";
    for (const Face& face : kFaces) {
      const Studio studio(scene, face);
      const std::string file = scene.name + "-" + face.name() + ".png";
      if (!write(folder / file, studio.picture())) return 1;
      faults += tell(scene.name + " " + face.name(), studio.faults());
      index << "<a href='" << file << "'><img loading=lazy title='" << face.name() << "' src='" << file << "'></a>\n";
    }
  }
  std::printf("gallery: %zu scenes at %zu sizes in %s, %d faults\n", scenes().size(), std::size(kFaces),
              (folder / "index.html").c_str(), faults);
  return faults == 0 ? 0 : 1;
}

int check(const fs::path& folder, const fs::path& golden, bool approve) {
  constexpr double kTolerance = 0.004;  // of the px
  int faults = 0;
  for (const Scene& scene : scenes()) {
    for (const Face& face : kFaces) {
      const bool compared = scene.golden && face.name() == kGolden.name();
      const Studio studio(scene, face);
      if (!approve) faults += tell(scene.name + " " + face.name(), studio.faults());
      if (!compared) continue;
      const Picture picture = studio.picture();
      const fs::path file = golden / (scene.name + ".png");
      if (approve) {
        if (!write(file, picture)) return 1;
        continue;
      }
      const auto approved = read_picture(file);
      const double part = approved ? difference(*approved, picture) : 1;
      if (part <= kTolerance) continue;
      write(folder / (scene.name + ".png"), picture);
      char text[200];
      std::snprintf(text, sizeof text, "%.2f %% of the px differ from %s; see %s, or approve it with --approve",
                    part * 100, file.c_str(), (folder / (scene.name + ".png")).c_str());
      faults += tell(scene.name, {text});
    }
  }
  return faults == 0 ? 0 : 1;
}

int run(int argc, char** argv) {
  const std::string mode = argc == 4 ? argv[2] : "";
  if (argc != 2 && mode != "--check" && mode != "--approve") {
    std::fprintf(stderr, "usage: gallery FOLDER [--check GOLDEN | --approve GOLDEN]\n");
    return 2;
  }
  const fs::path folder = argv[1];
  fs::create_directories(folder);
  Window::Options options;
  options.visible = false;
  const auto window = Window::open(options);
  if (!window.ok()) {
    std::fprintf(stderr, "gallery: %s\n", window.problem().text().c_str());
    return 2;
  }
  // A check that sees nothing would pass everything.
  glEnable(GL_TRIANGLES);
  if (gl_errors() != "GL_INVALID_ENUM" || !gl_errors().empty()) {
    std::fprintf(stderr, "gallery: errors of OpenGL are not seen\n");
    return 2;
  }
  return mode.empty() ? draw_all(folder) : check(folder, argv[3], mode == "--approve");
}

}  // namespace

}  // namespace syncwall::test

int main(int argc, char** argv) {
  setenv("TZ", "UTC", 1);
  // The HeadlessDesk asserts that it finds what it clicks on.
  doctest::Context context;
  context.setAsDefaultForAssertsOutOfTestCases();
  context.setAssertHandler([](const doctest::AssertData& data) {
    if (!data.m_failed) return;
    std::fprintf(stderr, "gallery: %s:%d: %s\n", data.m_file, data.m_line, data.m_expr);
    std::exit(1);
  });
  return syncwall::test::run(argc, argv);
}
