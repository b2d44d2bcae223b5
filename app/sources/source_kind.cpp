#include "sources/source_kind.h"

#include <algorithm>
#include <string>

#include "base/utf8.h"
#include "sources/shipped_sources.h"

namespace syncwall {

bool names_a_description_file(std::string_view text) {
  return text.find('/') != std::string_view::npos || text.ends_with(".json");
}

Result<SourceKind> parse_source_kind(std::string_view text) {
  if (text == "auto") return SourceKind::Auto;
  if (text == "syncwall") return SourceKind::Syncwall;
  if (text == "h2ogpte") return SourceKind::H2ogpte;
  if (names_a_description_file(text)) return SourceKind::Described;
  std::string names;
  for (const ShippedSource& shipped : shipped_sources()) {
    if (shipped.name == text) return SourceKind::Described;
    names.append(", ").append(shipped.name);
  }
  return Problem{"unknown source \"" + to_utf8(text) + "\"", "",
                 "use auto, syncwall, h2ogpte" + names + ", or the path of a description (mine.json)"};
}

}  // namespace syncwall
