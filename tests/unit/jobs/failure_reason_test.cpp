#include "jobs/failure_reason.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "base/utf8.h"

using namespace syncwall;

namespace {

struct Sample {
  const char* group;
  const char* error;
};

// What the six kinds of connector say, with other names, numbers, times and ids each time.
const std::vector<Sample> kSamples = {
    // Amazon S3
    {"s3 denied",
     "An error occurred (AccessDenied) when calling the ListObjects operation: Access Denied (Request ID: "
     "8F2A6C1D9B3E4F50, Host ID: qm1Zx9LwT/8vZk2=)"},
    {"s3 denied",
     "An error occurred (AccessDenied) when calling the ListObjects operation: Access Denied (Request ID: "
     "1B77D2AC03E96A41, Host ID: Yb0pP3kTq+1sRw8=)"},
    {"s3 key", "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records."},
    {"s3 key", "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records"},
    {"s3 bucket", "NoSuchBucket: the S3 bucket finance-eu does not exist (HTTP 404)."},
    {"s3 bucket", "NoSuchBucket: the S3 bucket legal-archive-2024 does not exist (HTTP 404)."},
    {"s3 bucket", "NoSuchBucket: the S3 bucket \"board\" does not exist (HTTP 404)."},
    {"s3 slow", "SlowDown: S3 is throttling requests to finance-eu (HTTP 503); gave up after 6 retries."},
    {"s3 slow", "SlowDown: S3 is throttling requests to legal-us (HTTP 503); gave up after 12 retries."},
    {"s3 clock",
     "RequestTimeTooSkewed: The difference between the request time and the current time is too large "
     "(request time 20261201T001247Z, server time 2026-12-01T00:29:55Z)"},
    {"s3 clock",
     "RequestTimeTooSkewed: The difference between the request time and the current time is too large "
     "(request time 20261130T235959Z, server time 2026-12-01T00:31:02Z)"},
    {"s3 connect",
     "Could not connect to the endpoint URL: \"https://finance-eu.s3.eu-central-1.amazonaws.com/?list-type=2\""},
    {"s3 connect",
     "Could not connect to the endpoint URL: \"https://legal.s3.us-east-2.amazonaws.com/reports?list-type=2\""},
    // Azure Blob Storage
    {"azure sas", "AuthenticationFailed: the SAS token for container finance-eu has expired (HTTP 403)."},
    {"azure sas", "AuthenticationFailed: the SAS token for container hr_files has expired (HTTP 403)."},
    {"azure auth",
     "Server failed to authenticate the request.\nRequestId:0a4b53e8-f01e-0031-19ab-8a4c00000000\n"
     "Time:2026-12-01T00:12:47.1234567Z\nErrorCode:AuthenticationFailed"},
    {"azure auth",
     "Server failed to authenticate the request.\nRequestId:11aa53e8-a01e-00c1-33ab-8a4c00000000\n"
     "Time:2026-11-30T22:10:01.7654321Z\nErrorCode:AuthenticationFailed"},
    {"azure container", "ContainerNotFound: the container finance-eu does not exist (HTTP 404)."},
    {"azure container", "ContainerNotFound: the container 'mail' does not exist (HTTP 404)."},
    {"azure dns", "HTTPSConnectionPool(host='corpfinance.blob.core.windows.net', port=443): Max retries exceeded"},
    {"azure dns", "HTTPSConnectionPool(host='corplegal.blob.core.windows.net', port=8443): Max retries exceeded"},
    {"azure busy", "ServerBusy: the storage account is over its request limit (HTTP 503)."},
    // Google Cloud Storage
    {"gcs denied", "403: the service account lacks storage.objects.list on gs-finance-eu."},
    {"gcs denied", "403: the service account lacks storage.objects.list on gs-hr."},
    {"gcs sa",
     "403 GET https://storage.googleapis.com/storage/v1/b/finance/o?projection=noAcl&prettyPrint=false: "
     "sync@h2o-prod-1.iam.gserviceaccount.com does not have storage.objects.list access"},
    {"gcs sa",
     "403 GET https://storage.googleapis.com/storage/v1/b/board/o?projection=noAcl&prettyPrint=false: "
     "reader@h2o-test-22.iam.gserviceaccount.com does not have storage.objects.list access"},
    {"gcs rate", "429: rateLimitExceeded on bucket gs-finance; gave up after 5 retries."},
    {"gcs rate", "429: rateLimitExceeded on bucket gs-legal-archive; gave up after 1 retries."},
    {"gcs grant",
     "google.auth.exceptions.RefreshError: ('invalid_grant: Invalid JWT Signature.', {'error': "
     "'invalid_grant', 'error_description': 'Invalid JWT Signature.'})"},
    {"gcs grant",
     "RefreshError: ('invalid_grant: Invalid JWT Signature.', {'error': 'invalid_grant', "
     "'error_description': 'Invalid JWT Signature.'})"},
    {"gcs gone", "404 The specified bucket does not exist: gs://finance-eu/reports"},
    {"gcs gone", "404 The specified bucket does not exist: gs://b/2026/11/30"},
    // SharePoint Online
    {"spo secret",
     "AADSTS7000222: The provided client secret keys for app '1b730954-1685-4b74-9bfd-dac224a7b894' are "
     "expired. Trace ID: 8e4a36b1-9c4e-4b7c-a4d9-3fd6ab4f6c00 Timestamp: 2026-12-01 00:12:47Z"},
    {"spo secret",
     "AADSTS7000222: The provided client secret keys for app '77730954-1685-4b74-9bfd-dac224a7b111' are "
     "expired. Trace ID: aa4a36b1-9c4e-4b7c-a4d9-3fd6ab4f6cff Timestamp: 2026-11-29 13:02:11Z"},
    {"spo mfa",
     "AADSTS50076: Due to a configuration change made by your administrator you must use multi-factor "
     "authentication to access '00000003-0000-0ff1-ce00-000000000000'."},
    {"spo moved", "itemNotFound: the site /sites/finance has moved or was removed (HTTP 404)."},
    {"spo moved", "itemNotFound: the site /sites/HR-2025 has moved or was removed (HTTP 404)."},
    {"spo throttled", "429: Microsoft Graph is throttling this app; retry after 300 s."},
    {"spo throttled", "429: Microsoft Graph is throttling this app; retry after 42 s."},
    {"spo large", "The file \"Budget 2026 final.xlsx\" is larger than 104857600 bytes"},
    {"spo large", "The file \"board minutes.pdf\" is larger than 1048576 bytes"},
    // SharePoint on premises
    {"sp login", "HTTP 401 Unauthorized for url: https://sp.corp.example/finance/_api/web"},
    {"sp login", "HTTP 401 Unauthorized for url: http://sharepoint.other.example:8080/_api/web/lists"},
    {"sp 500", "HTTP 500 Internal Server Error for url: https://sp.corp.example/finance/_api/web"},
    {"sp refused", "dial tcp 10.20.30.40:443: connect: connection refused"},
    {"sp refused", "dial tcp [fe80::1ff:fe23:4567:890a]:8443: connect: connection refused"},
    {"sp timeout",
     "Traceback (most recent call last):\n  File \"/opt/sync/run.py\", line 211, in main\n    go()\n"
     "requests.exceptions.ReadTimeout: HTTPSConnection: Read timed out. (read timeout=30)"},
    {"sp timeout",
     "Traceback (most recent call last):\n  File \"/srv/x/run.py\", line 9, in main\n    go2()\n"
     "requests.exceptions.ReadTimeout: HTTPSConnection: Read timed out. (read timeout=120)"},
    {"sp tls",
     "x509: certificate has expired or is not yet valid: current time 2026-12-01T00:12:47Z is after "
     "2026-11-30T23:59:59Z"},
    {"sp tls",
     "x509: certificate has expired or is not yet valid: current time 2026-12-03T10:00:00Z is after "
     "2026-12-01T00:00:00Z"},
    // Confluence, and what stands behind any of them
    {"wiki login", "ConfluenceException: 401 Unauthorized"},
    {"wiki space", "No space with key 'FIN' could be found"},
    {"wiki space", "No space with key 'LEGAL' could be found"},
    {"wiki java",
     "java.lang.RuntimeException: sync of 12 pages failed\n\tat com.corp.Sync.run(Sync.java:88)\n"
     "Caused by: java.net.SocketTimeoutException: Read timed out\n\tat java.base/x(y.java:1)\n\t... 12 more"},
    {"wiki java",
     "org.corp.Wrapped: sync of 7 pages failed\n\tat com.corp.Sync.run(Sync.java:91)\n"
     "Caused by: java.net.SocketTimeoutException: Read timed out\n\tat java.base/z(y.java:77)\n\t... 3 more"},
    {"oracle", "ORA-12170: TNS:Connect timeout occurred after 60 seconds to db17.corp.example:1521"},
    {"oracle", "ORA-12170: TNS:Connect timeout occurred after 1 second to db2.corp.example:1522"},
    {"oracle login", "ORA-01017: invalid username/password; logon denied"},
    {"postgres", "FATAL: password authentication failed for user \"sync_reader\""},
    {"postgres", "FATAL: password authentication failed for user \"anna\""},
    {"mysql", "ERROR 1045 (28000): Access denied for user 'sync'@'10.2.3.4' (using password: YES)"},
    {"mysql", "ERROR 1045 (28000): Access denied for user 'anna'@'10.9.8.7' (using password: YES)"},
    {"disk", "[Errno 28] No space left on device: '/tmp/sync-8f2a/part-00012'"},
    {"disk", "[Errno 28] No space left on device: '/var/tmp/x/9'"},
    {"permission", "[Errno 13] Permission denied: '/var/tmp/x/9'"},
    {"embedding", "Embedding failed for 3 of 1,204 documents: model h2oai/mxbai-embed-large-v1 is not loaded"},
    {"embedding", "Embedding failed for 12 of 88 documents: model BAAI/bge-m3 is not loaded"},
    {"refused in python",
     "HTTPSConnectionPool(host='wiki.corp.com', port=443): Max retries exceeded with url: /rest (Caused by "
     "NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f2b8c1d2e50>: Failed to "
     "establish a new connection: [Errno 111] Connection refused'))"},
    {"refused in python",
     "HTTPSConnectionPool(host='sp.corp.com', port=8443): Max retries exceeded with url: /b/2 (Caused by "
     "NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7ffffc1d2aa0>: Failed to "
     "establish a new connection: [Errno 111] Connection refused'))"},
    {"no name in python",
     "HTTPSConnectionPool(host='sp.corp.com', port=8443): Max retries exceeded with url: /b/2 (Caused by "
     "NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7ffffc1d2aa0>: Failed to "
     "establish a new connection: [Errno -2] Name or service not known'))"},
    {"json gone",
     R"({"error":{"code":"itemNotFound","message":"The resource could not be found.","innerError":{"request-id":"9f2c","date":"2026-11-30T10:00:00"}}})"},
    {"json gone",
     R"({"error":{"code":"itemNotFound","message":"The resource could not be found.","innerError":{"request-id":"aa31","date":"2026-10-30T11:00:00"}}})"},
    {"json denied",
     R"({"error":{"code":"accessDenied","message":"Access denied","innerError":{"request-id":"9f2c","date":"2026-11-30T10:00:00"}}})"},
    {"oom", "worker pod sync-7d9f8b6c5-x2kqp was OOMKilled (exit code 137)"},
    {"oom", "worker pod sync-55c9-abcde was OOMKilled (exit code 137)"},
    {"exit", "worker pod sync-55c9-abcde was OOMKilled (exit code 1)"},
    {"ldap", "LDAP bind failed for CN=svc,OU=Users,DC=corp,DC=com: invalid credentials (49)"},
    {"ldap", "LDAP bind failed for CN=anna,OU=Ops,DC=example,DC=org: invalid credentials (49)"},
    {"gcs 403",
     "google.api_core.exceptions.Forbidden: 403 GET https://storage.googleapis.com/storage/v1/b/x/o: denied"},
    {"gcs 404",
     "google.api_core.exceptions.Forbidden: 404 GET https://storage.googleapis.com/storage/v1/b/y/o: denied"},
    {"chinese", "连接超时：30 秒后放弃（主机 10.0.0.8）"},
    {"chinese", "连接超时：120 秒后放弃（主机 10.0.0.9）"},
    {"german", "Zugriff verweigert auf \\\\fs01\\finanz\\2026: Kennwort abgelaufen seit 30.11.2026"},
    {"german", "Zugriff verweigert auf \\\\fs22\\recht\\alt: Kennwort abgelaufen seit 01.12.2026"},
};

}  // namespace

