#include "jobs/order_result.h"

#include <algorithm>

namespace syncwall {

namespace {

using Kind = OrderResult::Kind;

bool was_not_done(const OrderResult& result) { return result.kind == Kind::Refused || result.kind == Kind::Failed; }
bool is_unsure(const OrderResult& result) { return result.kind == Kind::Unknown || result.kind == Kind::Unclear; }

}  // namespace

std::size_t OrderResults::chunk_of(std::size_t i) const {
  return static_cast<std::size_t>(std::ranges::upper_bound(starts_, i) - starts_.begin()) - 1;
}

const OrderResult& OrderResults::operator[](std::size_t i) const {
  const std::size_t chunk = chunk_of(i);
  return (*chunks_[chunk])[i - starts_[chunk]];
}

void OrderResults::count_reason(const std::string& text, std::int64_t jobs) {
  auto found = std::ranges::find(reasons_, text, &Reason::text);
  if (found == reasons_.end() && reasons_.size() < kReasons) found = reasons_.insert(reasons_.end(), Reason{text, 0});
  (found == reasons_.end() ? reasons_.back() : *found).jobs += jobs;
}

void OrderResults::note(std::uint32_t place, const OrderResult& result) {
  ++counts_[static_cast<std::size_t>(result.kind)];
  if (!was_not_done(result)) return;
  count_reason(result.message, 1);
  if (named_.size() == kNamed && place > named_.back()) return;
  named_.insert(std::ranges::upper_bound(named_, place), place);
  if (named_.size() > kNamed) named_.pop_back();
}

void OrderResults::forget(std::uint32_t place, const OrderResult& result) {
  --counts_[static_cast<std::size_t>(result.kind)];
  if (!was_not_done(result)) return;
  count_reason(result.message, -1);
  std::erase(named_, place);
}

void OrderResults::add(std::vector<OrderResult> more) {
  if (more.empty()) return;
  for (std::size_t i = 0; i < more.size(); ++i) {
    const auto place = static_cast<std::uint32_t>(size_ + i);
    note(place, more[i]);
    if (is_unsure(more[i])) unsure_.push_back(place);
  }
  starts_.push_back(size_);
  size_ += more.size();
  chunks_.push_back(std::make_shared<const Chunk>(std::move(more)));
}

void OrderResults::replace(std::vector<std::pair<std::uint32_t, OrderResult>> others) {
  std::vector<std::uint32_t> settled;
  for (std::size_t from = 0; from < others.size();) {
    const std::size_t chunk = chunk_of(others[from].first);
    auto copy = std::make_shared<Chunk>(*chunks_[chunk]);
    const std::size_t end = starts_[chunk] + copy->size();
    for (; from < others.size() && others[from].first < end; ++from) {
      auto& [place, other] = others[from];
      OrderResult& result = (*copy)[place - starts_[chunk]];
      forget(place, result);
      note(place, other);
      if (!is_unsure(other)) settled.push_back(place);
      result = std::move(other);
    }
    chunks_[chunk] = std::move(copy);
  }
  std::vector<std::uint32_t> left;
  std::ranges::set_difference(unsure_, settled, std::back_inserter(left));
  unsure_ = std::move(left);
  std::erase_if(reasons_, [](const Reason& reason) { return reason.jobs <= 0; });
}

bool operator==(const OrderResults& a, const std::vector<OrderResult>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (!(a[i] == b[i])) return false;
  }
  return true;
}

}  // namespace syncwall
