// RequestJournal: the last requests to one server, from every thread that asks it. Every function from any thread;
// last() never waits for who adds.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "base/guarded.h"
#include "base/published.h"
#include "net/request_record.h"

namespace syncwall {

class RequestJournal {
 public:
  static constexpr std::size_t kKept = 50;

  // `listener` is called with each record, on the thread that asked; empty: nobody listens.
  explicit RequestJournal(std::function<void(const RequestRecord&)> listener = {}) : listener_(std::move(listener)) {
    last_.set(std::make_shared<RequestRecords>());
  }

  void add(RequestRecord record);
  // Oldest first; never null.
  [[nodiscard]] std::shared_ptr<const RequestRecords> last() const { return last_.get(); }

 private:
  const std::function<void(const RequestRecord&)> listener_;
  Mutex writers_;
  Published<RequestRecords> last_;  // set under writers_
};

}  // namespace syncwall
