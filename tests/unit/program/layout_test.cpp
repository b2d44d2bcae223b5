#include "program/layout.h"

#include <doctest/doctest.h>
#include <imgui.h>
#include <unistd.h>

#include <filesystem>

#include "base/paths.h"

using namespace syncwall;

namespace {

struct Folder {
  Folder() { ImGui::CreateContext(); }
  ~Folder() {
    ImGui::DestroyContext();
    std::filesystem::remove_all(path);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("syncwall-layout-" + std::to_string(getpid()));
  std::filesystem::path file = path / "layout.ini";
  std::filesystem::path aside = path / "layout.ini.broken";
};

}  // namespace

TEST_CASE("a layout comes back as it was saved; without a file there are the defaults") {
  const Folder f;
  CHECK((load_layout(f.file) == Layout{}));
  CHECK_FALSE(std::filesystem::exists(f.aside));
  const Layout layout{1, "light", 10, 20, 1280, 720};
  REQUIRE(save_layout(f.file, layout).ok());
  CHECK((load_layout(f.file) == layout));
  CHECK((peek_layout(f.file) == layout));
}

TEST_CASE("a layout that is none is set aside with what was in it, and the next one is saved in its place") {
  const Folder f;
  for (const std::string& text : {std::string("\0\x01garbage\xff", 10), std::string(), std::string("[Syncwall][Pa"),
                                  std::string("[Syncwall][Page]\n") + std::string(100'000, 'x')}) {
    REQUIRE(write_file_atomically(f.file, text).ok());
    CHECK((peek_layout(f.file) == Layout{}));
    CHECK(std::filesystem::exists(f.file));
    CHECK((load_layout(f.file) == Layout{}));
    CHECK_FALSE(std::filesystem::exists(f.file));
    CHECK(read_file(f.aside).value() == text);
    const Layout layout{0, "dark", 0, 0, 0, 0};
    REQUIRE(save_layout(f.file, layout).ok());
    CHECK((load_layout(f.file) == layout));
  }
}

TEST_CASE("the writer writes on its own thread, and the last text before it ends") {
  const Folder f;
  {
    LayoutWriter writer(f.file);
    for (int i = 0; i < 50; ++i) writer.write(layout_text({i % 10, "light", 0, 0, 0, 0}));
    writer.write(layout_text({7, "dark", 0, 0, 0, 0}));
  }
  CHECK((load_layout(f.file) == Layout{7, "dark", 0, 0, 0, 0}));
  const LayoutWriter nowhere("/proc/nowhere/layout.ini");  // told on stderr, and that is all
}

TEST_CASE("a broken line is passed over") {
  const Folder f;
  REQUIRE(write_file_atomically(f.file, "[Syncwall][Page]\nZoom=a lot\nWindow=1,2\nTheme=light\n\n").ok());
  CHECK((load_layout(f.file) == Layout{0, "light", 0, 0, 0, 0}));
}
