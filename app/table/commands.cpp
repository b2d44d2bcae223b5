#include "table/commands.h"

#include <algorithm>
#include <array>

#include "cache/views/failure_groups.h"
#include "jobs/failure_reason.h"
#include "jobs/job_json.h"
#include "jobs/plain_filter.h"
#include "table/action_words.h"
#include "table/job_text.h"

namespace syncwall {

namespace {

using Reach = Command::Reach;
using Id = CommandId;

constexpr std::array kSlash{KeyChord{Key::Slash}};
constexpr std::array kLine{KeyChord{Key::F, true}, KeyChord{Key::Colon}};
constexpr std::array kClear{KeyChord{Key::Backspace, true}};
constexpr std::array kMenu{KeyChord{Key::Menu}, KeyChord{Key::F10, false, false, true}};
constexpr std::array kPalette{KeyChord{Key::K, true}};
constexpr std::array kCursor{KeyChord{Key::Up, false, true},
                             KeyChord{Key::Down, false, true},
                             KeyChord{Key::PageUp, false, true},
                             KeyChord{Key::PageDown, false, true},
                             KeyChord{Key::Home},
                             KeyChord{Key::End}};
constexpr std::array kSpace{KeyChord{Key::Space}};
constexpr std::array kAll{KeyChord{Key::A, true}};
constexpr std::array kEnter{KeyChord{Key::Enter}};
constexpr std::array kDelete{KeyChord{Key::Delete}};
constexpr std::array kCopy{KeyChord{Key::C, true}};
constexpr std::array kRefresh{KeyChord{Key::F5}};
constexpr std::array kEscape{KeyChord{Key::Escape}};
constexpr std::array kWall{KeyChord{Key::F11}};
constexpr std::array kZoom{KeyChord{Key::Plus, true}, KeyChord{Key::Minus, true}, KeyChord{Key::Zero, true}};
constexpr std::array kTheme{KeyChord{Key::T, true}};
constexpr std::array kMeter{KeyChord{Key::F3}};
constexpr std::array kDiagnostics{KeyChord{Key::F12}};
constexpr std::array kFailures{KeyChord{Key::G}};
constexpr std::array kDigits{KeyChord{Key::One},   KeyChord{Key::Two},   KeyChord{Key::Three},
                             KeyChord{Key::Four},  KeyChord{Key::Five},  KeyChord{Key::Six},
                             KeyChord{Key::Seven}, KeyChord{Key::Eight}, KeyChord{Key::Nine}};
constexpr std::array kQuestion{KeyChord{Key::Question}};

constexpr std::array<Command, 33> kCommands{{
    {Id::Search, "", kSlash, "", "Search collections"},
    {Id::SearchLine, "", kLine, "", "The whole query as one line"},
    {Id::ClearFilters, "Clear filters", kClear, "", "Clear all filters"},
    {Id::MoveCursor, "", kCursor, "", "Move the cursor; with Shift tick a range"},
    {Id::Tick, "", kSpace, "", "Tick the cursor's job"},
    {Id::SelectAll, "Select all matching", kAll, "", "Tick all that match, also what isn't loaded yet"},
    {Id::ClearSelection, "Clear selection", {}, "", ""},
    {Id::Details, "Details", kEnter, "double click", "Details of the job"},
    {Id::Delete, "Delete…", kDelete, "", "Delete the ticked jobs, or the cursor's"},
    {Id::SyncNow, "Sync now…", {}, "", ""},
    {Id::Pause, "Pause…", {}, "", ""},
    {Id::Resume, "Resume…", {}, "", ""},
    {Id::CopyRows, "", kCopy, "", "Copy the ticked jobs, or the cursor's, as TSV"},
    {Id::RowMenu, "Menu of the row", kMenu, "right click", "Copy a cell, the row or the error; filter by a value"},
    {Id::CopyCell, "Copy cell", {}, "", ""},
    {Id::CopyTsv, "Copy row (TSV)", {}, "", ""},
    {Id::CopyJson, "Copy row (JSON)", {}, "", ""},
    {Id::CopyError, "Copy error", {}, "", ""},
    {Id::FilterByValue, "Filter by this value", {}, "", ""},
    {Id::Sort, "", {}, "click a header", "Sort; again reverses; with Shift adds a second key"},
    {Id::Columns, "Columns…", {}, "right click a header", "Show, hide and fit columns, and sort by them"},
    {Id::FilterByStatus, "", {}, "click a card", "Show the jobs of that status"},
    {Id::Refresh, "", kRefresh, "", "Ask the server now", Reach::Everywhere},
    {Id::Back, "", kEscape, "", "Close, clear the ticks, or leave the wall"},
    {Id::Wall, "", kWall, "", "The wall: big counts and the worst jobs; again: back", Reach::Everywhere},
    {Id::Zoom, "", kZoom, "", "Zoom in, out, back to 100 %", Reach::Desk},
    {Id::NextTheme, "", kTheme, "", "The next theme: dark, light, high contrast", Reach::Desk},
    {Id::Meter, "", kMeter, "", "What a frame costs: times, memory, lag", Reach::Everywhere},
    {Id::Diagnostics, "", kDiagnostics, "", "Diagnostics: the last requests, for bug reports", Reach::Desk},
    {Id::Failures, "", kFailures, "", "Why jobs fail: failures by reason, and how many of each"},
    {Id::ChooseFailure, "", kDigits, "click a reason", "There: show the jobs of one; again: all"},
    {Id::Palette, "", kPalette, "", "Find a command by its name, and run it", Reach::Desk},
    {Id::Keys, "", kQuestion, "", "This list of keys"},
}};
consteval bool in_order() {
  for (std::size_t i = 0; i < kCommands.size(); ++i) {
    if (kCommands[i].id != static_cast<Id>(i)) return false;
  }
  return true;
}
static_assert(in_order());

std::string_view name_of(Key key) {
  constexpr std::array<std::string_view, kKeys> kNames{
      "↑", "↓",         "←",   "→",    "PgUp", "PgDn", "Home", "End", "Space", "Enter", "Del", "Esc", "Tab", "/",
      "?", "A",         "C",   "T",    "F3",   "F5",   "F11",  "F12", "+",     "−",     "0",   "G",   "K",   "F",
      ":", "Backspace", "F10", "Menu", "1",    "2",    "3",    "4",   "5",     "6",     "7",   "8",   "9"};
  return kNames[static_cast<std::size_t>(key)];
}

constexpr Availability kEnabled{}, kHidden{Availability::State::Hidden};
constexpr Availability disabled(std::string_view why) { return {Availability::State::Disabled, why}; }
constexpr std::string_view kNoCursor = "No row has the cursor: move it with ↑ and ↓";
constexpr std::string_view kNothing = "No job is ticked, and no row has the cursor";

// The value of a cell as a filter; none where the column can't be filtered by.
std::optional<Query> filtered_by(const Desk& desk, const CommandTarget& target) {
  Snapshot::IdBuffers ids;
  const JobView job = desk.news().job(*target.job, ids);
  Query query = desk.query();
  PlainFilter plain = plain_part(query.filter);
  switch (target.column) {
    case Column::User:
      plain.user = shown_user(job);
      break;
    case Column::Collection:
      plain.collection = shown_collection(job);
      break;
    case Column::Type:
      if (job.type == ConnectorType::Other) return std::nullopt;
      plain.types = bit(job.type);
      break;
    case Column::Status:
      if (job.status == Status::Other) return std::nullopt;
      plain.statuses = bit(job.status);
      break;
    case Column::Error:  // the jobs that fail for the same reason
      if (job.last_sync_error.empty()) return std::nullopt;
      query.filter = with_group(query.filter, failure_reason(job.last_sync_error));
      return query;
    default:
      return std::nullopt;
  }
  query.filter = with_plain(query.filter, plain);
  return query;
}

// What is done to jobs, by their commands.
std::optional<RowAction> row_action_of(Id id) {
  for (const RowAction action : kRowActions) {
    if (command_of(action) == id) return action;
  }
  return std::nullopt;
}

Availability may_carry_out(RowAction action, const Desk& desk, const CommandTarget& target) {
  if (target.job && !desk.news().snapshot.alive(*target.job)) return kHidden;  // that it is gone is said already
  const FetchStatus* const status = target.job ? desk.news().status_of(*target.job) : desk.news().status.get();
  const std::string_view not_offered = words(action).not_offered;
  if (status == nullptr || !status->capabilities.actions.has(action)) {
    if (not_offered.empty()) return kHidden;
    return status == nullptr ? disabled("Nothing was heard from the server yet") : disabled(not_offered);
  }
  if (target.job) {
    const bool paused = desk.news().snapshot.status(*target.job) == Status::Paused;
    if (action == RowAction::Pause && paused) return disabled("This job is paused already");
    if (action == RowAction::Resume && !paused) return disabled("This job is not paused");
    return kEnabled;
  }
  if (desk.selection().pending()) return disabled("The rest of what matches is still being loaded");
  return desk.selection().empty() && !desk.cursor() ? disabled(kNothing) : kEnabled;
}

// Of a command for one job that was pointed at.
Availability of_target(Id id, const Desk& desk, const CommandTarget& target) {
  if (!target.job) return kHidden;
  if (id == Id::FilterByValue)
    return filtered_by(desk, target) ? kEnabled : disabled("There is no filter for this value");
  Snapshot::IdBuffers ids;
  if (id == Id::CopyError && desk.news().job(*target.job, ids).last_sync_error.empty())
    return disabled("This job has no error");
  return kEnabled;
}

Action escape(const Desk& desk) {
  if (desk.on_wall()) return action::Show{Screen::Table};
  if (desk.keys_shown()) return action::ShowKeys{false};
  if (desk.diagnostics_shown()) return action::ToggleDiagnostics{};
  if (desk.details()) return action::CloseDetails{};
  if (desk.failures_shown()) return action::ToggleFailures{};
  return action::ClearSelection{};
}

Action copy_of(Id id, const Desk& desk, const CommandTarget& target) {
  Snapshot::IdBuffers ids;
  const JobView job = desk.news().job(*target.job, ids);
  if (id == Id::CopyCell) return action::Copy{copy_cell(job, target.column), "the cell"};
  if (id == Id::CopyTsv) return action::Copy{copy_row_tsv(job), "the row"};
  if (id == Id::CopyError) return action::Copy{std::string(job.last_sync_error), "the error"};
  std::string json;
  append_job_json(json, job);
  return action::Copy{std::move(json), "the row as JSON"};
}

}  // namespace

std::span<const Command> commands() { return kCommands; }

const Command& info(CommandId id) { return kCommands[static_cast<std::size_t>(id)]; }

CommandId command_of(RowAction action) {
  switch (action) {
    case RowAction::Delete:
      return Id::Delete;
    case RowAction::SyncNow:
      return Id::SyncNow;
    case RowAction::Pause:
      return Id::Pause;
    case RowAction::Resume:
      return Id::Resume;
  }
  return Id::Delete;
}

std::string keys_text(const Command& command) {
  const bool ctrl = !command.keys.empty() && command.keys.front().ctrl;
  const bool several = command.keys.size() > 1;
  const bool digits = several && command.keys.front().key == Key::One;
  if (digits) return std::string("1 … 9, ").append(command.gesture);
  const bool alike = std::ranges::all_of(command.keys, [&](const KeyChord& c) { return c.ctrl == ctrl && !c.shift; });
  std::string text = ctrl && alike ? several ? "Ctrl " : "Ctrl+" : "";
  for (const KeyChord& chord : command.keys) {
    if (&chord != &command.keys.front()) text += !alike ? ", " : ctrl ? " / " : " ";
    if (!alike && chord.ctrl) text += "Ctrl+";
    if (chord.shift) text += "Shift+";
    text += name_of(chord.key);
  }
  if (!text.empty() && !command.gesture.empty()) text += ", ";
  return text.append(command.gesture);
}

Availability availability(CommandId id, const Desk& desk, const CommandTarget& target) {
  const bool there = info(id).reach == Reach::Everywhere || id == Id::Back;
  if (desk.on_wall() && !there) return kHidden;  // read-only
  if (const auto action = row_action_of(id)) return may_carry_out(*action, desk, target);
  switch (id) {
    case Id::Wall:
    case Id::Palette:
      return desk.order().open() ? disabled("A dialog is open") : kEnabled;
    case Id::ClearFilters:
      return desk.query().filter.all() ? disabled("There is no filter") : kEnabled;
    case Id::RowMenu:
      return desk.cursor() ? kEnabled : disabled(kNoCursor);
    case Id::MoveCursor:
      return desk.news().view.view && desk.news().view.view->size() > 0 ? kEnabled : disabled("There is no row");
    case Id::Tick:
      return desk.cursor() ? kEnabled : disabled(kNoCursor);
    case Id::Details:
      return target.job || desk.cursor() ? kEnabled : disabled(kNoCursor);
    case Id::SelectAll:
      return desk.news().view.view ? kEnabled : disabled("There is no row");
    case Id::ClearSelection:
      return desk.selection().empty() ? kHidden : kEnabled;
    case Id::ChooseFailure:
      return desk.failures_shown() ? kEnabled : kHidden;
    case Id::CopyRows:
      return desk.selection().empty() && !desk.cursor() ? disabled(kNothing) : kEnabled;
    case Id::CopyCell:
    case Id::CopyTsv:
    case Id::CopyJson:
    case Id::CopyError:
    case Id::FilterByValue:
      return of_target(id, desk, target);
    default:
      return kEnabled;
  }
}

std::optional<Action> action_of(CommandId id, const Desk& desk, const CommandTarget& target) {
  switch (id) {
    case Id::Tick:
      return action::Toggle{*desk.cursor()};
    case Id::SelectAll:
      return action::SelectAllMatching{};
    case Id::ClearSelection:
      return action::ClearSelection{};
    case Id::Details:
      return action::OpenDetails{target.job ? *target.job : *desk.cursor()};
    case Id::Delete:
    case Id::SyncNow:
    case Id::Pause:
    case Id::Resume:
      return action::AskOrder{*row_action_of(id), target.job};
    case Id::CopyRows:
      return action::CopyRows{};
    case Id::CopyCell:
    case Id::CopyTsv:
    case Id::CopyJson:
    case Id::CopyError:
      return copy_of(id, desk, target);
    case Id::FilterByValue:
      return action::SetQuery{*filtered_by(desk, target)};
    case Id::ClearFilters:
      return action::SetQuery{{{}, desk.query().sort}};
    case Id::Refresh:
      return action::Refresh{};
    case Id::Back:
      return escape(desk);
    case Id::Wall:
      return action::Show{desk.on_wall() ? Screen::Table : Screen::Wall};
    case Id::NextTheme:
      return action::NextTheme{};
    case Id::Meter:
      return action::ToggleMeter{};
    case Id::Diagnostics:
      return action::ToggleDiagnostics{};
    case Id::Failures:
      return action::ToggleFailures{};
    case Id::Keys:
      return action::ShowKeys{!desk.keys_shown()};
    case Id::Search:
    case Id::SearchLine:
    case Id::MoveCursor:
    case Id::RowMenu:
    case Id::Sort:
    case Id::Columns:
    case Id::Palette:
    case Id::FilterByStatus:
    case Id::Zoom:
    case Id::ChooseFailure:
      break;
  }
  return std::nullopt;
}

}  // namespace syncwall
