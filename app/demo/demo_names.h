// Names of the demonstration: users, collections, and what connectors say when they fail. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "jobs/job.h"

namespace syncwall {

// A reproducible random number from two others (SplitMix64).
[[nodiscard]] std::uint64_t mixed(std::uint64_t a, std::uint64_t b);

struct DemoUser {
  std::string id, name, email;
};
// The same for the same number; the first ones are those of the design's pictures.
[[nodiscard]] DemoUser demo_user(std::uint64_t seed, std::uint64_t number);
[[nodiscard]] std::string demo_collection(std::uint64_t random);
[[nodiscard]] std::string demo_uuid(std::uint64_t seed, std::uint64_t kind, std::uint64_t number);
// A configuration as such a connector has it, secrets included: it must be seen that they are masked.
[[nodiscard]] std::string demo_config(ConnectorType type, std::uint64_t random);
// The errors such connectors really give.
[[nodiscard]] std::string demo_error(ConnectorType type, std::uint64_t random);

}  // namespace syncwall
