#include "wire/config_mask.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/json_text.h"
#include "wire/config_mask_element.h"
#include "wire/secret_text.h"

namespace syncwall {

namespace {

using simdjson::dom::element;

// Names as plain_name() spells them.
constexpr std::array<std::string_view, 45> kEverywhere = {
    "type",     "name",           "title",     "description",     "url",
    "urls",     "baseurl",        "endpoint",  "endpointurl",     "host",
    "hostname", "server",         "port",      "scheme",          "protocol",
    "region",   "location",       "path",      "paths",           "folder",
    "folders",  "folderpath",     "directory", "prefix",          "prefixes",
    "suffix",   "include",        "exclude",   "includepatterns", "excludepatterns",
    "patterns", "extensions",     "filetypes", "language",        "timezone",
    "timeout",  "timeoutseconds", "batchsize", "pagesize",        "maxfiles",
    "maxdepth", "maxfilesize",    "retries",   "version",         "apiversion"};
constexpr std::array<std::string_view, 6> kS3 = {"bucket",  "buckets",      "bucketname",
                                                 "rolearn", "storageclass", "signatureversion"};
constexpr std::array<std::string_view, 8> kAzure = {"container",   "containers",     "containername",  "account",
                                                    "accountname", "storageaccount", "endpointsuffix", "tenantid"};
constexpr std::array<std::string_view, 5> kGcs = {"bucket", "buckets", "bucketname", "project", "projectid"};
constexpr std::array<std::string_view, 23> kSharePoint = {
    "site",           "sites",           "siteid",   "sitename", "siteurl",   "sitepath",
    "sharepointhost", "sharepointsite",  "drive",    "driveid",  "drivename", "library",
    "libraries",      "documentlibrary", "list",     "listname", "tenant",    "tenantid",
    "tenantname",     "clientid",        "username", "user",     "domain"};
constexpr std::array<std::string_view, 15> kConfluence = {"space",  "spaces",   "spacekey",  "spacekeys", "spaceid",
                                                          "pageid", "pageids",  "pagetitle", "cql",       "label",
                                                          "labels", "username", "user",      "email",     "cloudid"};

std::span<const std::string_view> of_type(ConnectorType type) {
  switch (type) {
    case ConnectorType::S3:
      return kS3;
    case ConnectorType::AzureBlobStorage:
      return kAzure;
    case ConnectorType::Gcs:
      return kGcs;
    case ConnectorType::SharePointOnline:
    case ConnectorType::SharePointOnPremise:
      return kSharePoint;
    case ConnectorType::Confluence:
      return kConfluence;
    case ConnectorType::Other:
      break;
  }
  return {};
}

class Writer {
 public:
  Writer(std::string& out, ConnectorType type) : out_(out), of_type_(syncwall::of_type(type)) {}

  void object(simdjson::dom::object fields) {
    char before = '{';
    for (const auto field : fields) {
      out_ += before;
      before = ',';
      text(field.key);
      out_ += ':';
      member(plain_name(field.key), field.value);
    }
    out_ += before == '{' ? "{}" : "}";
  }

 private:
  void member(const std::string& name, element value) {
    if (is_harmless(name)) return harmless(value);
    if (names_a_secret(name) && !value.is_null()) return masked();
    unknown(value);
  }

  [[nodiscard]] bool is_harmless(std::string_view name) const {
    return std::ranges::find(kEverywhere, name) != kEverywhere.end() ||
           std::ranges::find(of_type_, name) != of_type_.end();
  }

  void masked() { out_ += "\"***\""; }

  void text(std::string_view value) {
    const auto without = masked_text(value);
    append_json(out_, without ? *without : value);
  }

  void harmless(element value) {
    std::string_view plain;
    simdjson::dom::array values;
    simdjson::dom::object fields;
    if (value.get(plain) == simdjson::SUCCESS) return text(plain);
    if (value.get(fields) == simdjson::SUCCESS) return object(fields);
    if (value.get(values) == simdjson::SUCCESS) return list(values, [this](element e) { harmless(e); });
    out_ += simdjson::minify(value);
  }

  void unknown(element value) {
    simdjson::dom::array values;
    simdjson::dom::object fields;
    if (value.get(fields) == simdjson::SUCCESS) return object(fields);
    if (value.get(values) == simdjson::SUCCESS &&
        std::ranges::any_of(values, [](element e) { return e.is_object() || e.is_array(); })) {
      return list(values, [this](element e) { unknown(e); });
    }
    if (value.is_bool() || value.is_null()) {
      out_ += simdjson::minify(value);
    } else {
      masked();
    }
  }

  template <class Each>
  void list(simdjson::dom::array values, Each each) {
    char before = '[';
    for (const element value : values) {
      out_ += before;
      before = ',';
      each(value);
    }
    out_ += before == '[' ? "[]" : "]";
  }

  std::string& out_;
  const std::span<const std::string_view> of_type_;
};

}  // namespace

// As deep as the parser lets a document be (1,024 levels).
void append_masked_config(std::string& out, ConnectorType type, element config) {
  simdjson::dom::object fields;
  if (config.get(fields) == simdjson::SUCCESS) Writer(out, type).object(fields);
}

struct ConfigMask::Parser {
  simdjson::dom::parser parser;
};

ConfigMask::ConfigMask() : parser_(std::make_unique<Parser>()) {}
ConfigMask::~ConfigMask() = default;

std::string ConfigMask::masked(ConnectorType type, std::string_view config) {
  std::string out;
  element parsed;
  if (parser_->parser.parse(config.data(), config.size(), true).get(parsed) == simdjson::SUCCESS)
    append_masked_config(out, type, parsed);
  return out;
}

void ConfigMask::mask(Job& job) {
  if (!job.config_json.empty()) job.config_json = masked(job.type, job.config_json);
  if (auto without = masked_text(job.last_sync_error)) job.last_sync_error = *std::move(without);
}

}  // namespace syncwall