TEST_CASE("errors of one cause have one reason, and those of two causes two") {
  std::map<std::string, std::string> reason_of, group_of;
  for (const Sample& sample : kSamples) {
    const std::string reason = failure_reason(sample.error);
    CAPTURE(sample.error);
    CAPTURE(reason);
    const auto first = reason_of.emplace(sample.group, reason).first;
    CHECK_MESSAGE(first->second == reason, first->second);
    const auto group = group_of.emplace(reason, sample.group).first;
    CHECK_MESSAGE(group->second == sample.group, group->second);
  }
}

TEST_CASE("a reason reads well, and keeps what is a reason") {
  CHECK(failure_reason("NoSuchBucket: the S3 bucket finance-eu does not exist (HTTP 404).") ==
        "NoSuchBucket: the S3 bucket … does not exist (HTTP 404)");
  CHECK(failure_reason("dial tcp 10.20.30.40:443: connect: connection refused") ==
        "dial tcp …: connect: connection refused");
  CHECK(failure_reason("FATAL: password authentication failed for user \"anna\"") ==
        "FATAL: password authentication failed for user …");
  CHECK(failure_reason("ORA-12170: timeout") == "ORA-12170: timeout");
  CHECK(failure_reason("java.net.SocketTimeoutException: Read timed out") == "SocketTimeoutException: Read timed out");
  CHECK(failure_reason("could not read files a.csv, b.csv and c.csv") == "could not read files …");
  CHECK(failure_reason("can't open the user's folder") == "can't open the user's folder");
}

