#include "sources/described/load.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/paths.h"
#include "base/utf8.h"
#include "sources/described/described_source.h"
#include "sources/shipped_sources.h"
#include "sources/source_kind.h"

namespace syncwall::described {

namespace {

std::string variable_of(const std::string& secret) {
  std::string name = "SYNCWALL_SECRET_";
  for (const char c : secret) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return name;
}

Result<std::string> from_environment(const std::string& secret) {
  const std::string variable = variable_of(secret);
  const char* const value = std::getenv(variable.c_str());
  constexpr std::string_view kBlank = " \t\r\n";
  const std::string_view text = value == nullptr ? "" : value;
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first != std::string_view::npos)
    return std::string(text.substr(first, text.find_last_not_of(kBlank) - first + 1));
  return Problem{"the secret " + secret + " is missing", "",
                 "set " + variable + ", or name a file with --source-secret " + secret + "=FILE"};
}

std::string names(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& name : all) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

Result<Done> check_variables(const Description& d, Variables& variables) {
  std::vector<std::string> known;
  for (const Variable& variable : d.variables) {
    known.push_back(variable.name);
    if (variables.contains(variable.name)) continue;
    if (!variable.fallback)
      return Problem{d.name + " needs the variable " + variable.name, variable.about,
                     "give it with --source-var " + variable.name + "=…, or in the profile's variables"};
    variables[variable.name] = *variable.fallback;
  }
  for (const auto& [name, value] : variables) {
    if (std::ranges::find(known, name) == known.end())
      return Problem{d.name + " has no variable " + name, "there are: " + names(known), ""};
    if (one_line(value) != value)
      return Problem{"the variable " + name + " has a line break or another control character in it", "", ""};
  }
  return Done{};
}

}  // namespace

Result<std::shared_ptr<const Description>> load_description(const std::string& name_or_file) {
  if (!names_a_description_file(name_or_file)) {
    for (const ShippedSource& shipped : shipped_sources()) {
      if (shipped.name == name_or_file) return parse_description(shipped.text, name_or_file);
    }
    return parse_source_kind(name_or_file).problem();
  }
  const auto text = read_file(name_or_file);
  if (!text.ok()) return Problem{"the description " + to_utf8(name_or_file) + " can't be read", text.problem().why, ""};
  return parse_description(text.value(), to_utf8(name_or_file));
}

Result<std::shared_ptr<const Server>> make_server(std::shared_ptr<const Description> description,
                                                  ServerSettings settings) {
  if (const auto done = check_variables(*description, settings.variables); !done.ok()) return done.problem();
  std::map<std::string, KeyProvider> files;
  for (const auto& [name, file] : settings.secret_files) {
    if (std::ranges::find(description->secrets, name) == description->secrets.end())
      return Problem{description->name + " has no secret " + name, "there are: " + names(description->secrets), ""};
    files[name] = key_provider(file);
  }
  auto server = std::make_shared<Server>();
  server->description = std::move(description);
  server->variables = std::move(settings.variables);
  server->secrets = [files = std::move(files), key = std::move(settings.key)](const std::string& name) {
    const auto file = files.find(name);
    if (file != files.end()) return file->second();
    return name == "key" && key ? key() : from_environment(name);
  };
  return std::shared_ptr<const Server>(std::move(server));
}

std::unique_ptr<JobSource> make_described_source(std::shared_ptr<const Server> server, std::unique_ptr<HttpPort> port) {
  return std::make_unique<DescribedSource>(std::move(server), std::move(port));
}

}  // namespace syncwall::described
