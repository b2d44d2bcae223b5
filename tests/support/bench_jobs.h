// The benchmark data set of shared/bench/README.md: job i is a pure function of i, so any page can be made on its own.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jobs/job.h"

namespace syncwall::test {

// kUnique: the unkind variant, in which no two jobs share a collection.
enum class BenchNames : std::uint8_t { kShared, kUnique };

inline constexpr std::uint32_t kBenchUsers = 2000, kBenchCollections = 20000;
inline constexpr WallMs kBenchNow = 1'750'000'000'000;

// The keystrokes: after three characters, then after four; and how many of a million jobs match each.
struct BenchFilter {
  const char* third;
  const char* fourth;
  std::int64_t third_of_million, fourth_of_million;
};
inline constexpr std::array<BenchFilter, 7> kBenchFilters = {{{"rep", "repo", 31'488, 31'488},
                                                              {"ber", "berl", 116'866, 40'144},
                                                              {"ice", "ices", 31'051, 31'051},
                                                              {"arc", "arch", 61'860, 61'860},
                                                              {"lon", "lond", 40'167, 40'167},
                                                              {"gra", "gran", 39'869, 39'869},
                                                              {"s b", "s be", 76'160, 23'842}}};

namespace bench_detail {

inline std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> list;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    list.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
  }
  return list;
}

inline std::uint32_t mix(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ (x >> 16);
}

inline std::string hex8(std::uint32_t x) {
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08x", x);
  return text.data();
}

// The first place whose edge is above r.
template <std::size_t n>
std::size_t pick(std::uint32_t r, const std::array<std::uint32_t, n>& edges) {
  std::size_t at = 0;
  while (r >= edges[at]) ++at;
  return at;
}

}  // namespace bench_detail

inline std::uint32_t bench_random(std::uint32_t i, std::uint32_t k) {
  using bench_detail::mix;
  return mix(mix(i ^ 0x5EED1234u) + k * 0x9E3779B9u);
}

inline std::string bench_uuid(std::uint32_t i) {
  using bench_detail::hex8;
  const std::string a = hex8(bench_random(i, 13)), b = hex8(bench_random(i, 14)), c = hex8(bench_random(i, 15)),
                    d = hex8(bench_random(i, 16));
  return a + "-" + b.substr(0, 4) + "-4" + b.substr(5) + "-" + "89ab"[bench_random(i, 15) >> 30] + c.substr(1, 3) +
         "-" + c.substr(4) + d;
}

class BenchJobs {
 public:
  explicit BenchJobs(BenchNames names = BenchNames::kShared) : names_(names) {
    using bench_detail::words;
    const auto first = words(
        "Ada Alan Amara Anna Arjun Bela Carlos Chen Clara Dara Diego Elena Emil Fatima Felix Grace Hana Hugo Ines Ivan "
        "Jana Jonas Kai Lara Leon Lina Luca Maya Milan Nadia Nina Noah Olga Omar Priya Rosa Sami Tara Viktor Yuki");
    const auto last = words(
        "Abbott Ahmed Alvarez Bauer Becker Brown Castro Cohen Costa Dubois Evans Fischer Garcia Gupta Haas Hansen Ito "
        "Ivanov Jansen Jones Kaya Keller Kim Kowalski Larsen Lopez Martin Meyer Moreau Nguyen Novak Okafor Olsen Patel "
        "Perez Popov Rossi Sato Schmidt Silva Singh Smith Suzuki Tanaka Torres Vogel Wagner Weber Wilson Zhang");
    const auto adjective = words(
        "Alpine Amber Atlas Birch Cedar Cobalt Coral Delta Ember Falcon Granite Harbor Indigo Juniper Kestrel Lunar "
        "Maple Nimbus Onyx Pioneer Quartz River Summit Tundra Vertex");
    const auto noun = words(
        "Archive Audit Billing Budget Catalog Claims Contract Datasets Design Docs Drawings Events Finance Forms "
        "Guides Images Imports Invoices Ledger Legal Logs Manuals Media Notes Orders Patents Payroll Policies Records "
        "Reports Research Tickets");
    const auto area = words(
        "APAC Asia Basel Berlin Boston Cairo Dallas Delhi Dublin EMEA Geneva HR IT Kyoto LATAM Lima London Madrid Oslo "
        "Paris Seoul Tokyo UK US Zurich");
    for (std::uint32_t u = 0; u < kBenchUsers; ++u) {
      const std::string &f = first[u % 40], &l = last[u / 40];
      std::string email = f + "." + l + "@example.com";
      for (char& c : email) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      users_.push_back({f + " " + l, bench_uuid(0x10000000u + u), email});
    }
    for (std::uint32_t c = 0; c < kBenchCollections; ++c) {
      collections_.push_back(
          {adjective[c % 25] + " " + noun[(c / 25) % 32] + " " + area[c / 800], bench_uuid(0x20000000u + c), ""});
    }
  }

