// Backend: the server of this run, and sources that ask it. The embedded server lives in here. Main thread.
#pragma once

#include <memory>
#include <string>

#include "program/options/options.h"
#include "server/job_server.h"
#include "sources/open_source.h"

namespace syncwall {

class Backend {
 public:
  // Starts the embedded server where no --url was given: on loopback, any free port, with a key of this run only.
  // `log`: where its requests are logged; null: nowhere. Must outlive this.
  [[nodiscard]] static Result<std::unique_ptr<Backend>> open(const Options& options, Log* log = nullptr);

  // One for each thread that asks; none may outlive this.
  [[nodiscard]] Result<std::unique_ptr<JobSource>> source() const { return open_source(settings_); }
  // Which jobs these are, the same in every run: the server's address, or the demonstration's file.
  [[nodiscard]] const std::string& name() const { return name_; }
  // The last requests of all its sources.
  [[nodiscard]] const RequestJournal& journal() const { return *settings_.journal; }
  [[nodiscard]] Log* log() const { return log_; }
  [[nodiscard]] bool embedded() const { return server_ != nullptr; }

 private:
  Backend() = default;
  SourceSettings settings_;
  std::string name_;
  Log* log_ = nullptr;
  std::unique_ptr<JobServer> server_;
};

// A server of this run, with the options that are its own.
struct Stage {
  Options options;
  std::unique_ptr<Backend> backend;
};

}  // namespace syncwall
