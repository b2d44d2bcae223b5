// JSON Pointers (RFC 6901) into answers. Pure; any thread. Only for the .cpp files of this room: simdjson.h comes with
// it.
#pragma once

#include <simdjson.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncwall {
struct JsonDocument;
}

namespace syncwall::described {

using Element = simdjson::dom::element;

class Pointer {
 public:
  Pointer() = default;
  // "" or "/a/b~1c/0"; nothing where it is none.
  [[nodiscard]] static std::optional<Pointer> parse(std::string_view text);
  [[nodiscard]] const std::vector<std::string>& keys() const { return keys_; }
  // Nothing where there is no such value; null is one.
  [[nodiscard]] std::optional<Element> find(Element root) const { return find(root, 0); }
  // The same by all keys but the first `skip`.
  [[nodiscard]] std::optional<Element> find(Element root, std::size_t skip) const;
  friend bool operator==(const Pointer&, const Pointer&) = default;

 private:
  std::vector<std::string> keys_;
};

// One record of a list, or one entry of a map: then /key is its name, and /value/… stands in it.
struct Row {
  std::shared_ptr<const JsonDocument> document;  // keeps it alive
  Element value;
  std::optional<std::string> key;
};

// The records at `where`, of which one key may be "*": those of every element of the list there. null is an empty
// list. `entries`: those of a map. False: there is no list (no map).
[[nodiscard]] bool find_rows(const std::shared_ptr<const JsonDocument>& document, const Pointer& where, bool entries,
                             std::vector<Row>& rows);

}  // namespace syncwall::described
