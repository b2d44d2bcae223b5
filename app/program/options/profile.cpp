#include "program/options/profile.h"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/paths.h"
#include "base/private_file.h"
#include "base/utf8.h"
#include "net/client/proxy.h"
#include "program/json_places.h"

namespace syncwall {

namespace {

using Json = nlohmann::json;

constexpr const char* kOptions =
    "url, source, variables, secret_files, api_key_file, proxy, ca_file, client_cert, client_key and insecure_http";

// A file and what stands in it where.
struct Source {
  const std::filesystem::path& file;
  const std::string& text;
  JsonPlaces places;

  // `key`: "profiles.prod.url"; one that isn't there is told without a place.
  [[nodiscard]] Problem wrong(const std::string& key, const std::string& why) const {
    const auto place = places.keys.find(key);
    return wrong_at(place == places.keys.end() ? std::nullopt : std::optional(place->second), key + why);
  }
  [[nodiscard]] Problem wrong_at(std::optional<std::size_t> offset, const std::string& why) const {
    return {"the configuration " + file.string() + " can't be used",
            (offset ? line_and_column(text, *offset) + ": " : "") + one_line(why), "mend it, or use --url"};
  }
};

std::filesystem::path placed(const std::filesystem::path& file, const std::string& text) {
  if (text.empty()) return {};
  const char* home = std::getenv("HOME");
  if (text.starts_with("~/") && home != nullptr) return std::filesystem::path(home) / text.substr(2);
  return file.parent_path() / text;
}

// A text that must not be empty.
Result<std::string> read_text(const Source& source, const std::string& at, const Json& value) {
  if (!value.is_string()) return source.wrong(at, " is no text");
  auto text = value.get<std::string>();
  if (text.empty()) return source.wrong(at, " is empty");
  if (one_line(text) != text) return source.wrong(at, " has a line break or another control character in it");
  return text;
}

// Texts by their names.
Result<std::map<std::string, std::string>> read_texts(const Source& source, const std::string& at, const Json& value) {
  std::map<std::string, std::string> texts;
  if (!value.is_object()) return source.wrong(at, " is no object");
  for (const auto& [name, one] : value.items()) {
    auto text = read_text(source, at + "." + name, one);
    if (!text.ok()) return text.problem();
    texts[name] = std::move(text).value();
  }
  return texts;
}

// One option of a profile.
Result<Done> read_option(const Source& source, const std::string& at, const std::string& key, const Json& value,
                         Profile& profile) {
  if (key == "insecure_http") {
    if (!value.is_boolean()) return source.wrong(at, " is neither true nor false");
    profile.insecure_http = value.get<bool>();
    return Done{};
  }
  if (key == "api_key")
    return source.wrong(at,
                        ": a key does not belong here; put it into a file of mode 600 and name that as api_key_file");
  if (key == "variables" || key == "secret_files") {
    const auto texts = read_texts(source, at, value);
    if (!texts.ok()) return texts.problem();
    if (key == "variables") profile.variables = texts.value();
    for (const auto& [name, file] : texts.value()) {
      if (key == "secret_files") profile.secret_files[name] = placed(source.file, file);
    }
    return Done{};
  }
  const auto text = read_text(source, at, value);
  if (key == "url" || key == "source" || key == "api_key_file" || key == "proxy" || key == "ca_file" ||
      key == "client_cert" || key == "client_key") {
    if (!text.ok()) return text.problem();
  } else {
    return source.wrong(at, std::string(" is unknown: there are ") + kOptions);
  }
  if (key == "url") profile.url = text.value();
  if (key == "api_key_file") profile.api_key_file = placed(source.file, text.value());
  if (key == "proxy") {
    const auto proxy = wants_no_proxy(text.value()) ? Result<Proxy>(Proxy{}) : parse_proxy(text.value(), at);
    if (!proxy.ok()) return source.wrong(at, ": " + proxy.problem().why);
    profile.proxy = text.value();
  }
  if (key == "ca_file") profile.ca_file = placed(source.file, text.value()).string();
  if (key == "client_cert") profile.identity.certificate = placed(source.file, text.value()).string();
  if (key == "client_key") profile.identity.key = placed(source.file, text.value()).string();
  if (key != "source") return Done{};
  const auto kind = parse_source_kind(text.value());
  if (!kind.ok()) return source.wrong(at, ": " + kind.problem().text());
  profile.kind = kind.value();
  if (profile.kind == SourceKind::Described)
    profile.source = names_a_description_file(text.value()) ? placed(source.file, text.value()).string() : text.value();
  return Done{};
}

Result<Profile> read_fields(const Source& source, const std::string& where, const Json& fields) {
  Profile profile;
  if (!fields.is_object()) return source.wrong(where, " is no object");
  for (const auto& [key, value] : fields.items()) {
    std::string at = where;
    at.append(".").append(key);
    if (const auto done = read_option(source, at, key, value, profile); !done.ok()) return done.problem();
  }
  // A description may know where its system is.
  if (profile.url.empty() && profile.kind != SourceKind::Described) return source.wrong(where, ".url is missing");
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
  const auto unusable = [&](const std::string& why) {
    return Problem{"the configuration " + file.string() + " can't be used", why, "mend it, or use --url"};
  };
  std::error_code error;
  const auto link = std::filesystem::symlink_status(file, error);
  if (link.type() == std::filesystem::file_type::not_found && name.empty()) return Profile{};
  if (link.type() == std::filesystem::file_type::not_found)
    return Problem{"there is no profile " + name, "there is no file " + file.string(),
                   "describe the profile there, or use --url"};
  const auto target = std::filesystem::status(file, error);
  if (target.type() == std::filesystem::file_type::not_found)
    return unusable("it is a link to " + std::filesystem::read_symlink(file, error).string() + ", which isn't there");
  if (target.type() == std::filesystem::file_type::directory) return unusable("it is a folder");
  if (target.type() != std::filesystem::file_type::regular) return unusable(error ? error.message() : "it is no file");
  const auto text = read_file(file);
  if (!text.ok()) return unusable(text.problem().why);
  auto profile = parse_profile(text.value(), file, name);
  if (!profile.ok() || !has_password(profile.value().proxy)) return profile;
  const auto held = check_private(file, "configuration, which holds a proxy's password,");
  if (!held.ok()) return held.problem();
  return profile;
}

Result<std::vector<std::string>> profile_names(const std::filesystem::path& file) {
  // What is wrong with the file, the default profile's reader says.
  if (const auto read = read_profile(file, ""); !read.ok()) return read.problem();
  const auto text = read_file(file);
  std::vector<std::string> found;
  if (!text.ok()) return found;
  const Json root = Json::parse(text.value(), nullptr, false);
  if (!root.is_object() || !root.contains("profiles")) return found;
  for (const auto& [key, value] : root["profiles"].items()) found.push_back(key);
  return found;
}

Result<Profile> parse_profile(const std::string& text, const std::filesystem::path& file, const std::string& name) {
  const Source source{file, text, find_json_places(text)};
  if (source.places.fault)
    return source.wrong_at(source.places.fault, source.places.repeated.empty()
                                                    ? "it is not JSON"
                                                    : source.places.repeated + " stands there twice");
  const Json root = Json::parse(text, nullptr, false);
  if (root.is_discarded() || !root.is_object()) return source.wrong_at(0, "it is not a JSON object");
  for (const auto& [key, value] : root.items()) {
    if (key != "default" && key != "profiles") return source.wrong(key, " is unknown: there are default and profiles");
  }
  const Json profiles = root.value("profiles", Json::object());
  if (!profiles.is_object()) return source.wrong("profiles", " is no object");
  std::string wanted = name;
  if (root.contains("default")) {
    const auto fallback = read_text(source, "default", root["default"]);
    if (!fallback.ok()) return fallback.problem();
    if (!profiles.contains(fallback.value()))
      return source.wrong("default", " names the profile " + one_line(fallback.value()) +
                                         ", which isn't there; there are: " + names(profiles));
    if (wanted.empty()) wanted = fallback.value();
  }
  // All of them: a mistake in one that is used tomorrow is one today.
  Profile found;
  for (const auto& [key, value] : profiles.items()) {
    auto profile = read_fields(source, "profiles." + key, value);
    if (!profile.ok()) return profile.problem();
    if (key != wanted) continue;
    found = std::move(profile).value();
    found.name = wanted;
  }
  if (wanted.empty()) return Profile{};
  if (!profiles.contains(wanted))
    return Problem{"there is no profile " + one_line(wanted) + " in " + file.string(), "it has: " + names(profiles),
                   "name one of these with --profile"};
  return found;
}

}  // namespace syncwall
