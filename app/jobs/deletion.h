// What a server answers about one job of a deletion. Pure values. What a client knows of an order: order_result.h.
#pragma once

#include <cstdint>
#include <string>

namespace syncwall {

struct DeleteResult {
  enum class Kind : std::uint8_t { Deleted, AlreadyGone, Forbidden, Failed, Unknown, Unclear };
  std::string id;
  Kind kind = Kind::Failed;
  std::string message;  // why, for all but Deleted and AlreadyGone
  friend bool operator==(const DeleteResult&, const DeleteResult&) = default;
};

}  // namespace syncwall
