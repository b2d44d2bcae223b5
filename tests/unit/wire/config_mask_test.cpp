// What is a secret and what isn't, by examples of the services that connectors speak to.
#include "wire/config_mask.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "base/utf8.h"
#include "wire/secret_text.h"

using namespace syncwall;

namespace {

using Type = ConnectorType;

std::string config(Type type, std::string_view text) {
  ConfigMask mask;
  std::string once = mask.masked(type, text);
  CHECK(mask.masked(type, once) == once);
  return once;
}

std::string text(std::string_view of) {
  std::string once = masked_text(of).value_or(std::string(of));
  CHECK(masked_text(once).value_or(once) == once);
  return once;
}

}  // namespace

TEST_CASE("configs: what is known to be harmless stays, everything else goes") {
  struct Case {
    Type type;
    const char *given, *expected;
  };
  for (
      const Case& c : {
          Case{
              Type::S3,
              R"({"bucket":"finance-eu","region":"eu-central-1","path":"2026/reports/","access_key":"AKIAIOSFODNN7EXAMPLE","secret_access_key":"wJalr/x"})",
              R"({"bucket":"finance-eu","region":"eu-central-1","path":"2026/reports/","access_key":"***","secret_access_key":"***"})"},
          {Type::S3,
           R"({"role_arn":"arn:aws:iam::123456789012:role/sync","external_id":"x7","recursive":true,"max_files":500})",
           R"({"role_arn":"arn:aws:iam::123456789012:role/sync","external_id":"***","recursive":true,"max_files":500})"},
          {Type::AzureBlobStorage,
           R"({"container":"legal","account_name":"corplegal","connection_string":"DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abc==;EndpointSuffix=core.windows.net"})",
           R"({"container":"legal","account_name":"corplegal","connection_string":"***"})"},
          {Type::AzureBlobStorage,
           R"({"url":"https://a.blob.core.windows.net/c?sv=2023-11-03&sp=rl&se=2026-01-01&sig=aBc%2F1"})",
           R"({"url":"https://a.blob.core.windows.net/c?sv=2023-11-03&sp=rl&se=2026-01-01&sig=***"})"},
          {Type::Gcs,
           R"({"bucket":"b","project_id":"corp-1","credentials":"{\"type\":\"service_account\",\"private_key\":\"x\"}"})",
           R"({"bucket":"b","project_id":"corp-1","credentials":"***"})"},
          {Type::Gcs,
           R"({"credentials":{"type":"service_account","project_id":"p","private_key":"-----BEGIN PRIVATE KEY-----"}})",
           R"({"credentials":"***"})"},
          {Type::SharePointOnline,
           R"({"site_url":"https://corp.sharepoint.com/sites/legal","tenant_id":"8f14e45f-ceea-467f-9575-d3d5a1b2c3d4","client_id":"app-7","client_secret":"abc8Q~x"})",
           R"({"site_url":"https://corp.sharepoint.com/sites/legal","tenant_id":"8f14e45f-ceea-467f-9575-d3d5a1b2c3d4","client_id":"app-7","client_secret":"***"})"},
          {Type::SharePointOnPremise,
           R"({"site_url":"https://svc:hunter2@sp.corp.example/legal","username":"svc-sync","pwd":"hunter2"})",
           R"({"site_url":"https://***@sp.corp.example/legal","username":"svc-sync","pwd":"***"})"},
          {Type::Confluence,
           R"({"base_url":"https://wiki.corp.example/?os_authType=basic&spaceKey=OPS","space_key":"OPS","email":"a@corp.example","auth":"Basic YTpi"})",
           R"({"base_url":"https://wiki.corp.example/?os_authType=***&spaceKey=OPS","space_key":"OPS","email":"a@corp.example","auth":"***"})"},
          {Type::Confluence,
           R"({"headers":[{"name":"X-Api-Key","value":"hunter2"},{"name":"Cookie","value":"sid=1"}],"space":"OPS"})",
           R"({"headers":[{"name":"X-Api-Key","value":"***"},{"name":"Cookie","value":"***"}],"space":"OPS"})"},
          {Type::Confluence,
           R"({"headers":["X-Api-Key: hunter2"],"headers2":{"X-Api-Key":"hunter2","Accept":"text/html"}})",
           R"({"headers":"***","headers2":{"X-Api-Key":"***","Accept":"***"}})"},
          // A name of another type's connector says nothing here, one that nobody knows says nothing anywhere.
          {Type::Confluence,
           R"({"bucket":"b","hunter":"h","n":7,"list":["h"],"nested":{"path":"p","x":"h"},"none":null,"yes":true})",
           R"({"bucket":"***","hunter":"***","n":"***","list":"***","nested":{"path":"p","x":"***"},"none":null,"yes":true})"},
          {Type::Other, R"({"host":"ftp.example","port":21,"login":"h","url":"ftp://u:p@ftp.example/a"})",
           R"({"host":"ftp.example","port":21,"login":"***","url":"ftp://***@ftp.example/a"})"},
          {Type::S3,
           R"({"path":"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----","prefix":"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N"})",
           R"({"path":"***","prefix":"***"})"},
          {Type::S3, R"({"paths":["a","https://u:p@h/"],"bucket":{"name":"b","token":{"path":"h"}}})",
           R"({"paths":["a","https://***@h/"],"bucket":{"name":"b","token":"***"}})"},
          {Type::S3, R"({})", R"({})"},
          {Type::S3, R"([1])", ""},
          {Type::S3, R"({"bucket":)", ""},
      }) {
    CAPTURE(c.given);
    CHECK(config(c.type, c.given) == c.expected);
  }
}

TEST_CASE("texts: a secret is masked wherever it stands, and the rest of the sentence stays") {
  struct Case {
    const char *given, *expected;
  };
  for (const Case& c : {
           Case{"GET https://acct.blob.core.windows.net/c/d.pdf?sv=2023-11-03&sig=Zm9v%3D&se=2026 failed (403)",
                "GET https://acct.blob.core.windows.net/c/d.pdf?sv=2023-11-03&sig=***&se=2026 failed (403)"},
           {"could not open https://svc:pa:ss@word@sp.corp.example:8443/a, gave up",
            "could not open https://***@sp.corp.example:8443/a, gave up"},
           {"postgres://u:p/w@db.example/jobs refused", "postgres://***@db.example/jobs refused"},
           {"see https://h.example:8080/a@b.", "see https://h.example:8080/a@b."},
           {"https://ghp_abcdefghijklmnopqrstuvwxyz0123456789@github.com/x", "https://***@github.com/x"},
           {"PUT "
            "https://b.s3.amazonaws.com/"
            "k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA1%2F2026&X-Amz-Date=20260101&X-Amz-Signature=ab12",
            "PUT "
            "https://b.s3.amazonaws.com/"
            "k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=***&X-Amz-Date=20260101&X-Amz-Signature=***"},
           {"redirected to https://sso.example/cb#access_token=abc&state=9",
            "redirected to https://sso.example/cb#access_token=***&state=***"},
           {"AccountName=a;AccountKey=abc/def+g==;EndpointSuffix=core.windows.net",
            "AccountName=a;AccountKey=***;EndpointSuffix=core.windows.net"},
           {"Server=db;User Id=sa;Password=hunter2;", "Server=db;User Id=sa;Password=***;"},
           {"login failed: password=hunter2, user=svc", "login failed: password=***, user=svc"},
           {"login failed: password: hunter2", "login failed: password: ***"},
           {"the password 'hun ter2' was refused", "the password '***' was refused"},
           {"the password hunter2 was refused", "the password *** was refused"},
           {"Authorization: Bearer abc.def-ghi was refused (401)", "Authorization: Bearer *** was refused (401)"},
           {"Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***"},
           {"header 'authorization: Token abc123' refused", "header 'authorization: *** abc123' refused"},
           {"sent Bearer sk12x34 to the host", "sent Bearer *** to the host"},
           {"Cookie: sid=1; csrf=abc\nHost: h", "Cookie: ***\nHost: h"},
           {"Set-Cookie: JSESSIONID=AB12; Path=/", "Set-Cookie: ***"},
           {"answer: {\"access_token\": \"abc def\", \"expires_in\": 3600}",
            "answer: {\"access_token\": \"***\", \"expires_in\": 3600}"},
           {R"(answer: "{\"client_secret\":\"a\\\"b\",\"x\":1}")", R"(answer: "{\"client_secret\":\"***\",\"x\":1}")"},
           {"{\"name\":\"X-Api-Key\",\"value\":\"hunter2\"}", "{\"name\":\"X-Api-Key\",\"value\":\"***\"}"},
           {"x-api-key: hunter", "x-api-key: ***"},
           {"<add><password>hunter2</password></add>", "<add><password>***</password></add>"},
           {"key -----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY----- is bad", "key *** is bad"},
           {"key -----BEGIN OPENSSH PRIVATE KEY----- cut", "key ***"},
           {"InvalidAccessKeyId: AKIAIOSFODNN7EXAMPLE is not known", "InvalidAccessKeyId: *** is not known"},
           {"signed with wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "signed with ***"},
           {"token eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl has expired", "token *** has expired"},
           {"app secret 7Xq8Q~abcDEF123ghiJKL456mnoPQR789stuVWX0 has expired", "app secret *** has expired"},
           {"hook https://hooks.slack.com/services/T00000000/B00000000/aB3dE5gH7jK9mN1pQ3rS5tU7 failed",
            "hook https://hooks.slack.com/services/T00000000/B00000000/*** failed"},
           {"etag 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "etag ***"},
       }) {
    CAPTURE(c.given);
    CHECK(text(c.given) == c.expected);
  }
}

TEST_CASE("texts without a secret stay as they are") {
  for (const char* harmless : {
           "",
           "AccessDenied: the S3 bucket finance refused ListObjectsV2 (HTTP 403). The access key has expired.",
           "InvalidAccessKeyId: the AWS access key id is not known (HTTP 403).",
           "ExpiredToken: The provided token has expired.",
           "AuthenticationFailed: the SAS token for container legal has expired (HTTP 403).",
           "AADSTS7000222: the client secret of the app registration has expired (HTTP 401).",
           "403: the service account lacks storage.objects.list on gs-finance.",
           "invalid_grant: the service account's key was disabled.",
           "401 Unauthorized: the password of svc-sync has expired.",
           "could not connect to sp.corp.example:443: connection timed out after 30 s.",
           "404: the space OPS-2026 was moved or deleted; see "
           "https://wiki.corp.example/display/OPS/Moved+spaces?pageId=17",
           "Basic authentication is off; Bearer authentication needed",
           "request 8f14e45f-ceea-467f-9575-d3d5a1b2c3d4 from a@corp.example failed at 2026-11-25T13:00:00.123Z",
           "NoSuchKey: the key does not exist. Key: docs/2026/report.pdf",
           "s3://finance-eu/2026/Q3/EMEA_Reports_v12_final.xlsx is over 100 MB",
           "/sites/LegalAndCompliance2026/Shared Documents/Contracts/Supplier-0000012345-Amendment-7.docx",
           "arn:aws:iam::123456789012:role/sync-finance-reports-production",
           "error code: 500, status code=403",
           "Ирина: пароль истёк · 顧客サポート手順",
           "%s ##id \xff\xfe broken",
           "https://",
           "://",
           "a://b",
           "-----BEGI",
           "password",
           "password:",
           "Bearer",
           "Cookie:",
           "\"token\"",
           "key=",
       }) {
    CAPTURE(harmless);
    CHECK_FALSE(masked_text(harmless).has_value());
  }
}

TEST_CASE("any bytes: never longer than three times, the same when masked again, UTF-8 where it was") {
  std::uint64_t state = 11;
  const auto below = [&](std::uint64_t n) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33) % n;
  };
  constexpr std::array<const char*, 30> kPieces = {"password",
                                                   "=",
                                                   ":",
                                                   " ",
                                                   "\"",
                                                   "\\",
                                                   "https://",
                                                   "@",
                                                   "/",
                                                   "?",
                                                   "sig",
                                                   "&",
                                                   ";",
                                                   "Bearer",
                                                   "-----BEGIN",
                                                   "-----END",
                                                   "-----",
                                                   "Cookie",
                                                   "***",
                                                   "é",
                                                   "\n",
                                                   "abc8Q~",
                                                   "AKIAIOSFODNN7EXAMPLE",
                                                   "<",
                                                   ">",
                                                   "value",
                                                   "token",
                                                   "{",
                                                   "'",
                                                   "x1"};
  for (int round = 0; round < 20'000; ++round) {
    std::string given;
    for (std::uint64_t i = below(14); i > 0; --i) given += kPieces[below(kPieces.size())];
    CAPTURE(given);
    const std::string once = masked_text(given).value_or(given);
    CHECK(is_utf8(once));
    CHECK(once.size() <= 3 * given.size());
    CHECK(masked_text(once).value_or(once) == once);
  }
}
