// Connects to whichever address of a host answers first ("happy eyeballs", RFC 8305). Any thread.
#pragma once

#include <chrono>
#include <vector>

#include "base/descriptor.h"
#include "base/result.h"
#include "net/cancellation.h"
#include "net/client/resolver.h"
#include "net/net_fault.h"

namespace syncwall {

inline constexpr std::chrono::milliseconds kNextAddressAfter{250};

// A connected, non-blocking socket. The next address is tried kNextAddressAfter the one before, or as soon as that one
// has failed; the others stay under way meanwhile. The first that connects wins, the others are closed. `until` holds
// for all of them together, and is reported as `limit`. The fault names each different reason, with an address where
// there are several.
[[nodiscard]] Result<Descriptor, NetFault> dial(const std::vector<SocketAddress>& addresses, Cancellation::Time until,
                                                std::chrono::milliseconds limit, const Cancellation& cancellation);

}  // namespace syncwall
