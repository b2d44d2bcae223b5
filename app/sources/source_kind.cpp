#include "sources/source_kind.h"

#include "base/utf8.h"

namespace syncwall {

Result<SourceKind> parse_source_kind(std::string_view text) {
  if (text == "auto") return SourceKind::Auto;
  if (text == "syncwall") return SourceKind::Syncwall;
  if (text == "h2ogpte") return SourceKind::H2ogpte;
  return Problem{"unknown source \"" + to_utf8(text) + "\"", "", "use auto, syncwall or h2ogpte"};
}

}  // namespace syncwall
