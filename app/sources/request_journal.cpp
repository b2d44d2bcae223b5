#include "sources/request_journal.h"

#include <algorithm>
#include <utility>

namespace syncwall {

void RequestJournal::add(RequestRecord record) {
  if (tell_) tell_(record);
  Lock lock(mutex_);
  auto next = std::make_shared<RequestRecords>();
  const std::size_t kept = std::min(last_->size(), kKept - 1);
  next->reserve(kept + 1);
  next->insert(next->end(), last_->end() - static_cast<std::ptrdiff_t>(kept), last_->end());
  next->push_back(std::move(record));
  last_ = std::move(next);
}

std::shared_ptr<const RequestRecords> RequestJournal::last() const {
  Lock lock(mutex_);
  return last_;
}

}  // namespace syncwall
