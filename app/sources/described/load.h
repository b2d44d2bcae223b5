// From the name or the file of a description, and what a profile says beside it, to a server that can be asked. Any
// thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "net/client/api_key.h"
#include "sources/described/session.h"
#include "sources/source.h"

namespace syncwall::described {

// A shipped one by its name, else a file.
[[nodiscard]] Result<std::shared_ptr<const Description>> load_description(const std::string& name_or_file);

struct ServerSettings {
  Variables variables;
  std::map<std::string, std::filesystem::path> secret_files;
  KeyProvider key;  // of the secret `key`
};

// A problem where a variable is missing or unknown, or a secret is named that the description hasn't. Secrets are read
// when they are needed, and anew after a 401: from their files, else from SYNCWALL_SECRET_NAME.
[[nodiscard]] Result<std::shared_ptr<const Server>> make_server(std::shared_ptr<const Description> description,
                                                                ServerSettings settings);

// Over recorded answers, or whatever else answers.
[[nodiscard]] std::unique_ptr<JobSource> make_described_source(std::shared_ptr<const Server> server,
                                                               std::unique_ptr<HttpPort> port);

}  // namespace syncwall::described
