// Answers about a server and a key: counts, accounts, capabilities.
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "wire/answer_fields.h"
#include "wire/job_decode.h"

namespace syncwall {

namespace {

// Names that this program doesn't know are other servers' own. `q` counts where all the others stand beside it: what
// has a parameter of its own is asked by that.
FilterKinds read_filters(const JsonFields& fields) {
  constexpr std::array<std::string_view, 5> kNames = {"user_filter", "collection_filter", "type_filter",
                                                      "status_filter", "q"};
  simdjson::dom::array names;
  FilterKinds filters = 0;
  if (const auto list = fields.find("filters"); !list || list->get(names) != simdjson::SUCCESS) return filters;
  for (const simdjson::dom::element name : names) {
    std::string_view text;
    if (name.get(text) != simdjson::SUCCESS) continue;
    const auto at = std::ranges::find(kNames, text);
    if (at != kNames.end()) filters = static_cast<FilterKinds>(filters | 1u << (at - kNames.begin()));
  }
  const bool all = (filters & kParameterFilters) == kParameterFilters;
  return all ? filters : static_cast<FilterKinds>(filters & kParameterFilters);
}

}  // namespace

Result<JobSummary> decode_summary(std::string body) {
  return decode<JobSummary>(std::move(body), [](JsonFields& fields, const auto&) -> Result<JobSummary> {
    constexpr std::array<std::string_view, kStatuses> kNames = {"pending_jobs", "running_jobs", "completed_jobs",
                                                                "failed_jobs", "paused_jobs"};
    JobSummary summary;
    summary.total = fields.integer("total_jobs", 0, kMaxCount);
    for (std::size_t i = 0; i < kStatuses; ++i) summary.by_status[i] = fields.integer(kNames[i], 0, kMaxCount);
    summary.revision = fields.optional_revision("revision");
    return summary;
  });
}

Result<Account> decode_account(std::string body) {
  return decode<Account>(std::move(body), [](JsonFields& fields, const auto&) -> Result<Account> {
    Account account;
    account.id = fields.optional_text("id");
    account.username = fields.optional_text("username");
    account.email = fields.optional_text("email");
    // Somebody must be there: {} is another service's answer.
    if (account.id.empty() && account.username.empty() && account.email.empty()) fields.fail("id", "missing");
    account.is_admin = fields.optional_flag("is_admin", false);
    return account;
  });
}

Result<Capabilities> decode_capabilities(std::string body) {
  return decode<Capabilities>(std::move(body), [](JsonFields& fields, const auto&) -> Result<Capabilities> {
    Capabilities offered;
    if (fields.optional_flag("can_delete", false)) offered.actions.add(RowAction::Delete);
    offered.has_summary = fields.optional_flag("has_summary", false);
    offered.has_changes = fields.optional_flag("has_changes", false);
    offered.has_audit = fields.optional_flag("has_audit", false);
    offered.server_order = true;  // this contract's pages always come sorted and filtered
    if (fields.has("filters")) offered.filters = read_filters(fields);
    return offered;
  });
}

}  // namespace syncwall
