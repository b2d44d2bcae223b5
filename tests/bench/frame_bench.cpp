// One frame of the whole dashboard, NewFrame to Render, without a window: 1920×1080 px, a table full of rows, three
// rows further every frame. CPU time of this thread, so that a busy machine disturbs little.
#include <imgui.h>

#include <algorithm>
#include <ctime>
#include <new>
#include <vector>

#include "live_bytes.h"
#include "loaded_cache.h"
#include "support/imgui_driver.h"
#include "table/desk.h"
#include "ui/dashboard.h"

namespace syncwall::bench {

namespace {

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

// Dear ImGui's memory is counted as well.
void count_imgui() {
  ImGui::SetAllocatorFunctions([](std::size_t size, void*) { return ::operator new(size); },
                               [](void* memory, void*) { ::operator delete(memory); });
}

class Screen {
 public:
  explicit Screen(LoadedCache& cache) {
    count_imgui();
    driver_.emplace(1920.0f, 1080.0f);
    set_style(Theme{}, 1);
    ui_.table.sort_given = true;
    Desk::News news;
    news.view.view = factory_.build(cache.cache.snapshot(), desk_.query(), test::kBenchNow);
    news.view.current = true;
    news.snapshot = cache.cache.snapshot();
    auto status = std::make_shared<FetchStatus>();
    status->connection.link = Link::Live;
    status->connection.last_answer = 0;
    status->complete = true;
    status->account = Account{"1", "admin", "admin@example.com", true};
    status->summary = JobSummary{static_cast<std::int64_t>(cache.data.jobs), {1, 2, 3, 4, 5}, 1};
    news.status = std::move(status);
    news.now = test::kBenchNow;
    desk_.receive(std::move(news));
    driver_->mouse_to({800, 600});
    for (int i = 0; i < 200; ++i) frame();
  }

  // CPU seconds.
  double frame() {
    // Up and down: some 200 frames each way.
    driver_->wheel(++frames_ / 200 % 2 == 0 ? -kNotches : kNotches);
    frame_.ticks += 16;
    frame_.now = test::kBenchNow + frame_.ticks;
    const double start = cpu_seconds();
    driver_->begin_frame();
    draw_dashboard(frame_);
    driver_->end_frame();
    const double spent = cpu_seconds() - start;
    desk_.run(frame_.actions);
    frame_.actions.clear();
    return spent;
  }
  [[nodiscard]] std::int64_t first_row() const { return ui_.table.first_row; }

 private:
  // A notch is five lines of 13 px (Dear ImGui's default font), a row 34 px.
  static constexpr float kNotches = 3 * 34.0f / (5 * 13.0f);

  std::optional<test::ImGuiDriver> driver_;
  ViewFactory factory_;
  Desk desk_{Query{},
             {[](const Query&) {}, [](std::uint64_t, const RowOrder&) {}, [] {}, [] {}, [](const std::string&) {},
              [](int) {}, [] {}, [](syncwall::Screen) {}, [] {}}};
  UiState ui_;
  CodePoints seen_;
  FontSet fonts_;
  Frame frame_{desk_, ui_, fonts_, seen_, Theme{}};
  int frames_ = 0;
};

void frame(benchmark::State& state) {
  Screen screen(loaded(DataSet(state)));
  constexpr std::size_t kFrames = 2000;
  std::vector<double> times;
  times.reserve(kFrames);
  std::int64_t allocated = 0;
  for (auto _ : state) {
    times.clear();
    const std::int64_t before = allocations();
    for (std::size_t i = 0; i < kFrames; ++i) times.push_back(screen.frame());
    allocated = allocations() - before;
    std::sort(times.begin(), times.end());
    state.SetIterationTime(times[kFrames / 2]);
  }
  if (screen.first_row() == 0 && state.range(0) > 1000) state.SkipWithError("it does not scroll");
  state.counters["p50_ms"] = times[kFrames / 2] * 1e3;
  state.counters["p99_ms"] = times[kFrames * 99 / 100] * 1e3;
  state.counters["allocations_per_frame"] = static_cast<double>(allocated) / kFrames;
}
BENCHMARK(frame)->Apply(every_size);

}  // namespace

}  // namespace syncwall::bench
