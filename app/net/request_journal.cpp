#include "net/request_journal.h"

#include <algorithm>
#include <utility>

namespace syncwall {

void RequestJournal::add(RequestRecord record) {
  if (listener_) listener_(record);
  Lock lock(writers_);
  const std::shared_ptr<const RequestRecords> before = last_.get();
  auto next = std::make_shared<RequestRecords>();
  const std::size_t kept = std::min(before->size(), kKept - 1);
  next->reserve(kept + 1);
  next->insert(next->end(), before->end() - static_cast<std::ptrdiff_t>(kept), before->end());
  next->push_back(std::move(record));
  last_.set(std::move(next));
}

}  // namespace syncwall
