#include <imgui.h>
// imgui.h first: Debian's imgui_stdlib.h does not include it.
#include <imgui_stdlib.h>

#include <algorithm>
#include <span>
#include <utility>

#include "base/time_text.h"
#include "draw/imgui_compat.h"
#include "table/action_words.h"
#include "ui/focus.h"
#include "ui/icons.h"
#include "ui/panels.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace syncwall {

namespace {

constexpr const char* kPopup = "##order";
using State = OrderFlow::State;

std::string n(std::int64_t value) { return std::string(grouped(value).view()); }
std::string jobs(std::int64_t value) { return n(value) + (value == 1 ? " job" : " jobs"); }

// Of the dialog in all of its states, px: as wide as there is room, and no wider than reads well.
float room(const Frame& frame) { return std::min(frame.px(520), ImGui::GetIO().DisplaySize.x - frame.px(100)); }

void line(Frame& frame, Face face, ImU32 color, std::string_view text) {
  wrapped_text(frame, face, color, text, room(frame));
}

// What has the focus.
constexpr int kHarmless = 0, kOther = 1, kField = 2, kThird = 3;

// Tab goes round: the harmless button, the field where there is one, the other button. Arrows go between the buttons.
void move_focus(OrderDialogState& dialog, bool field, bool third) {
  constexpr int kFrames = 3;
  const bool tab = key_pressed(Key::Tab);
  if (typing_text()) {
    if (!field || !tab) return;
    stop_typing();
    dialog.field_active = false;
    dialog.focus = kOther;
    dialog.leaves_field = kFrames;
  } else if (tab && field && dialog.focus == kHarmless) {
    dialog.focus = kField;
    dialog.enters_field = true;
  } else if (tab || key_pressed(Key::Right)) {
    dialog.focus = dialog.focus == kHarmless ? kOther : dialog.focus == kOther && third ? kThird : kHarmless;
    if (tab) dialog.leaves_field = kFrames;
  } else if (key_pressed(Key::Left)) {
    dialog.focus = dialog.focus == kHarmless ? (third ? kThird : kOther) : dialog.focus == kThird ? kOther : kHarmless;
  }
}

// At first the harmless button has the focus; Enter and Space press what has it. Which one was pressed, or -1. `field`:
// typed_number() stands before them. `third`: another way to do it; empty: there is none.
int some_buttons(Frame& frame, std::string_view harmless, std::string_view other, ButtonLook look, bool enabled,
                 bool field = false, std::string_view third = {}) {
  OrderDialogState& dialog = frame.ui.dialog;
  if (!typing_text() && (key_pressed(Key::Enter) || key_pressed(Key::Space))) {
    if (dialog.focus == kHarmless) return 0;
    if (dialog.focus == kOther && enabled) return 1;
    if (dialog.focus == kThird && enabled) return 2;
  }
  if (key_pressed(Key::Escape)) return 0;
  move_focus(dialog, field, !third.empty());
  ImGui::Dummy({1, frame.px(6)});
  int pressed = -1;
  if (button(frame, "##harmless", harmless, ButtonLook::Plain, true, dialog.focus == kHarmless)) pressed = 0;
  if (other.empty()) return pressed;
  ImGui::SameLine(0, frame.px(14));
  if (button(frame, "##other", other, look, enabled, dialog.focus == kOther)) pressed = 1;
  if (third.empty()) return pressed;
  ImGui::SameLine(0, frame.px(14));
  if (button(frame, "##third", third, ButtonLook::Plain, enabled, dialog.focus == kThird)) pressed = 2;
  return pressed;
}

// Digits are meant for the field, whatever has the focus: none is lost.
void take_digits(std::string& into) {
  constexpr std::size_t kMost = 19;
  for (const ImWchar c : ImGui::GetIO().InputQueueCharacters) {
    if (c >= '0' && c <= '9' && into.size() < kMost) into += static_cast<char>(c);
  }
}

// The field has the focus while it is typed into, and shows it.
void typed_number(Frame& frame) {
  OrderDialogState& dialog = frame.ui.dialog;
  if (!dialog.field_active) take_digits(dialog.typed_count);
  if (std::exchange(dialog.enters_field, false)) ImGui::SetKeyboardFocusHere();
  ImGui::SetNextItemWidth(frame.px(180));
  const NoTabStop no_tab;
  ImGui::InputText("##typed", &dialog.typed_count, ImGuiInputTextFlags_CharsDecimal);
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  bool active = ImGui::IsItemActive();
  const bool leaving = dialog.leaves_field > 0;
  if (leaving) --dialog.leaves_field;
  // Dear ImGui's own Tab brings the keyboard here a frame later, as to its only field.
  if (leaving && active && !dialog.field_active) {
    stop_typing();
    active = false;
  }
  if (active) dialog.focus = kField;
  if (!active && dialog.field_active && dialog.focus == kField) dialog.focus = kHarmless;
  dialog.field_active = active;
  if (active) outline(*ImGui::GetWindowDrawList(), min, max, frame.theme.accent, frame.px(8), frame.px(2));
  frame.note(active ? "active field" : "field", "typed count", min, max);
}

// As many as there is height for: the number at the top and the buttons must be on the screen.
std::size_t names_that_fit(const Frame& frame, const OrderFlow& flow) {
  const float others =
      frame.px(330.0f + (flow.must_type() ? 80.0f : 0.0f) + (flow.state() == State::Rechecked ? 60.0f : 0.0f));
  const float fit = (ImGui::GetIO().DisplaySize.y - others) / frame.px(24);
  return std::min(flow.named().size(), static_cast<std::size_t>(std::max(fit, 0.0f)));
}

void draw_named(Frame& frame, const OrderFlow& flow) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const std::size_t shown = names_that_fit(frame, flow);
  const float user = room(frame) * 0.65f;
  for (const OrderFlow::Named& job : std::span(flow.named()).first(shown)) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float height = frame.px(24);
    draw_status_icon(list, job.status, {at.x + frame.px(8), at.y + height / 2}, frame.px(11),
                     frame.theme.of(job.status));
    draw_line(frame, list, Face::Body, {at.x + frame.px(24), at.y + frame.px(3)}, frame.theme.text, job.collection,
              user - frame.px(40));
    draw_line(frame, list, Face::Small, {at.x + user, at.y + frame.px(4)}, frame.theme.quiet, job.user,
              room(frame) - user);
    ImGui::Dummy({room(frame), height - ImGui::GetStyle().ItemSpacing.y});
  }
  const std::int64_t rest = flow.count() - static_cast<std::int64_t>(shown);
  if (rest > 0) line(frame, Face::Body, frame.theme.quiet, "and " + n(rest) + " more");
}

