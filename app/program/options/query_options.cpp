// Options that filter and sort.
#include "jobs/plain_filter.h"
#include "program/options/typed_options.h"

namespace syncwall {

namespace {

std::string too_long(const std::string& text) {
  return text.size() <= kMaxFilterBytes ? ""
                                        : "a filter has at most " + std::to_string(kMaxFilterBytes) +
                                              " bytes, this one " + std::to_string(text.size());
}

}  // namespace

void add_query_options(CLI::App& app, TypedOptions& t) {
  app.add_option("--status", t.status,
                 "of pending, running, completed, failed, paused, overdue, stuck; several with commas")
      ->check([](const std::string& text) {
        PlainFilter filter;
        return fault(parse_statuses(text, filter));
      })
      ->group("Filters and order");
  app.add_option(
         "--type", t.type,
         "of s3, azure_blob_storage, gcs, sharepoint_online, sharepoint_on_premise, confluence; several with commas")
      ->check([](const std::string& text) {
        PlainFilter filter;
        return fault(parse_types(text, filter));
      })
      ->group("Filters and order");
  app.add_option("--user", t.user, "part of the user's name, in any case")->check(too_long)->group("Filters and order");
  app.add_option("--collection", t.collection, "part of the collection's name, in any case")
      ->check(too_long)
      ->group("Filters and order");
  app.add_option("--sort", t.sort,
                 "user, collection, type, created, last_sync, status or schedule; '-' before it: descending; a second "
                 "key after a comma (default: -last_sync)")
      ->check([](const std::string& text) { return fault(parse_sort(text)); })
      ->group("Filters and order");
}

}  // namespace syncwall
