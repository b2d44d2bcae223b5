#include "cache/views/failure_groups.h"

#include <algorithm>
#include <bit>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace syncwall {

namespace {

// The query field's words for a failed job that gives no reason.
Term failed() { return {QueryField::Status, false, {Status::Failed}}; }

Term of_group(const std::string& reason) {
  if (reason.empty()) return {QueryField::Group, true, {TextValue{TextValue::How::Regex, "."}}};
  return {QueryField::Group, false, {TextValue{TextValue::How::Whole, reason}}};
}

class Counter {
 public:
  explicit Counter(const Snapshot& snapshot) : snapshot_(snapshot) {}

  void add(const std::string& reason, CacheRow row) {
    auto at = groups_.find(reason);
    if (at == groups_.end()) {
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
    for (auto& [reason, group] : groups_) {
      into.failed += group.jobs;
      groups.push_back(std::move(group));
    }
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
  return std::ranges::find(filter.terms, of_group(reason)) != filter.terms.end();
}

Filter with_group(const Filter& filter, const std::string& reason) {
  Filter chosen = without_choice(filter);
  if (chooses_group(filter, reason)) return chosen;
  chosen.terms.push_back(failed());
  chosen.terms.push_back(of_group(reason));
  return chosen;
}

}  // namespace syncwall
