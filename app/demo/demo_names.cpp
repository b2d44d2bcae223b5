#include "demo/demo_names.h"

#include <array>
#include <string_view>

namespace syncwall {

namespace {

template <std::size_t N>
std::string pick(const std::array<std::string_view, N>& from, std::uint64_t random) {
  return std::string(from[random % N]);
}

constexpr std::array<std::string_view, 12> kKnown{"Mara Lindqvist", "Jonas Weber", "Olena Kovalenko", "Tomás Ferreira",
                                                  "Amara Okafor",   "Chen Wei",    "Aiko Tanaka",     "Leïla Haddad",
                                                  "Sofia Rossi",    "Ravi Menon",  "Ирина Соколова",  "田中 愛子"};
constexpr std::array<std::string_view, 36> kFirst{
    "Anna",     "Peter",   "Lucía",   "Mateus", "Ingrid",   "Omar",      "Fatima", "Yusuf",  "Hana",
    "Kenji",    "Priya",   "Arjun",   "Zoë",    "Łukasz",   "Agnieszka", "Søren",  "Astrid", "Dmitri",
    "Katarína", "Nguyen",  "Grace",   "Kwame",  "Thandiwe", "Sean",      "Aoife",  "Björn",  "Elif",
    "Mehmet",   "Camille", "Étienne", "Giulia", "Marco",    "Daria",     "Bogdan", "Renée",  "Noah"};
constexpr std::array<std::string_view, 36> kLast{
    "Andersson", "Müller", "García",  "Silva",    "Hansen",   "Hassan",  "Rahman",    "Yılmaz",   "Suzuki",
    "Sato",      "Sharma", "Patel",   "Van Dijk", "Kowalski", "Nowak",   "Jørgensen", "Berg",     "Ivanov",
    "Horváth",   "Tran",   "Mensah",  "Boateng",  "Dlamini",  "O’Brien", "Murphy",    "Lindgren", "Kaya",
    "Demir",     "Dubois", "Lefèvre", "Ricci",    "Bianchi",  "Popescu", "Ionescu",   "Moreau",   "Schmidt"};
constexpr std::array<std::string_view, 26> kCollections{
    "finance-reports",    "Training 日本",        "Ирина · in review",   "incident-postmortems",
    "invoices-in",        "engineering-runbooks", "supplier-inspection", "security-findings",
    "onboarding",         "Brain research",       "Marketing Assets",    "Finance / EMEA",
    "顧客サポート手順",   "HR policies",          "supplier-quality",    "Legal / Contracts EMEA",
    "support-kb",         "board-papers",         "product-docs",        "سياسات الموارد البشرية",
    "Отчёты по продажам", "Übergabeprotokolle",   "Réunions d’équipe",   "sales-decks",
    "品質管理",           "audit-trail"};
constexpr std::array<std::string_view, 20> kSuffix{
    "",    "",    "",    "",      "-2024",    "-2025",   "-2026",     "-q1", "-q2",       "-q3",
    "-q4", "-eu", "-us", "-apac", "-archive", "-drafts", " (shared)", " v2", "-internal", "-public"};
constexpr std::array<std::string_view, 8> kPlaces{"finance-eu", "docs-prod", "legal-hold", "research",
                                                  "hr-share",   "support",   "sales-apac", "eng-wiki"};

std::string ascii_mail(std::string_view name) {
  std::string mail;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') mail += static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') mail += c;
    if (c == ' ' && !mail.empty()) mail += '.';
  }
  return mail.size() < 3 ? "user" : mail;
}

std::string hex(std::uint64_t value, int digits) {
  std::string out(static_cast<std::size_t>(digits), '0');
  for (auto c = out.rbegin(); c != out.rend(); ++c, value >>= 4) *c = "0123456789abcdef"[value & 15];
  return out;
}

}  // namespace

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = a + 0x9E3779B97F4A7C15ULL * (b + 1);
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

std::string demo_uuid(std::uint64_t seed, std::uint64_t kind, std::uint64_t number) {
  const std::uint64_t a = mixed(mixed(seed, kind), number), b = mixed(a, kind + 17);
  return hex(a >> 32, 8) + "-" + hex(a >> 16, 4) + "-4" + hex(a, 3) + "-" + hex(8 | (b >> 62), 1) + hex(b >> 48, 3) +
         "-" + hex(b, 12);
}