std::string by_status(const OrderFlow& flow) {
  std::string text;
  for (std::size_t i = 0; i < kStatuses; ++i) {
    const auto status = static_cast<Status>(i);
    if (flow.with_status(status) == 0) continue;
    text += (text.empty() ? "" : " · ") + n(flow.with_status(status)) + " " + std::string(label(status));
  }
  return text;
}

void draw_question(Frame& frame, const OrderFlow& flow) {
  const ActionWords& word = words(flow.action());
  const std::string what = std::string(word.verb) + " " + jobs(flow.count());
  line(frame, Face::Title, frame.theme.text, what + "?");
  if (flow.state() == State::Rechecked) {
    std::string changed = "Something has changed meanwhile: ";
    if (flow.gone() > 0) changed += n(flow.gone()) + (flow.gone() == 1 ? " is already gone" : " are already gone");
    if (flow.began() > 0) changed += (flow.gone() > 0 ? ", " : "") + n(flow.began()) + " began to run";
    line(frame, Face::Body, frame.theme.warning,
         changed + ". Look again, and press " + std::string(word.verb) + " once more.");
    frame.note("recheck", changed, {}, {});
  }
  line(frame, Face::Small, frame.theme.quiet, by_status(flow));
  draw_named(frame, flow);
  if (flow.hidden() > 0)
    line(frame, Face::Body, frame.theme.warning, n(flow.hidden()) + " of them are hidden by the filter");
  ImGui::Dummy({1, frame.px(2)});
  if (!word.consequence.empty()) line(frame, Face::Body, frame.theme.text, word.consequence);
  if (flow.must_type()) {
    line(frame, Face::Body, frame.theme.quiet, "To go on, type how many: " + std::to_string(flow.count()));
    typed_number(frame);
  }
  const bool allowed = flow.may_confirm(frame.ui.dialog.typed_count);
  const bool runs = flow.state() == State::Rechecked && flow.began() > 0;
  const int pressed = some_buttons(frame, "Cancel", what, word.removes ? ButtonLook::Danger : ButtonLook::Plain,
                                   allowed, flow.must_type(), runs ? "Leave out what began to run" : "");
  if (pressed == 0) frame.act(action::CancelOrder{});
  if (pressed >= 1)
    frame.act(action::ConfirmOrder{frame.ui.dialog.typed_count,
                                   pressed == 2 ? OrderFlow::Runs::LeftOut : OrderFlow::Runs::Included});
}

