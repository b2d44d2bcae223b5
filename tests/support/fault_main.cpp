// fault-server: a job server with a demonstration, on a loopback port, that misbehaves on command: to look at the
// dashboard while it does. Commands on standard input, one a line: the name of a fault begins it, "end" ends it.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>

#include "server/job_server.h"
#include "store/keys.h"
#include "support/fault_server.h"

using namespace syncwall;

namespace {

void list_faults() {
  for (const test::Fault& fault : test::all_faults()) {
    std::cout << "| `" << fault.name << "` | " << fault.what << " | \"" << fault.says << "\" |\n";
  }
}

int serve(bool https, const std::filesystem::path& folder) {
  JobServer::Options options;
  options.database = folder / "jobs.db";
  options.demo_jobs = 10'000;
  options.http.embedded_key = make_key();
  const auto started = JobServer::start(options);
  if (!started.ok()) {
    std::fprintf(stderr, "fault-server: %s\n", started.problem().text().c_str());
    return 2;
  }
  test::FaultServer faulty({.healthy_port = started.value()->port(), .https = https});
  std::printf("SYNCWALL_API_KEY=%s syncwall --url %s%s%s\n", options.http.embedded_key.c_str(), faulty.url().c_str(),
              https ? " --ca-file " : "", faulty.ca_file().c_str());
  std::printf("now type the name of a fault, or end; --list names them\n");
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
    const test::Fault* const fault = test::find_fault(line);
    faulty.end();
    if (fault != nullptr && (!fault->https || https)) {
      faulty.begin(*fault);
    } else if (line != "end") {
      std::printf(fault != nullptr ? "that one needs --https\n" : "no such fault\n");
    }
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string option = argc > 1 ? argv[1] : "";
  if (option == "--list") return list_faults(), 0;
  if (!option.empty() && option != "--https") {
    std::fprintf(stderr, "usage: fault-server [--https | --list]\n");
    return 2;
  }
  const auto folder = std::filesystem::temp_directory_path() / ("syncwall-fault-server-" + std::to_string(::getpid()));
  const int status = serve(!option.empty(), folder);
  std::filesystem::remove_all(folder);
  return status;
}
