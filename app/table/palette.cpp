#include "table/palette.h"

#include <algorithm>

#include "base/search_text.h"
#include "jobs/plain_filter.h"

namespace syncwall {

namespace {

using Id = CommandId;

// Commands that mean something by their name alone; others come in kinds below, or need a place that was pointed at.
bool named(Id id) {
  switch (id) {
    case Id::MoveCursor:
    case Id::CopyCell:
    case Id::FilterByValue:
    case Id::Sort:
    case Id::FilterByStatus:
    case Id::Zoom:
    case Id::ChooseFailure:
    case Id::Back:
    case Id::Palette:
      return false;
    default:
      return true;
  }
}

// Of one job: the cursor's.
bool of_one_job(Id id) { return id == Id::CopyTsv || id == Id::CopyJson || id == Id::CopyError; }

class List {
 public:
  explicit List(const Desk& desk) : desk_(desk) {}

  void add_commands() {
    for (const Command& command : commands()) {
      if (!named(command.id)) continue;
      CommandTarget target;
      if (of_one_job(command.id)) target.job = desk_.cursor();
      const Availability may = availability(command.id, desk_, target);
      if (may.state == Availability::State::Hidden) continue;
      PaletteEntry entry{
          std::string(command.label.empty() ? command.help : command.label), keys_of(command), may, {}, command.id};
      if (may.enabled()) entry.action = action_of(command.id, desk_, target);
      entries.push_back(std::move(entry));
    }
  }

  void add_orders() {
    for (const ColumnInfo& c : columns()) {
      if (!c.sort || (c.admin_only && !desk_.is_admin())) continue;
      for (const bool ascending : {true, false}) {
        Query query = desk_.query();
        query.sort = {SortKey{*c.sort, ascending}};
        add("Sort by " + std::string(c.label) + (ascending ? ", ascending" : ", descending"),
            action::SetQuery{std::move(query)});
      }
    }
  }

  void add_statuses() {
    for (std::size_t i = 0; i < kStatuses; ++i) {
      const auto status = static_cast<Status>(i);
      add_plain("Show " + std::string(label(status)) + " jobs",
                [&](PlainFilter& plain) { plain.statuses = bit(status); });
    }
    add_plain("Show overdue and stuck jobs", [](PlainFilter& plain) { plain.overdue = plain.stuck = true; });
  }

  void add_zoom() {
    add("Zoom in", action::Zoom{1}, "Ctrl++");
    add("Zoom out", action::Zoom{-1}, "Ctrl+−");
    add("Zoom back to 100 %", action::Zoom{0}, "Ctrl+0");
  }

  std::vector<PaletteEntry> entries;

 private:
  // A gesture of the mouse is no key.
  static std::string keys_of(const Command& command) {
    Command keys = command;
    keys.gesture = {};
    return keys_text(keys);
  }
  void add(std::string text, Action action, std::string keys = {}) {
    entries.push_back({std::move(text), std::move(keys), {}, std::move(action)});
  }
  void add_plain(std::string text, auto change) {
    Query query = desk_.query();
    PlainFilter plain = plain_part(query.filter);
    plain.statuses = 0;
    plain.overdue = plain.stuck = false;
    change(plain);
    query.filter = with_plain(query.filter, plain);
    add(std::move(text), action::SetQuery{std::move(query)});
  }

  const Desk& desk_;
};

std::vector<std::string> words_of(std::string_view typed) {
  std::vector<std::string> words;
  const std::string folded = search_text(typed);
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = std::min(folded.find(' ', at), folded.size());
    if (end > at) words.push_back(folded.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace

std::vector<PaletteEntry> palette(const Desk& desk, std::string_view typed) {
  List list(desk);
  list.add_commands();
  list.add_orders();
  list.add_statuses();
  list.add_zoom();
  const std::vector<std::string> words = words_of(typed);
  std::erase_if(list.entries, [&](const PaletteEntry& entry) {
    const std::string text = search_text(entry.text);
    return !std::ranges::all_of(words, [&](const std::string& word) { return text.find(word) != std::string::npos; });
  });
  const auto begins = [&](const PaletteEntry& entry) {
    const std::string text = ' ' + search_text(entry.text);
    return std::ranges::all_of(words, [&](const std::string& w) { return text.find(' ' + w) != std::string::npos; });
  };
  std::ranges::stable_partition(list.entries, begins);
  return std::move(list.entries);
}

}  // namespace syncwall
