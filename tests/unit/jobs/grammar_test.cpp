// Queries as text: what reads, what it means, what is wrong with what doesn't, and printing as the way back.
#include <doctest/doctest.h>
#include <unicode/uchar.h>

#include <set>
#include <string_view>

#include "base/search_text.h"
#include "base/utf8.h"
#include "jobs/filter/filter_grammar.h"
#include "jobs/filter/filter_logic.h"
#include "jobs/filter/filter_match.h"
#include "jobs/order.h"
#include "jobs/text_pattern.h"
#include "support/naive_query.h"
#include "support/plain_query.h"
#include "support/random_queries.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

Filter filter(std::string_view text) {
  const auto read = read_query(text);
  INFO(text);
  REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.problem().text()));
  return read.value().query.filter;
}
Term only(std::string_view text) {
  const Filter read = filter(text);
  REQUIRE(read.terms.size() == 1);
  return read.terms.front();
}
TextValue part(std::string text) { return {TextValue::How::Part, std::move(text)}; }

void check_wrong(std::string_view text, std::string_view what, std::size_t at, std::size_t size) {
  const auto read = read_query(text);
  CAPTURE(text);
  REQUIRE_FALSE(read.ok());
  CAPTURE(read.problem().text());
  CHECK(read.problem().text().find(what) != std::string::npos);
  CHECK(read.problem().at == at);
  CHECK(read.problem().size == size);
}

}  // namespace

TEST_CASE("every field and every special word has a name of its own") {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kFields; ++i) {
    const std::string_view name = name_of(static_cast<QueryField>(i));
    CHECK(name.empty() == (static_cast<QueryField>(i) == QueryField::Word));
    CHECK(names.insert(name).second);
  }
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < kSpecials; ++i) {
    const std::string_view word = name_of(static_cast<Special>(i));
    CHECK_FALSE(word.empty());
    CHECK(words.insert(word).second);
  }
}

TEST_CASE("a query with each kind of term reads as it says") {
  const auto read = read_query(
      R"(status:failed,paused -type:s3 user:"ann lee" collection:/^board/ error:403 last_sync:>2d is:overdue sort:-last_sync,user)");
  REQUIRE(read.ok());
  const auto& terms = read.value().query.filter.terms;
  REQUIRE(terms.size() == 7);
  CHECK((terms[0] == Term{QueryField::Status, false, {Status::Failed, Status::Paused}}));
  CHECK((terms[1] == Term{QueryField::Type, true, {ConnectorType::S3}}));
  CHECK((terms[2] == Term{QueryField::User, false, {part("ann lee")}}));
  CHECK((terms[3] == Term{QueryField::Collection, false, {TextValue{TextValue::How::Regex, "^board"}}}));
  CHECK((terms[4] == Term{QueryField::Error, false, {part("403")}}));
  CHECK((terms[5] == Term{QueryField::LastSync, false, {TimeValue{Compare::Greater, Age{2, AgeUnit::Day}, {}}}}));
  CHECK((terms[6] == Term{QueryField::Is, false, {Special::Overdue}}));
  CHECK(read.value().sorted);
  CHECK((read.value().query.sort == std::vector<SortKey>{{SortColumn::LastSync, false}, {SortColumn::User, true}}));
}

