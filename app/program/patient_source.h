// PatientSource: a source that asks again where asking again may help, for the commands: they have no next poll. What
// is busy (429, 503), has an error inside or can't be reached is asked up to kTries times, after as long a wait as the
// server asks for (Retry-After), else after 1 s, 2 s, 4 s …; all waits for one answer together take two minutes at
// most. One thread.
#pragma once

#include <functional>
#include <utility>

#include "program/waiting_note.h"
#include "sources/source.h"
#include "sync/backoff.h"

namespace syncwall {

class PatientSource final : public JobSource {
 public:
  static constexpr int kTries = 5;
  static constexpr int kTriesToReach = 3;  // of a server that hasn't answered anything yet
  static constexpr std::int64_t kLongestMs = 120'000;

  // Waits so many ms, before a request that goes out once more because of that.
  using Wait = std::function<void(std::int64_t ms, const Problem& why)>;
  // `note`: shows that an answer is waited for; may be null.
  PatientSource(JobSource& source, Wait wait, WaitingNote* note = nullptr)
      : source_(source), wait_(std::move(wait)), note_(note) {}

  Answer<Account> account() override;
  Answer<Capabilities> capabilities() override;
  Answer<JobPage> page(const Query& query, const std::string& cursor, int limit) override;
  Answer<JobSummary> summary() override;
  Answer<JobChanges> changes(const Revision& since) override;
  Answer<AuditAnswer> audit(const std::string& cursor, int limit) override;
  // Once only: nothing but reading is safe to do again.
  Answer<OrderAnswer> carry_out(const Order& order) override { return source_.carry_out(order); }
  Answer<OrderAnswer> outcome(const Order& order) override { return source_.outcome(order); }
  void pace(std::int64_t walk_ms) override { source_.pace(walk_ms); }
  std::string server() const override { return source_.server(); }
  std::optional<std::int64_t> clock_ahead_ms() const override { return source_.clock_ahead_ms(); }
  void cancel() override { source_.cancel(); }

 private:
  template <class T, class Ask>
  Answer<T> patiently(Ask ask);

  JobSource& source_;
  const Wait wait_;
  WaitingNote* const note_;
  Backoff backoff_{1};
  bool answered_ = false;
  std::int64_t next_page_ms_ = 0;  // as the last page asked for
};

}  // namespace syncwall
