// The query parameters of a URL whose values are no secrets.
#include <algorithm>
#include <array>

#include "wire/secret_text.h"

namespace syncwall {

bool is_harmless_parameter(std::string_view plain) {
  static constexpr std::array kHarmless = std::to_array<std::string_view>({"page",
                                                                           "pageid",
                                                                           "space",
                                                                           "spacekey",
                                                                           "id",
                                                                           "lang",
                                                                           "language",
                                                                           "locale",
                                                                           "view",
                                                                           "type",
                                                                           "format",
                                                                           "prefix",
                                                                           "delimiter",
                                                                           "maxkeys",
                                                                           "maxresults",
                                                                           "listtype",
                                                                           "limit",
                                                                           "offset",
                                                                           "start",
                                                                           "end",
                                                                           "size",
                                                                           "sort",
                                                                           "order",
                                                                           "restype",
                                                                           "comp",
                                                                           "apiversion",
                                                                           "version",
                                                                           "v",
                                                                           "path",
                                                                           "folder",
                                                                           "file",
                                                                           "name",
                                                                           "expand",
                                                                           "fields",
                                                                           "filter",
                                                                           "include",
                                                                           "recursive",
                                                                           "uploads",
                                                                           "partnumber",
                                                                           "location",
                                                                           "title",
                                                                           "cql",
                                                                           "bucket",
                                                                           "region",
                                                                           "sv",
                                                                           "ss",
                                                                           "srt",
                                                                           "sp",
                                                                           "se",
                                                                           "st",
                                                                           "spr",
                                                                           "sr",
                                                                           "tenant",
                                                                           "site",
                                                                           "web",
                                                                           "xamzalgorithm",
                                                                           "xamzdate",
                                                                           "xamzexpires",
                                                                           "xamzsignedheaders",
                                                                           "alt"});
  return std::ranges::find(kHarmless, plain) != kHarmless.end();
}

}  // namespace syncwall
