// Every decoder of wire/, with the body of an answer.
#include <string>

#include "fuzz/fuzz.h"
#include "jobs/job_json.h"
#include "jobs/odd_fields.h"
#include "wire/h2ogpte_decode.h"
#include "wire/job_decode.h"

namespace {

using namespace syncwall;
using test::require;

void check_text(std::string_view text) { require(text.size() <= kMaxTextBytes && is_utf8(text)); }

void check(const JobList& list) {
  for (const JobView& job : list.jobs) {
    require(!job.id.empty() && job.id.size() <= kMaxIdBytes);
    require(job.schedule_s >= kUnknownSchedule && job.last_sync_at <= kNever && job.created_at <= kUnknownTime);
    std::string again;
    append_job_json(again, job);
    const auto decoded = decode_job_array("[" + again + "]");
    require(decoded.ok() && decoded.value().jobs.size() == 1);
    for (const std::string_view text :
         {job.id, job.user_id, job.user_name, job.user_email, job.collection_id, job.collection_name, job.type_text,
          job.status_text, job.last_sync_job_id, job.last_sync_error, job.config_json, job.odd_fields}) {
      check_text(text);
    }
  }
  require((list.skipped > 0) == !list.skipped_why.empty());
  require((list.unreadable > 0) == !list.unreadable_why.empty());
}

template <class T, class Check>
void decode(Result<T> (*decoder)(std::string), const std::string& body, Check check_value) {
  const Result<T> result = decoder(body);
  if (result.ok()) {
    check_value(result.value());
  } else {
    test::check_problem(result.problem());
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(data, data + size);
  decode(decode_page, body, [](const JobPage& page) {
    require(page.total >= -1);
    check(page.list);
  });
  decode(decode_changes, body, [](const JobChanges& changes) { check(changes.list); });
  decode(decode_job_array, body, [](const JobList& list) { check(list); });
  decode(decode_summary, body, [](const JobSummary& summary) { require(summary.total >= 0); });
  decode(decode_account, body, [](const Account& account) {
    require(!account.id.empty() || !account.username.empty() || !account.email.empty());
  });
  decode(decode_capabilities, body, [](const Capabilities&) {});
  decode(decode_deletion, body, [](const OrderAnswer& answer) {
    for (const OrderResult& result : answer.results) require(!result.id.empty() && is_utf8(result.message));
  });
  decode(decode_audit, body,
         [](const AuditAnswer& answer) { require((answer.unreadable > 0) == !answer.unreadable_why.empty()); });
  decode(decode_collections, body, [](const CollectionPage& page) { require(page.collections.size() <= page.listed); });
  decode(decode_names, body, [](const std::vector<std::string>&) {});
  require(decode_error_message(body).size() <= 8192);
  return 0;
}