DemoUser demo_user(std::uint64_t seed, std::uint64_t number) {
  DemoUser user{demo_uuid(seed, 1, number), "", ""};
  if (number < kKnown.size()) {
    user.name = kKnown[number];
    user.email = ascii_mail(user.name) + (user.name[0] < 0 ? std::to_string(number) : "") + "@example.com";
    return user;
  }
  const std::uint64_t r = mixed(seed, number + 1000);
  user.name = pick(kFirst, r) + " " + pick(kLast, r >> 20);
  user.email = ascii_mail(user.name) + std::to_string(number) + "@example.com";
  return user;
}

std::string demo_collection(std::uint64_t random) { return pick(kCollections, random) + pick(kSuffix, random >> 24); }

std::string demo_config(ConnectorType type, std::uint64_t random) {
  const std::string place = pick(kPlaces, random);
  const std::string secret = hex(mixed(random, 3), 16);
  switch (type) {
    case ConnectorType::S3:
      return R"({"bucket":")" + place + R"(","region":"eu-central-1","access_key":"AKIA)" + secret.substr(0, 12) +
             R"(","secret_access_key":")" + secret + R"("})";
    case ConnectorType::AzureBlobStorage:
      return R"({"container":")" + place + R"(","account_name":"corp)" + place + R"(","sas_token":"sv=2023&sig=)" +
             secret + R"("})";
    case ConnectorType::Gcs:
      return R"({"bucket":"gs-)" + place + R"(","service_account_json_key":")" + secret + R"("})";
    case ConnectorType::SharePointOnline:
      return R"({"site_url":"https://corp.sharepoint.com/sites/)" + place + R"(","client_id":")" + secret.substr(0, 8) +
             R"(","client_secret":")" + secret + R"("})";
    case ConnectorType::SharePointOnPremise:
      return R"({"site_url":"https://sp.corp.example/)" + place + R"(","username":"svc-sync","password":")" + secret +
             R"("})";
    default:
      return R"({"base_url":"https://wiki.corp.example","space":")" + place + R"(","api_token":")" + secret + R"("})";
  }
}

std::string demo_error(ConnectorType type, std::uint64_t random) {
  const std::string place = pick(kPlaces, random);
  const auto which = (random >> 16) % 4;
  switch (type) {
    case ConnectorType::S3:
      if (which == 0)
        return "AccessDenied: the S3 bucket " + place +
               " refused ListObjectsV2 (HTTP 403). The access key has expired.";
      if (which == 1) return "NoSuchBucket: the S3 bucket " + place + " does not exist (HTTP 404).";
      if (which == 2)
        return "SlowDown: S3 is throttling requests to " + place + " (HTTP 503); gave up after 6 retries.";
      return "InvalidAccessKeyId: the AWS access key id is not known (HTTP 403).";
    case ConnectorType::AzureBlobStorage:
      if (which < 2) return "AuthenticationFailed: the SAS token for container " + place + " has expired (HTTP 403).";
      if (which == 2) return "ServerBusy: the storage account is over its request limit (HTTP 503).";
      return "ContainerNotFound: the container " + place + " does not exist (HTTP 404).";
    case ConnectorType::Gcs:
      if (which < 2) return "403: the service account lacks storage.objects.list on gs-" + place + ".";
      if (which == 2) return "429: rateLimitExceeded on bucket gs-" + place + "; gave up after 5 retries.";
      return "invalid_grant: the service account's key was disabled.";
    case ConnectorType::SharePointOnline:
      if (which == 0) return "AADSTS7000222: the client secret of the app registration has expired (HTTP 401).";
      if (which == 1) return "itemNotFound: the site /sites/" + place + " has moved or was removed (HTTP 404).";
      if (which == 2) return "429: Microsoft Graph is throttling this app; retry after 300 s.";
      return "accessDenied: the app may not read /sites/" + place + " (Sites.Read.All is missing) (HTTP 403).";
    case ConnectorType::SharePointOnPremise:
      if (which < 2) return "could not connect to sp.corp.example:443: connection timed out after 30 s.";
      if (which == 2) return "401 Unauthorized: the password of svc-sync has expired.";
      return "certificate verify failed: sp.corp.example's certificate expired 3 days ago.";
    default:
      if (which == 0) return "could not resolve host wiki.corp.example.";
      if (which == 1) return "401 Unauthorized: the API token was revoked.";
      if (which == 2) return "404: the space " + place + " was moved or deleted.";
      return "429 Too Many Requests: the Confluence rate limit was reached; gave up after 5 retries.";
  }
}

}  // namespace syncwall
