#include "sources/described/json_path.h"

#include <algorithm>
#include <charconv>

#include "wire/json_fields.h"

namespace syncwall::described {

std::optional<Pointer> Pointer::parse(std::string_view text) {
  Pointer pointer;
  if (text.empty()) return pointer;
  if (text.front() != '/') return std::nullopt;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '/') {
      pointer.keys_.emplace_back();
    } else if (text[at] != '~') {
      pointer.keys_.back() += text[at];
    } else if (text.substr(at + 1, 1) == "0" || text.substr(at + 1, 1) == "1") {
      pointer.keys_.back() += text[++at] == '0' ? '~' : '/';
    } else {
      return std::nullopt;
    }
  }
  return pointer;
}

namespace {

std::optional<Element> child(Element parent, const std::string& key) {
  Element found;
  if (parent.is_object()) {
    if (parent.get_object().value_unsafe().at_key(key).get(found) != simdjson::SUCCESS) return std::nullopt;
    return found;
  }
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  const bool number = error == std::errc() && end == key.data() + key.size();
  if (!parent.is_array() || !number || parent.get_array().value_unsafe().at(index).get(found) != simdjson::SUCCESS)
    return std::nullopt;
  return found;
}

bool add_rows(const std::shared_ptr<const JsonDocument>& document, Element at, bool entries, std::vector<Row>& rows) {
  if (at.is_null()) return true;
  if (entries) {
    simdjson::dom::object map;
    if (at.get(map) != simdjson::SUCCESS) return false;
    for (const auto& [key, value] : map) rows.push_back({document, value, std::string(key)});
    return true;
  }
  simdjson::dom::array list;
  if (at.get(list) != simdjson::SUCCESS) return false;
  for (const Element value : list) rows.push_back({document, value, std::nullopt});
  return true;
}

}  // namespace

std::optional<Element> Pointer::find(Element root, std::size_t skip) const {
  std::optional<Element> at = root;
  for (std::size_t i = skip; i < keys_.size() && at; ++i) at = child(*at, keys_[i]);
  return at;
}

bool find_rows(const std::shared_ptr<const JsonDocument>& document, const Pointer& where, bool entries,
               std::vector<Row>& rows) {
  std::vector<Element> places{document->root};
  for (std::size_t i = 0; i < where.keys().size(); ++i) {
    const std::string& key = where.keys()[i];
    std::vector<Element> next;
    for (const Element place : places) {
      simdjson::dom::array list;
      if (key == "*") {
        if (place.get(list) != simdjson::SUCCESS) return false;
        for (const Element one : list) next.push_back(one);
      } else if (const auto found = child(place, key)) {
        next.push_back(*found);
      } else {
        return false;
      }
    }
    places = std::move(next);
  }
  return std::ranges::all_of(places, [&](Element place) { return add_rows(document, place, entries, rows); });
}

}  // namespace syncwall::described
