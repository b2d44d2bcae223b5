// The audit as text: a table for people, JSON and CSV for programs. Outside text can't move the terminal's cursor or
// add a line. One thread.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "jobs/audit.h"
#include "program/options/options.h"

namespace syncwall {

// begin, add for each record, end.
class AuditWriter {
 public:
  AuditWriter(std::FILE* out, Options::Format format) : out_(out), format_(format) {}
  void begin();
  void add(const AuditRecord& record);
  void end();

 private:
  void put(const std::string& text) { std::fwrite(text.data(), 1, text.size(), out_); }

  std::FILE* out_;
  Options::Format format_;
  std::int64_t records_ = 0;
};

}  // namespace syncwall
