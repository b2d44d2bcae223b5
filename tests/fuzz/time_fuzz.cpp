// Times from outside: RFC 3339 of the API and what comes in its place, and the Date header of HTTP.
#include "base/time_text.h"
#include "fuzz/fuzz.h"
#include "jobs/job.h"
#include "jobs/read_time.h"
#include "net/http_date.h"

namespace {

using namespace syncwall;
using test::require;

constexpr WallMs kYear1 = -62'135'596'800'000, kYear10000 = 253'402'300'800'000;

bool digits_at(std::string_view text, std::initializer_list<std::size_t> places) {
  for (const std::size_t at : places) {
    if (at >= text.size() || text[at] < '0' || text[at] > '9') return false;
  }
  return true;
}

void check_rfc3339(std::string_view text) {
  WallMs at = 0;
  if (!parse_rfc3339(text, at)) return;
  require(digits_at(text, {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18}));
  constexpr WallMs kDay = 86'400'000;
  require(at > kYear1 - kDay && at < kYear10000 + kDay);
  if (at < kYear1 || at >= kYear10000) return;  // the offset has carried it out of the years that can be written
  WallMs again = 0;
  require(parse_rfc3339(to_rfc3339(at), again) && again == at);
  require(!utc_time_text(at).empty() && is_utf8(local_time_text(at)));
}

// What the strict one reads, the lenient one reads the same, and neither leaves the years that can be written by more
// than a day.
void check_read_time(std::string_view text) {
  const auto read = read_time(text);
  WallMs strict = 0;
  if (parse_rfc3339(text, strict)) require(read && read->at == strict && read->zone_given && !read->number);
  if (!read) return;
  constexpr WallMs kDay = 86'400'000;
  require(read->at > kYear1 - kDay && read->at < kYear10000 + kDay && is_time(read->at));
  if (read->number) require(read->at >= 1'000'000'000'000 && read->at < 10'000'000'000'000);
}

void check_http_date(std::string_view text) {
  const auto at = parse_http_date(text);
  if (!at) return;
  require(text.size() >= 24 && text.size() <= 33);
  if (text.size() == 29 && text[3] == ',')
    require(text.ends_with(" GMT") && digits_at(text, {5, 6, 12, 13, 14, 15, 17, 18, 20, 21, 23, 24}));
  require(*at > -63'000'000'000'000 && *at <= kYear10000 && *at % 1000 == 0);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  check_rfc3339(text);
  check_read_time(text);
  check_http_date(text);
  return 0;
}
