#include "program/profile.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/paths.h"
#include "base/private_file.h"
#include "sources/proxy.h"

namespace syncwall {

namespace {

using Json = nlohmann::json;

Problem wrong(const std::filesystem::path& file, std::string why) { return {"the configuration " + file.string() + " can't be used", std::move(why), "mend it, or use --url"}; }

std::filesystem::path placed(const std::filesystem::path& file, const std::string& text) {
  if (text.empty()) return {};
  const char* home = std::getenv("HOME");
  if (text.starts_with("~/") && home != nullptr) return std::filesystem::path(home) / text.substr(2);
  return file.parent_path() / text;
}

Result<Profile> read_fields(const std::filesystem::path& file, const std::string& where, const Json& fields) {
  Profile profile;
  if (!fields.is_object()) return wrong(file, where + " is no object");
  for (const auto& [key, value] : fields.items()) {
    std::string at = where;
    at.append(".").append(key);
    if (key == "insecure_http") {
      if (!value.is_boolean()) return wrong(file, at + " is neither true nor false");
      profile.insecure_http = value.get<bool>();
      continue;
    }
    if (key == "api_key") return wrong(file, at + ": a key does not belong here; put it into a file of mode 600 and name that as api_key_file");
    if (!value.is_string()) return wrong(file, at + " is no text");
    const auto text = value.get<std::string>();
    if (key == "url") {
      profile.url = text;
    } else if (key == "source") {
      const auto kind = parse_source_kind(text);
      if (!kind.ok()) return wrong(file, at + ": " + kind.problem().text());
      profile.kind = kind.value();
    } else if (key == "api_key_file") {
      profile.api_key_file = placed(file, text);
    } else if (key == "proxy") {
      const auto proxy = text == "none" ? Result<Proxy>(Proxy{}) : parse_proxy(text, at);
      if (!proxy.ok()) return wrong(file, at + ": " + proxy.problem().why);
      profile.proxy = text;
    } else if (key == "ca_file") {
      profile.ca_file = placed(file, text).string();
    } else if (key == "client_cert") {
      profile.identity.certificate = placed(file, text).string();
    } else if (key == "client_key") {
      profile.identity.key = placed(file, text).string();
    } else {
      return wrong(file, at + " is unknown: there are url, source, api_key_file, proxy, ca_file, client_cert, client_key and insecure_http");
    }
  }
  if (profile.url.empty()) return wrong(file, where + ".url is missing");
  return profile;
}

std::string names(const Json& profiles) {
  std::string text;
  for (const auto& [key, value] : profiles.items()) {
    if (!text.empty()) text += ", ";
    text += key;
  }
  return text.empty() ? "none" : text;
}

}  // namespace

std::filesystem::path config_file() { return config_dir() / "config.json"; }

Result<Profile> read_profile(const std::filesystem::path& file, const std::string& name) {
  std::error_code error;
  if (name.empty() && !std::filesystem::exists(file, error)) return Profile{};
  const auto text = read_file(file);
  if (!text.ok()) return text.problem();
  auto profile = parse_profile(text.value(), file, name);
  if (!profile.ok() || !has_password(profile.value().proxy)) return profile;
  const auto held = check_private(file, "configuration, which holds a proxy's password,");
  if (!held.ok()) return held.problem();
  return profile;
}

Result<Profile> parse_profile(const std::string& text, const std::filesystem::path& file, const std::string& name) {
  const Json root = Json::parse(text, nullptr, false);
  if (root.is_discarded() || !root.is_object()) return wrong(file, "it is not a JSON object");
  const Json profiles = root.value("profiles", Json::object());
  if (!profiles.is_object()) return wrong(file, "profiles is no object");
  std::string wanted = name;
  if (wanted.empty()) {
    if (!root.contains("default")) return Profile{};
    if (!root["default"].is_string()) return wrong(file, "default is no text");
    wanted = root["default"].get<std::string>();
  }
  if (!profiles.contains(wanted)) return Problem{"there is no profile " + wanted + " in " + file.string(), "it has: " + names(profiles), "name one of these with --profile"};
  auto profile = read_fields(file, "profiles." + wanted, profiles[wanted]);
  if (profile.ok()) profile.value().name = wanted;
  return profile;
}

}  // namespace syncwall