TEST_CASE("quotes, escapes, patterns and words without a field") {
  CHECK((only(R"("a \"b\" \\ \n")") == Term{QueryField::Word, false, {part(R"(a "b" \ \n)")}}));
  CHECK((only(R"(http\://x)") == Term{QueryField::Word, false, {part("http://x")}}));
  CHECK((only(R"(a\ b)") == Term{QueryField::Word, false, {part("a b")}}));
  CHECK((only("-word") == Term{QueryField::Word, true, {part("word")}}));
  CHECK((only("/shared/board,x") == Term{QueryField::Word, false, {part("/shared/board,x")}}));
  CHECK((only("USER:=Ann") == Term{QueryField::User, false, {TextValue{TextValue::How::Whole, "Ann"}}}));
  CHECK((only(R"(user:="ann, lee",b)") ==
         Term{QueryField::User, false, {TextValue{TextValue::How::Whole, "ann, lee"}, part("b")}}));
  CHECK((only(R"(collection:/a b\/c,d/)") ==
         Term{QueryField::Collection, false, {TextValue{TextValue::How::Regex, R"(a b\/c,d)"}}}));
  CHECK((only("type:sharepoint-online,queued") ==
         Term{QueryField::Type, false, {ConnectorType::SharePointOnline, part("queued")}}));
  CHECK((only(R"(status:"failed")") == Term{QueryField::Status, false, {part("failed")}}));
  CHECK(filter(" \t\n ").all());
}

TEST_CASE("what is wrong is said with its place") {
  check_wrong("user:a stat:failed", "unknown field `stat`, did you mean `status`?", 7, 4);
  check_wrong("colection:x", "did you mean `collection`?", 0, 9);
  check_wrong("http://x", "unknown field `http`. a text with a colon in it is written in quotes", 0, 4);
  check_wrong("is:overdo", "`is:` doesn't know `overdo`, did you mean `overdue`?", 3, 6);
  check_wrong("schedule:sometimes", "hourly, daily", 9, 9);
  check_wrong("last_sync:2026-02-30", "`last_sync:` doesn't know `2026-02-30`", 10, 10);
  check_wrong("created:=x", "doesn't know `=x`", 8, 2);
  check_wrong("created:\"x\"", "takes no text", 8, 3);
  check_wrong("user:", "a value is missing behind `user:`", 5, 0);
  check_wrong("user:a,", "a value is missing", 7, 0);
  check_wrong("user:\"a", "a closing quote is missing", 5, 2);
  check_wrong("a \"b", "a closing quote is missing", 2, 2);
  check_wrong("user:\"a\"b", "a comma or a blank is missing", 5, 3);
  check_wrong("user:/a", "the `/` that ends the pattern", 5, 2);
  check_wrong("user:/(/", "the pattern can't be read", 5, 3);
  check_wrong("- a", "a term is missing behind `-`", 0, 1);
  check_wrong("sort:colour", "unknown column `colour`", 5, 6);
  check_wrong("sort:user sort:user", "twice", 10, 9);
  check_wrong("-sort:user", "can't be negated", 0, 10);
  check_wrong("a \xFF", "not UTF-8", 2, 1);
  check_wrong(std::string("a\0b", 3), "zero byte", 1, 1);
}

TEST_CASE("what is read is bounded, and what stays within the bounds reads") {
  const auto many = [](std::string_view term, std::size_t n) {
    std::string text;
    for (std::size_t i = 0; i < n; ++i) text += std::string(term) + " ";
    return text;
  };
  CHECK(read_query(many("a", kMaxTerms)).ok());
  CHECK_FALSE(read_query(many("a", kMaxTerms + 1)).ok());
  CHECK(read_query(many("user:/a/", kMaxPatterns)).ok());
  CHECK_FALSE(read_query(many("user:/a/", kMaxPatterns + 1)).ok());
  CHECK_FALSE(read_query(many("user:a,b,c,d,e", 41)).ok());
  CHECK_FALSE(read_query(std::string(kMaxQueryBytes + 1, ' ')).ok());
  CHECK(read_query(std::string(kMaxQueryBytes, ' ')).ok());
  CHECK_FALSE(read_query("user:" + std::string(kMaxFilterBytes + 1, 'x')).ok());
  // Programs that would take memory or time without bound.
  CHECK_FALSE(read_query("user:/((a{100}){100}){100}/").ok());
  CHECK_FALSE(read_query("user:/" + std::string(kMaxPatternBytes + 1, 'x') + "/").ok());
  CHECK_FALSE(TextPattern({TextValue::How::Regex, "(a*)*b"}).in(std::string(100'000, 'a')));
}

TEST_CASE("parsing the printed text gives the same value back, for any query") {
  RandomQueries queries(11);
  for (int i = 0; i < 20'000; ++i) {
    const Query query = queries.query();
    const std::string text = query_text(query);
    CAPTURE(text);
    const auto read = read_query(text);
    REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.problem().text()));
    REQUIRE((read.value().query == query));
    REQUIRE(query_text(read.value().query) == text);
  }
}

TEST_CASE("compiled terms match what the naive reading matches") {
  RandomJobs jobs(3, true);
  RandomQueries queries(5);
  const WallMs now = 30 * 3'600'000;
  std::int64_t matched = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    Job job = jobs.job(i);
    if (jobs.below(20) == 0) job.created_at = kNever;
    const Filter f = queries.filter();
    CAPTURE(filter_text(f));
    CAPTURE(job.id);
    const bool one = JobMatcher(f, {now, "prod"}).matches(view_of(job));
    REQUIRE(one == NaiveQuery(f, now, "prod").matches(job));
    matched += one ? 1 : 0;
  }
  CHECK(matched > 2'000);
  CHECK(matched < 18'000);
}

TEST_CASE("what narrows matches nothing that the wider one doesn't") {
  RandomJobs jobs(9, true);
  RandomQueries queries(13);
  std::int64_t narrow = 0;
  for (std::uint64_t i = 0; i < 40'000; ++i) {
    Filter wide = queries.filter(), f = wide;
    while (f.terms.size() > 2) f.terms.pop_back();
    for (Term& term : f.terms) {
      if (queries.below(2) == 0) term.values.push_back(term.values.front());
      auto* text = std::get_if<TextValue>(&term.values.front());
      if (text != nullptr && text->how == TextValue::How::Part && queries.below(2) == 0) text->text += "n";
    }
    if (queries.below(2) == 0) std::swap(f, wide);
    if (!narrows(f, wide)) continue;
    ++narrow;
    const Job job = jobs.job(i);
    if (!NaiveQuery(f, 7'200'000).matches(job)) continue;
    CAPTURE(filter_text(f));
    CAPTURE(filter_text(wide));
    REQUIRE(NaiveQuery(wide, 7'200'000).matches(job));
  }
  CHECK(narrow > 5'000);
}

TEST_CASE("text is searched as people see it, and in names that were folded for the order before") {
  const auto has = [](std::string_view text, std::string needle) {
    return TextPattern(part(std::move(needle))).in(text);
  };
  CHECK(has("R\xC3\xA9sum\xC3\xA9", "re\xCC\x81sume\xCC\x81"));
  CHECK(has("Ｆｉｎａｎｃｅ １２", "finance 12"));
  CHECK(has("straße", "STRASSE"));
  CHECK_FALSE(has("e\xCC\x81", "e"));
  CHECK_FALSE(has("", ""));
  // The store keeps names folded for their order: that folding changes nothing that is searched.
  for (char32_t c = 1; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string text;
    append_code_point(text, c);
    if (search_text(fold(text)) != search_text(text)) FAIL("U+" << static_cast<std::uint32_t>(c));
  }
}

TEST_CASE("a server is asked the terms that it answers, in UTC, and nothing that changes with time") {
  const Query query = {filter("user:ann user:lee type:s3 status:failed,overdue -error:403 created:2026-11-25 "
                              "last_sync:<2h server:prod is:known,deleting"),
                       {}};
  CHECK(filter_text(server_part(query, full_server()).filter) ==
        "user:ann user:lee type:s3 -error:403 " + filter_text(in_utc(filter("created:2026-11-25"))));
  Capabilities old = full_server();
  old.filters = kParameterFilters;
  CHECK(filter_text(server_part(query, old).filter) == "user:ann type:s3");
  old.filters = kind_bit(FilterKind::Type);
  CHECK(filter_text(server_part(query, old).filter) == "type:s3");
  CHECK(server_part(query, Capabilities{}).filter.all());
  CHECK(depends_on_now(query.filter));
  CHECK_FALSE(depends_on_now(server_part(query, full_server()).filter));
}

TEST_CASE("the widgets' part of a filter is read from its terms and written into them, and all else stays") {
  const Filter f = filter("-user:x user:ann user:lee type:s3,gcs is:late status:failed -type:gcs collection:/x/");
  const PlainFilter shown = plain_part(f);
  CHECK((shown ==
         PlainFilter{"ann", "", bit(ConnectorType::S3) | bit(ConnectorType::Gcs), bit(Status::Failed), false, false}));
  CHECK(filter_text({other_terms(f)}) == "-user:x user:lee is:late -type:gcs collection:/x/");
  PlainFilter other = shown;
  other.user = "";
  other.collection = "in, out";
  other.statuses = 0;
  other.stuck = true;
  CHECK(filter_text(with_plain(f, other)) ==
        "-user:x user:lee type:s3,gcs is:late is:stuck -type:gcs collection:/x/ collection:\"in, out\"");
  CHECK((plain_part(filter("is:late")) == PlainFilter{"", "", 0, 0, true, true}));
  RandomQueries queries(17);
  for (int i = 0; i < 5'000; ++i) {
    const Filter any = queries.filter();
    REQUIRE((with_plain(any, plain_part(any)) == any));
    REQUIRE((plain_part(filter_of(plain_part(any))) == plain_part(any)));
  }
}