  [[nodiscard]] Job job(std::uint32_t i) const {
    using bench_detail::pick;
    const auto rnd = [i](std::uint32_t k) { return bench_random(i, k); };
    Job job;
    job.id = bench_uuid(i);
    const Named& user = users_[std::min(rnd(1) % kBenchUsers, rnd(2) % kBenchUsers)];
    job.user_id = user.id;
    job.user_name = user.name;
    job.user_email = user.email;
    const Named& collection = collections_[rnd(3) % kBenchCollections];
    const bool unique = names_ == BenchNames::kUnique;
    job.collection_id = unique ? bench_uuid(0x30000000u + i) : collection.id;
    job.collection_name = unique ? collection.name + " " + job.id : collection.name;
    job.type = static_cast<ConnectorType>(pick<6>(rnd(4) % 100, {35, 55, 70, 85, 92, 100}));
    job.created_at = kBenchNow - static_cast<WallMs>(rnd(5) % 63'072'000) * 1000 - rnd(6) % 1000;
    job.status = static_cast<Status>(pick<5>(rnd(7) % 100, {8, 12, 82, 94, 100}));
    const bool never = job.status == Status::Pending || rnd(8) % 100 < 3;
    const auto span = static_cast<std::uint32_t>(std::max<WallMs>(1, (kBenchNow - job.created_at) / 1000));
    job.last_sync_at = never ? kNever : job.created_at + static_cast<WallMs>(rnd(9) % span) * 1000 + rnd(17) % 1000;
    job.schedule_s = rnd(10) % 100 < 30 ? 3600 : 86400;
    if (job.status == Status::Failed || job.status == Status::Paused) {
      static constexpr std::array<const char*, 8> kErrors = {"Access denied (HTTP 403)",
                                                             "Credentials expired",
                                                             "Bucket not found (HTTP 404)",
                                                             "Connection timed out after 30 s",
                                                             "Rate limit exceeded (HTTP 429)",
                                                             "Unsupported document format",
                                                             "Quota exceeded",
                                                             "Paused by administrator"};
      job.last_sync_error = std::string(kErrors[rnd(11) % 8]) + " (request " + bench_detail::hex8(rnd(12)) + ")";
    }
    return job;
  }

  // Second t = 1, 2, … of the live stream: a hundred times (number of the job, its new status).
  [[nodiscard]] static std::vector<std::pair<std::uint32_t, Status>> changes(std::uint32_t t, std::uint32_t jobs) {
    std::vector<std::pair<std::uint32_t, Status>> list;
    for (std::uint32_t k = t * 100; k < t * 100 + 100; ++k) {
      list.emplace_back(bench_random(k, 21) % jobs, static_cast<Status>(bench_random(k, 22) % 5));
    }
    return list;
  }

 private:
  struct Named {
    std::string name, id, email;
  };
  const BenchNames names_;
  std::vector<Named> users_, collections_;
};

}  // namespace syncwall::test
