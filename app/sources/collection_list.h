// Which collections an h2oGPTe server has, from a list that may move while it is read: it is paged by offset and,
// unless the server sorts it as asked, in the order of the last update, so that each document that is added somewhere
// moves a collection over the boundary of a page that was read already.
//
// Pure; one owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "wire/h2ogpte_decode.h"

namespace syncwall {

// The list read once, page by page. Each page but the first is asked for from the last collection of the one before:
// where it doesn't begin with that one, the list has moved. So has one that brings a collection twice.
class CollectionListing {
 public:
  [[nodiscard]] std::size_t next_offset() const { return offset_; }
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] bool moved() const { return moved_; }
  [[nodiscard]] const std::vector<CollectionRef>& found() const { return found_; }
  // Collections without a usable id, whose jobs nobody can ask for, and the first of them.
  [[nodiscard]] std::int64_t unusable() const { return unusable_; }
  [[nodiscard]] const std::string& unusable_why() const { return unusable_why_; }
  [[nodiscard]] bool holds(const std::string& id) const { return ids_.contains(id); }

  // The answer from next_offset(). Ends by what pages bring and not by their length: a server may give fewer than were
  // asked for, or the same ones for ever.
  void take(CollectionPage page);

 private:
  void go_on_after(const CollectionPage& page, bool overlaps);

  std::vector<CollectionRef> found_;
  std::unordered_set<std::string> ids_;
  std::optional<std::string> expected_;  // what the next page should begin with
  std::size_t offset_ = 0, longest_page_ = 0;
  std::int64_t unusable_ = 0;
  std::string unusable_why_;
  int barren_ = 0;  // pages in a row that brought nothing new
  bool done_ = false, moved_ = false;
};

// All collections known, over many walks. One leaves only when the server says that it is gone, or where two
// listings in a row, neither of which moved, agree that it isn't there.
class CollectionRoster {
 public:
  static constexpr int kMostPasses = 16;  // of one walk

  void begin_walk();
  // After a listing. True: read the list once more.
  [[nodiscard]] bool again_after(const CollectionListing& listing);
  // Known ones, in the order of the list, as far as it has one.
  [[nodiscard]] const std::vector<CollectionRef>& all() const { return all_; }
  // The listings of this walk never agreed: there may be more than all().
  [[nodiscard]] bool maybe_incomplete() const { return maybe_incomplete_; }
  void remove(const std::vector<std::string>& ids);

 private:
  [[nodiscard]] std::vector<std::string> missing_from(const CollectionListing& listing) const;

  std::vector<CollectionRef> all_;
  std::unordered_map<std::string, std::size_t> place_;   // of an id in all_
  std::optional<std::vector<std::string>> missed_last_;  // by the last listing of this walk that hadn't moved
  int passes_ = 0, barren_ = 0;
  bool maybe_incomplete_ = false;
};

}  // namespace syncwall
