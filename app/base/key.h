// The keys that the program knows, whatever library reads them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace syncwall {

enum class Key : std::uint8_t {
  Up,
  Down,
  Left,
  Right,
  PageUp,
  PageDown,
  Home,
  End,
  Space,
  Enter,
  Delete,
  Escape,
  Tab,
  Slash,
  Question,
  A,
  C,
  T,
  F3,
  F5,
  F11,
  F12,
  Plus,
  Minus,
  Zero,
  G,
  K,
  F,
  Colon,
  Backspace,
  F10,
  Menu,
  One,
  Two,
  Three,
  Four,
  Five,
  Six,
  Seven,
  Eight,
  Nine
};
inline constexpr std::size_t kKeys = 41;

}  // namespace syncwall
