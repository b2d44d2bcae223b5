// RequestJournal: the last requests to one server, from every thread that asks it. Every function from any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "base/guarded.h"
#include "jobs/report.h"

namespace syncwall {

class RequestJournal {
 public:
  static constexpr std::size_t kKept = 50;

  // `tell` is called with each record, on the thread that asked; empty: nobody listens.
  explicit RequestJournal(std::function<void(const RequestRecord&)> tell = {}) : tell_(std::move(tell)) {}

  void add(RequestRecord record);
  // Oldest first; never null.
  [[nodiscard]] std::shared_ptr<const RequestRecords> last() const;

 private:
  const std::function<void(const RequestRecord&)> tell_;
  mutable Mutex mutex_;
  std::shared_ptr<const RequestRecords> last_ SYNCWALL_GUARDED_BY(mutex_) = std::make_shared<RequestRecords>();
};

}  // namespace syncwall
