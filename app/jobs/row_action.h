// RowAction: what a server can do to a job when it is asked to. Pure values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace syncwall {

enum class RowAction : std::uint8_t { Delete, SyncNow, Pause, Resume };
inline constexpr std::array kRowActions{RowAction::Delete, RowAction::SyncNow, RowAction::Pause, RowAction::Resume};

// A set of them.
class RowActions {
 public:
  constexpr RowActions() = default;
  constexpr RowActions(std::initializer_list<RowAction> actions) {
    for (const RowAction a : actions) add(a);
  }
  constexpr void add(RowAction a) { bits_ = static_cast<std::uint8_t>(bits_ | bit(a)); }
  [[nodiscard]] constexpr bool has(RowAction a) const { return (bits_ & bit(a)) != 0; }
  friend bool operator==(const RowActions&, const RowActions&) = default;

 private:
  static constexpr unsigned bit(RowAction a) { return 1u << static_cast<unsigned>(a); }
  std::uint8_t bits_ = 0;
};

// One request to a source. `ids` are borrowed. `request_id`: made up for this request and no other; it may be sent more
// than once under it.
struct Order {
  RowAction action = RowAction::Delete;
  std::span<const std::string> ids;
  std::string request_id;
};

}  // namespace syncwall
