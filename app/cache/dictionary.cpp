#include "cache/dictionary.h"

namespace syncwall {

namespace {

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t h = (a ^ (b + 0x9E3779B97F4A7C15ULL)) * 0xBF58476D1CE4E5B9ULL;
  return h ^ (h >> 29);
}
std::uint64_t hash_entry(const UserEntry& user) { return mixed(mixed(hash_of(user.id), user.name), user.email); }
std::uint64_t hash_entry(const CollectionEntry& collection) { return mixed(hash_of(collection.id), collection.name); }
bool same(const UserEntry& a, const UserEntry& b) { return a.id == b.id && a.name == b.name && a.email == b.email; }
bool same(const CollectionEntry& a, const CollectionEntry& b) { return a.id == b.id && a.name == b.name; }

template <class Entry>
std::uint32_t find_entry(const PagedArray<Entry>& entries, const IndexSet& index, const Entry& wanted) {
  return index.find(hash_entry(wanted), [&](std::uint32_t i) { return same(entries.view()[i], wanted); });
}

template <class Entry>
std::uint32_t add_entry(PagedArray<Entry>& entries, IndexSet& index, const Entry& entry) {
  const auto i = static_cast<std::uint32_t>(entries.push_back(entry));
  index.insert(hash_entry(entry), i, [&](std::uint32_t at) { return hash_entry(entries.view()[at]); });
  return i;
}

}  // namespace

PackedId Dictionary::pack(std::string_view id) {
  PackedId packed;
  if (pack_uuid(id, packed)) return packed;
  const StringTable::Index text = strings_.intern(id);
  std::uint32_t at = odd_index_.find(mixed(text, 0), [&](std::uint32_t i) { return odd_ids_.view()[i] == text; });
  if (at == IndexSet::kNone) {
    at = static_cast<std::uint32_t>(odd_ids_.push_back(text));
    odd_index_.insert(mixed(text, 0), at, [&](std::uint32_t i) { return mixed(odd_ids_.view()[i], 0); });
  }
  return {PackedId::kReference, at};
}

UserIndex Dictionary::user(std::string_view id, std::string_view name, std::string_view email) {
  UserEntry entry{pack(id), strings_.intern(name), strings_.intern(email), 0};
  const std::uint32_t known = find_entry(users_, user_index_, entry);
  if (known != IndexSet::kNone) return known;
  entry.shown = name.empty() ? strings_.intern(id) : entry.name;
  return add_entry(users_, user_index_, entry);
}

CollectionIndex Dictionary::collection(std::string_view id, std::string_view name) {
  CollectionEntry entry{pack(id), strings_.intern(name)};
  const std::uint32_t known = find_entry(collections_, collection_index_, entry);
  if (known != IndexSet::kNone) return known;
  entry.shown = name.empty() ? strings_.intern(id) : entry.name;
  entry.letters = strings_.view().searched(entry.shown).letters();
  return add_entry(collections_, collection_index_, entry);
}

Dictionary::View Dictionary::view() const {
  return {strings_.view(), users_.view(), collections_.view(), odd_ids_.view()};
}

std::size_t Dictionary::bytes() const {
  return strings_.bytes() + users_.bytes() + collections_.bytes() + odd_ids_.bytes() + user_index_.bytes() +
         collection_index_.bytes() + odd_index_.bytes();
}

}  // namespace syncwall
