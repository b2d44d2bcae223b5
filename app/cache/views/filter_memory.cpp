#include "cache/views/filter_memory.h"

#include <algorithm>
#include <string>

#include "base/search_text.h"

namespace syncwall {

namespace {

bool is_part_of(const TextValue& wider, const TextValue& value) {
  return wider.how == TextValue::How::Part && value.how != TextValue::How::Regex &&
         search_text(value.text).find(search_text(wider.text)) != std::string::npos;
}

}  // namespace

std::span<const std::uint8_t> FilterMemory::find(SharedText where, const TextValue& value, const TextPattern& pattern,
                                                 const Dictionary::View& dictionary, const std::stop_token& stop) {
  auto slot = std::ranges::find_if(slots_, [&](const Slot& s) { return s.where == where && s.value == value; });
  if (slot == slots_.end()) {
    const auto wider =
        std::ranges::find_if(slots_, [&](const Slot& s) { return s.where == where && is_part_of(s.value, value); });
    Slot fresh{where, value, {}};
    if (wider != slots_.end()) fresh.matches.narrow(wider->matches);
    slots_.push_front(std::move(fresh));
  } else {
    slots_.splice(slots_.begin(), slots_, slot);
  }
  slots_.front().used = true;
  return slots_.front().matches.find(where, dictionary, pattern, stop);
}

void FilterMemory::begin_filter() {
  std::size_t spare = 0;
  for (auto slot = slots_.begin(); slot != slots_.end();) {
    const bool keep = slot->used || ++spare <= kSpare;
    slot->used = false;
    slot = keep ? std::next(slot) : slots_.erase(slot);
  }
}

}  // namespace syncwall