TEST_CASE("the innermost line") {
  CHECK(innermost_line("").empty());
  CHECK(innermost_line(" \n\t\n").empty());
  CHECK(innermost_line("one\ntwo") == "one");
  CHECK(innermost_line("Sync failed:\r\n  access denied\r\n") == "access denied");
  CHECK(innermost_line("A: b\n  at c\nCaused by: D: e\n  at f\nCaused by: G: h\n  at i") == "G: h");
  CHECK(innermost_line("Traceback (most recent call last):\n  File \"x\"\nValueError: bad\n") == "ValueError: bad");
  CHECK(innermost_line("Traceback (most recent call last)") == "Traceback (most recent call last)");
}

TEST_CASE("whatever an error is, its reason is one bounded line of UTF-8") {
  const std::string long_word(20'000, 'x'), quotes(5'000, '\''), deep = "'a \"b `c 'd \"e f\" g' h` i\" j k'";
  for (const std::string& error :
       {std::string("\xFF\xFE broken \x80"), long_word, quotes, deep, std::string("%s ##x \x1B[31m red"),
        std::string("…"), std::string("12345"), std::string("''"), std::string("'unclosed"), std::string(3, '\0'),
        std::string("a\u2028b"), std::string("= : =:= ::: ///"),
        std::string("\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7 5")}) {
    const std::string reason = failure_reason(error);
    CAPTURE(error.substr(0, 60));
    CHECK(is_utf8(reason));
    CHECK(reason.size() <= kMaxReasonBytes);
    CHECK_FALSE(reason.empty());
    CHECK(reason.find('\n') == std::string::npos);
    CHECK(failure_reason(reason).size() <= kMaxReasonBytes);
  }
  CHECK(failure_reason("").empty());
}
