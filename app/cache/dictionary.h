// Dictionary: what jobs share (users, collections, odd ids), each stored once. A job's row holds an index.
//
// Thread safety and invariants are StringTable's: one writer, readers through a View, nothing moves or changes.
#pragma once

#include <cstdint>
#include <string_view>

#include "cache/index_set.h"
#include "cache/packed_id.h"
#include "cache/paged_array.h"
#include "cache/string_table.h"

namespace syncwall {

using UserIndex = std::uint32_t;
using CollectionIndex = std::uint32_t;

// One user as one spelling of name and e-mail; a renamed user is another entry.
struct UserEntry {
  PackedId id;
  StringTable::Index name = 0, email = 0;
  StringTable::Index shown = 0;  // the name, else the id: what is drawn, ordered and filtered by
};

struct CollectionEntry {
  PackedId id;
  StringTable::Index name = 0;
  StringTable::Index shown = 0;
  Letters letters = 0;  // of what is shown, as it is searched: most filters need not read most texts
};

class Dictionary {
 public:
  // What a reader holds; cheap to copy.
  struct View {
    StringTable::View strings;
    PagedArray<UserEntry>::View users;
    PagedArray<CollectionEntry>::View collections;
    PagedArray<StringTable::Index>::View odd_ids;

    // The text of an id: borrowed from the table for an odd one, else written into `buffer`.
    [[nodiscard]] std::string_view id_text(PackedId id, UuidText& buffer) const {
      if (id.is_reference()) return strings.text(odd_ids[id.lo]);
      buffer = uuid_text(id);
      return buffer.view();
    }
    [[nodiscard]] std::string_view shown_user(UserIndex i) const { return strings.text(users[i].shown); }
    [[nodiscard]] std::string_view shown_collection(CollectionIndex i) const {
      return strings.text(collections[i].shown);
    }
  };

  // Writer only, all of them.
  PackedId pack(std::string_view id);
  UserIndex user(std::string_view id, std::string_view name, std::string_view email);
  CollectionIndex collection(std::string_view id, std::string_view name);
  [[nodiscard]] View view() const;
  [[nodiscard]] std::size_t bytes() const;

 private:
  StringTable strings_;
  PagedArray<UserEntry> users_;
  PagedArray<CollectionEntry> collections_;
  PagedArray<StringTable::Index> odd_ids_;
  IndexSet user_index_, collection_index_, odd_index_;
};

}  // namespace syncwall