void draw_sending(Frame& frame, const OrderFlow& flow) {
  const auto done = static_cast<std::int64_t>(flow.progress().results.size());
  line(frame, Face::Title, frame.theme.text, std::string(words(flow.action()).doing) + " " + jobs(flow.count()) + "…");
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = room(frame), height = frame.px(6);
  const float part = flow.count() > 0 ? static_cast<float>(done) / static_cast<float>(flow.count()) : 0;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(at, {at.x + width, at.y + height}, frame.theme.line, height / 2);
  list.AddRectFilled(at, {at.x + width * part, at.y + height}, frame.theme.accent, height / 2);
  ImGui::Dummy({width, height});
  line(frame, Face::Body, frame.theme.quiet,
       n(done) + " of " + n(flow.count()) + ". Batches already sent stay " + std::string(words(flow.action()).done) +
           ".");
  if (some_buttons(frame, "Cancel the rest", "", ButtonLook::Plain, true) == 0) frame.act(action::CancelOrder{});
}

// Each reason once, with how many jobs it stopped, and the first of those by name.
void draw_failures(Frame& frame, const OrderFlow& flow) {
  constexpr std::size_t kNamedEach = 5;
  const std::string what = jobs(flow.failed()) + " not " + std::string(words(flow.action()).done) + ":";
  line(frame, Face::Body, frame.theme.of(Status::Failed), what);
  frame.note("failed", what, {}, {});
  float rows = 0;
  for (const OrderResults::Reason& reason : flow.reasons())
    rows += 2 + static_cast<float>(std::min<std::int64_t>(reason.jobs, kNamedEach + 1));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {frame.px(14), frame.px(10)});
  ImGui::BeginChild(
      "##failures",
      {room(frame), std::min(frame.px(std::min<float>(230, 22 + 26 * rows)), ImGui::GetIO().DisplaySize.y / 3)}, true);
  for (const OrderResults::Reason& reason : flow.reasons()) {
    const std::string why = (reason.jobs > 1 ? jobs(reason.jobs) + ": " : "") + reason.text;
    wrapped_text(frame, Face::Small, frame.theme.quiet, why, room(frame) - frame.px(50));
    frame.note("reason", why, {}, {});
    std::int64_t named = 0;
    for (const OrderFlow::Failure& f : flow.failures()) {
      if (named == kNamedEach || f.reason != reason.text) continue;
      wrapped_text(frame, Face::Body, frame.theme.text, f.collection + (f.user.empty() ? "" : " · " + f.user),
                   room(frame) - frame.px(50));
      ++named;
    }
    if (reason.jobs > named)
      wrapped_text(frame, Face::Body, frame.theme.quiet, "and " + n(reason.jobs - named) + " more",
                   room(frame) - frame.px(50));
  }
  ImGui::EndChild();
  ImGui::PopStyleVar();
}

