// Reading JSON with the place of the first fault remembered. Only for the .cpp files of this room: simdjson.h
// comes with it. Not thread-safe; each document belongs to one decoding.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace syncwall {

// A parsed answer. Strings of `root` are borrowed from `parser`.
struct JsonDocument {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  std::string side;              // texts made while decoding (masked configs), borrowed by the result too
  std::list<std::string> texts;  // the same, of the few fields that came otherwise than the API has them
};

// Broken UTF-8 and lone surrogates are replaced first, a number that no machine holds is read as a text. The problem
// says where the JSON breaks.
[[nodiscard]] Result<std::shared_ptr<JsonDocument>> parse_json(std::string body);

// A text; or of a number, true or false its text, kept in `texts`. None for null, a list, an object.
[[nodiscard]] std::optional<std::string_view> scalar_text(simdjson::dom::element value, std::list<std::string>& texts);

// The problem of an answer that is JSON, but not as the contract says. `where`: "items[17].created_at: …".
[[nodiscard]] Problem not_as_agreed(std::string where);

// What is wrong with a record: one of its fields, or, where `field` is empty, the record itself.
struct RecordFault {
  std::string field, why;  // both empty: nothing is wrong
  [[nodiscard]] bool none() const { return why.empty(); }
  [[nodiscard]] std::string text() const;  // "created_at: not a date-time"; "not an object"
  // With its place in an answer: "items[17].created_at: not a date-time"; "items[17]: not an object".
  [[nodiscard]] std::string in(std::string_view list, std::size_t index) const;
};

// The fields of one object. A reader returns a harmless value after a fault; the first fault is kept. null reads as
// absent.
class JsonFields {
 public:
  using Value = std::optional<simdjson::dom::element>;

  // An element that is no object is a fault at once.
  explicit JsonFields(simdjson::dom::element element);

  [[nodiscard]] bool ok() const { return fault_.none(); }
  [[nodiscard]] const RecordFault& fault() const { return fault_; }
  void fail(std::string_view key, std::string_view why);

  // A key that comes twice is a fault: one reader takes the first, another the last.
  void refuse_repeated();

  [[nodiscard]] Value find(std::string_view key) const;
  // Also where it is null.
  [[nodiscard]] bool has(std::string_view key) const;

  // Texts are cut to kMaxTextBytes; the required ones must be there. A number is taken as its text.
  std::string_view text(std::string_view key);
  std::string_view optional_text(std::string_view key);
  // 1 to kMaxIdBytes bytes. Its views, and those of texts, live as long as this and the document.
  std::string_view id(std::string_view key);
  WallMs time(std::string_view key);
  WallMs optional_time(std::string_view key, WallMs absent);
  // A whole number from `least` to `most`; 3600.0 and "3600" count as one.
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most);
  std::int64_t optional_integer(std::string_view key, std::int64_t absent, std::int64_t least, std::int64_t most);
  std::uint64_t optional_revision(std::string_view key);
  // true, false, and as texts or as 1 and 0.
  bool optional_flag(std::string_view key, bool absent);

 private:
  std::int64_t integer_of(std::string_view key, simdjson::dom::element value, std::int64_t least, std::int64_t most);

  std::optional<simdjson::dom::object> object_;
  RecordFault fault_;
  std::list<std::string> made_;  // texts of numbers
};

}  // namespace syncwall
