#include "program/patient_source.h"

#include <algorithm>
#include <optional>

namespace syncwall {

namespace {

using Kind = RequestError::Kind;

// Nonsense and answers too large may be a proxy's passing fault.
int tries(Kind kind, bool answered) {
  switch (kind) {
    case Kind::ServerError:
      return PatientSource::kTries;
    case Kind::Unreachable:
      return answered ? PatientSource::kTries : PatientSource::kTriesToReach;
    case Kind::Nonsense:
    case Kind::TooLarge:
      return 2;
    default:
      break;  // asking again brings the same
  }
  return 1;
}

}  // namespace

template <class T, class Ask>
Answer<T> PatientSource::patiently(Ask ask) {
  std::int64_t waited = 0;
  for (int tried = 1;; ++tried) {
    Answer<T> answer = [&] {
      std::optional<WaitingNote::Waiting> waiting;
      if (note_ != nullptr) waiting.emplace(*note_);
      return ask();
    }();
    if (answer.ok()) {
      answered_ = true;
      backoff_.succeeded();
      return answer;
    }
    const RequestError& error = answer.problem();
    if (tried >= tries(error.kind, answered_)) return answer;
    const std::int64_t wait = std::max(backoff_.failed(), error.retry_after_ms.value_or(0));
    if (wait > kLongestMs - waited) return answer;
    waited += wait;
    wait_(wait, error.problem);
  }
}

Answer<Account> PatientSource::account() {
  return patiently<Account>([&] { return source_.account(); });
}
Answer<Capabilities> PatientSource::capabilities() {
  return patiently<Capabilities>([&] { return source_.capabilities(); });
}
Answer<JobPage> PatientSource::page(const Query& query, const std::string& cursor, int limit) {
  if (next_page_ms_ > 0 && next_page_ms_ <= kLongestMs)
    wait_(next_page_ms_, {"the server asks for fewer requests", "", ""});
  auto page = patiently<JobPage>([&] { return source_.page(query, cursor, limit); });
  next_page_ms_ = page.ok() && !page.value().next_cursor.empty() ? page.value().wait_ms : 0;
  return page;
}
Answer<JobSummary> PatientSource::summary() {
  return patiently<JobSummary>([&] { return source_.summary(); });
}
Answer<JobChanges> PatientSource::changes(const Revision& since) {
  return patiently<JobChanges>([&] { return source_.changes(since); });
}
Answer<AuditAnswer> PatientSource::audit(const std::string& cursor, int limit) {
  return patiently<AuditAnswer>([&] { return source_.audit(cursor, limit); });
}

}  // namespace syncwall
