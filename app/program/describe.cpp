#include "program/describe.h"

#include "base/json_text.h"
#include "base/paths.h"
#include "base/utf8.h"

namespace syncwall {

std::string describe(std::span<const Note> notes) {
  std::string text = "[";
  for (const Note& note : notes) {
    const auto number = [&](const char* name, float value) {
      text += std::string(",\"") + name + "\":" + std::to_string(static_cast<int>(value));
    };
    text += text.size() > 1 ? ",\n{\"role\":" : "\n{\"role\":";
    append_json(text, note.role);
    text += ",\"name\":";
    append_json(text, to_utf8(note.name));
    number("x", note.min.x);
    number("y", note.min.y);
    number("w", note.max.x - note.min.x);
    number("h", note.max.y - note.min.y);
    text += "}";
  }
  return text + "\n]\n";
}

Result<Done> write_description(const std::filesystem::path& file, const std::string& text) {
  return write_file_atomically(file, text, FileKind::Passing);
}

}  // namespace syncwall
