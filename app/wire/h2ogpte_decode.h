// Bytes of a real h2oGPTe server's answers → values, as far as Syncwall asks one: collections, roles,
// permissions. Its connector records are read by decode_job_array. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace syncwall {

struct CollectionRef {
  std::string id, name;
};

// `listed`: how many records the answer had, those without a usable id included; what the next offset goes by.
struct CollectionPage {
  std::vector<CollectionRef> collections;
  std::size_t listed = 0;
  std::int64_t skipped = 0;  // those without a usable id: their jobs can't be asked for
  std::string skipped_why;   // the first of them: "[3].id: missing"
};
[[nodiscard]] Result<CollectionPage> decode_collections(std::string body);

// The names in a list of roles or permissions: [{"name": "admin"}, …] or ["admin", …].
[[nodiscard]] Result<std::vector<std::string>> decode_names(std::string body);

}  // namespace syncwall
