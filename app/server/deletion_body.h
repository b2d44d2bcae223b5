// The body of batch_delete and its outcome, read without a tree: what it may hold is bounded before anything is kept.
// Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace syncwall {

constexpr std::size_t kMostIds = 1'000;             // of one batch_delete
constexpr std::size_t kLongestId = 2'048;           // bytes: 512 characters
constexpr std::size_t kLongestRequestId = 100;      // bytes
constexpr std::size_t kDeletionBytes = 640u << 10;  // of the body: a thousand ids of 600 bytes, and room to spare

struct Deletion {
  std::vector<std::string> ids;
  std::string request_id;  // empty: none
};

// {"connector_ids": [...], "request_id": "..."}. Other members with plain values are ignored; one that is there twice,
// or anything nested, is refused.
[[nodiscard]] Result<Deletion> parse_deletion(std::string_view body);

}  // namespace syncwall
