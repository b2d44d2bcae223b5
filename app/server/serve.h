// syncwall-server itself: a JobServer until a signal ends it. SIGHUP: certificates and log files anew.
#pragma once

#include <filesystem>
#include <string>

#include "server/job_server.h"

namespace syncwall {

struct ServeOptions {
  std::string listen = "127.0.0.1:8470";
  std::filesystem::path log_file;  // empty: stderr
  std::string log_level = "warn";
  JobServer::Options server;
};

// The status to exit with.
int serve(ServeOptions options);

}  // namespace syncwall
