#include "cache/views/failure_groups.h"

#include <algorithm>
#include <bit>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>

namespace syncwall {

namespace {

constexpr std::string_view kAnything = ".";

Term failed() { return {QueryField::Status, false, {Status::Failed}}; }

Term of_group(const std::string& reason) {
  // Of no error no value holds, and so the negation of any.
  if (reason.empty()) return {QueryField::Group, true, {TextValue{TextValue::How::Regex, std::string(kAnything)}}};
  return {QueryField::Group, false, {TextValue{TextValue::How::Whole, reason}}};
}

class Counter {
 public:
  explicit Counter(const Snapshot& snapshot) : snapshot_(snapshot) {}

  void add(const std::string& reason, CacheRow row) {
    ++failed_;
    auto at = groups_.find(reason);
    if (at == groups_.end()) {
      if (groups_.size() == FailureGroups::kMostCounted) {
        ++uncounted_;
        return;
      }
      at = groups_.emplace(reason, FailureGroup{}).first;
      at->second.reason = reason;
    }
    FailureGroup& group = at->second;
    ++group.jobs;
    group.types = static_cast<Mask>(group.types | bit(snapshot_.fixed(row).type[Snapshot::at(row)]));
    const auto later = [&](CacheRow a, CacheRow b) {
      return std::tuple(snapshot_.last_sync_at(a), index_of(b)) > std::tuple(snapshot_.last_sync_at(b), index_of(a));
    };
    if (group.latest.size() == FailureGroup::kNamed && !later(row, group.latest.back())) return;
    group.latest.insert(std::ranges::upper_bound(group.latest, row, later), row);
    if (group.latest.size() > FailureGroup::kNamed) group.latest.pop_back();
  }

  void take(FailureGroups& into) {
    std::vector<FailureGroup>& groups = into.groups;
    into.failed = failed_;
    into.uncounted = uncounted_;
    for (auto& [reason, group] : groups_) groups.push_back(std::move(group));
    std::ranges::sort(groups, [](const FailureGroup& a, const FailureGroup& b) {
      return a.jobs != b.jobs ? a.jobs > b.jobs : a.reason < b.reason;
    });
    if (groups.size() <= FailureGroups::kMost) return;
    into.beyond = static_cast<std::uint32_t>(groups.size() - FailureGroups::kMost);
    groups.resize(FailureGroups::kMost);
  }

 private:
  const Snapshot& snapshot_;
  std::unordered_map<std::string, FailureGroup> groups_;
  std::uint32_t failed_ = 0, uncounted_ = 0;
};

}  // namespace

Filter without_choice(const Filter& filter) {
  Filter rest = filter;
  std::erase_if(rest.terms,
                [](const Term& t) { return t.field == QueryField::Group || t.field == QueryField::Status; });
  return rest;
}

std::shared_ptr<const FailureGroups> count_failures(const Snapshot& snapshot, const Filter& filter,
                                                    const RowContext& here, FilterMemory& memory,
                                                    const std::stop_token& stop) {
  constexpr std::size_t kStopEvery = 16;  // parts: what fails may be many, and each error is read
  auto counted = std::make_shared<FailureGroups>();
  counted->filter = without_choice(filter);
  counted->basis = snapshot;
  Filter wanted = counted->filter;
  wanted.terms.push_back(failed());
  const RowFilter rows(snapshot, wanted, here, memory, stop);
  Counter counter(snapshot);
  const std::size_t parts = (snapshot.rows() + kPartRows - 1) / kPartRows;
  for (std::size_t part = 0; part < parts; ++part) {
    if (part % kStopEvery == 0 && stop.stop_requested()) return nullptr;
    const auto bits = rows.matches_in(part);
    for (std::size_t word = 0; word < bits.size(); ++word) {
      for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) {
        const auto row = static_cast<CacheRow>(part * kPartRows + word * RowFilter::kBits +
                                               static_cast<unsigned>(std::countr_zero(left)));
        counter.add(memory.reasons().of(snapshot.error(row)), row);
      }
    }
  }
  counter.take(*counted);
  return counted;
}

bool chooses_group(const Filter& filter, const std::string& reason) {
  return std::ranges::any_of(filter.terms, [&](const Term& term) {
    if (term.field != QueryField::Group || term.values.size() != 1 || term.negated != reason.empty()) return false;
    const auto* const text = std::get_if<TextValue>(&term.values.front());
    if (text == nullptr) return false;
    return reason.empty() ? text->how == TextValue::How::Regex && text->text == kAnything
                          : text->how == TextValue::How::Whole && text->text == reason;
  });
}

Filter with_group(const Filter& filter, const std::string& reason) {
  Filter chosen = without_choice(filter);
  if (chooses_group(filter, reason)) return chosen;
  chosen.terms.push_back(failed());
  chosen.terms.push_back(of_group(reason));
  return chosen;
}

}  // namespace syncwall
