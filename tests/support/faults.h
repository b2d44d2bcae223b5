// Everything that a server, or what stands between, does wrong to a client, by name. tests/README.md tells of each
// (a test holds the two lists together); tests/unit/sync/faults_test.cpp tries each on the client.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "support/raw_server.h"

namespace syncwall::test {

// What a fault needs to know from one request to the next; empty when it begins.
struct FaultMemory {
  std::map<std::string, int> counts;
  std::map<std::string, nlohmann::json> first_items;  // of first pages, by their request
};

// One request to a faulty server.
struct Asked {
  const std::string& request;
  const std::function<std::string()>& healthy;  // the whole answer of the healthy server
  FaultMemory& memory;
  std::chrono::milliseconds drip;  // from byte to byte, of a slow one

  [[nodiscard]] bool is_page() const;
  [[nodiscard]] bool is_changes() const { return request.find("/changes?") < request.find("\r\n"); }
  [[nodiscard]] std::string body() const;    // of the healthy answer
  [[nodiscard]] std::string cursor() const;  // empty: none
  // How often this fault was asked for `what` so far, this time too.
  int count(const std::string& what) { return ++memory.counts[what]; }
};

struct Fault {
  enum class Door : std::uint8_t { Open, Refused, WrongName, Expired, UnknownAuthority, PlainHttp, OldTls };

  std::string_view name;
  std::string_view what;                // does
  std::string_view says;                // a part of the screen's line about the connection while it lasts
  RawReply (*reply)(Asked&) = nullptr;  // none: as healthy
  Door door = Door::Open;
  bool https = false;  // only where the server is asked over TLS
};

[[nodiscard]] std::span<const Fault> all_faults();
[[nodiscard]] const Fault* find_fault(std::string_view name);

}  // namespace syncwall::test