void draw_outcome(Frame& frame, const OrderFlow& flow) {
  const ActionWords& word = words(flow.action());
  const std::string done(word.done);
  std::string what = jobs(flow.done()) + " " + done;
  if (flow.already_so() > 0) what += ", " + n(flow.already_so()) + " were " + std::string(word.already);
  line(frame, Face::Title, frame.theme.text, what);
  frame.note("outcome", what, {}, {});
  if (flow.listed_done() > 0) {
    const std::string listed = "Of " + jobs(flow.listed_done()) + " the answer got lost; as the list shows, " +
                               (flow.listed_done() == 1 ? "it is " : "they are ") + done + ".";
    line(frame, Face::Small, frame.theme.quiet, listed);
    frame.note("listed", listed, {}, {});
  }
  if (flow.unknown() > 0) {
    const std::string unsure = jobs(flow.unknown()) + " unknown, checking…";
    line(frame, Face::Body, frame.theme.warning, unsure);
    frame.note("unknown", unsure, {}, {});
    line(
        frame, Face::Small, frame.theme.quiet,
        "The answer got lost. The server is asked again until it says what became of them, also when this is closed (" +
            flow.unknown_why() + ").");
  }
  if (flow.unclear() > 0) {
    const std::string unclear =
        jobs(flow.unclear()) + ": not known whether " + (flow.unclear() == 1 ? "it was " : "they were ") + done;
    line(frame, Face::Body, frame.theme.warning, unclear);
    frame.note("unclear", unclear, {}, {});
    line(frame, Face::Small, frame.theme.quiet,
         "The answer got lost, and this server can't tell afterwards (" + flow.unclear_why() +
             "). The list will show it in a moment.");
  }
  const std::int64_t failed = flow.failed();
  if (failed > 0) draw_failures(frame, flow);
  const int pressed =
      some_buttons(frame, "Close", failed > 0 ? "Retry " + jobs(failed) : std::string(), ButtonLook::Plain, true);
  if (pressed == 0) frame.act(action::CancelOrder{});
  if (pressed == 1) frame.act(action::RetryOrder{});
}

}  // namespace

void draw_order_dialog(Frame& frame) {
  const OrderFlow& flow = frame.desk.order();
  UiState& ui = frame.ui;
  if (ui.dialog.state != flow.state()) {
    if (flow.state() == State::Asking) ui.dialog.typed_count.clear();
    ui.dialog.focus = kHarmless;
    ui.dialog.field_active = ui.dialog.enters_field = false;
    ui.dialog.leaves_field = 0;
    ui.dialog.state = flow.state();
  }
  if (!flow.open()) return;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  if (!ImGui::IsPopupOpen(kPopup)) ImGui::OpenPopup(kPopup);
  // Above the middle, and on the screen whatever its height.
  const float half = ui.dialog.height / 2;
  ImGui::SetNextWindowPos({display.x / 2, std::max(display.y * 0.42f, half)}, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::SetNextWindowSizeConstraints({0, 0}, {display.x, display.y});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {frame.px(28), frame.px(24)});
  if (ImGui::BeginPopupModal(kPopup, nullptr,
                             ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_NoSavedSettings)) {
    const LayerScope layer(frame, Layer::Order);
    ui.dialog.height = ImGui::GetWindowHeight();
    const ImVec2 top = ImGui::GetCursorPos();
    ImGui::Dummy({room(frame), 1});  // one width in all states
    ImGui::SetCursorPos(top);
    switch (flow.state()) {
      case State::Asking:
      case State::Rechecked:
        draw_question(frame, flow);
        break;
      case State::Sending:
        draw_sending(frame, flow);
        break;
      case State::Outcome:
        draw_outcome(frame, flow);
        break;
      case State::Closed:
        break;
    }
    frame.note("dialog", "", ImGui::GetWindowPos(),
               {ImGui::GetWindowPos().x + ImGui::GetWindowWidth(), ImGui::GetWindowPos().y + ImGui::GetWindowHeight()});
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
}

}  // namespace syncwall
