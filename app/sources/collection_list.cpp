#include "sources/collection_list.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace syncwall {

void CollectionListing::take(CollectionPage page) {
  const bool overlaps = expected_.has_value();
  const bool begins_right = !overlaps || (!page.collections.empty() && page.collections.front().id == *expected_);
  if (!begins_right) moved_ = true;
  longest_page_ = std::max(longest_page_, page.listed);
  if (page.listed == 0) {
    done_ = true;
    return;
  }
  if (unusable_ == 0) unusable_why_ = page.skipped_why;
  unusable_ += page.skipped;
  go_on_after(page, overlaps && begins_right);
  std::size_t news = 0;
  for (CollectionRef& collection : page.collections) {
    if (!ids_.insert(collection.id).second) continue;
    found_.push_back(std::move(collection));
    ++news;
  }
  const std::size_t expected_news = page.collections.size() - (overlaps && begins_right ? 1 : 0);
  if (news < expected_news) moved_ = true;
  barren_ = news > 0 ? 0 : barren_ + 1;
  // The overlap alone: that was the end. Unless pages are never longer than one.
  if (news == 0 && overlaps && begins_right && page.listed == 1 && longest_page_ > 1) done_ = true;
  if (barren_ >= 2) done_ = true;
}

void CollectionListing::go_on_after(const CollectionPage& page, bool overlaps) {
  const bool all_usable = page.collections.size() == page.listed;
  const bool too_short = page.listed == 1 && overlaps;  // asked for again from here, it would be the same one
  offset_ += page.listed;
  expected_.reset();
  if (!all_usable || too_short) return;
  --offset_;
  expected_ = page.collections.back().id;
}

void CollectionRoster::begin_walk() {
  missed_last_.reset();
  passes_ = barren_ = 0;
  maybe_incomplete_ = false;
}

std::vector<std::string> CollectionRoster::missing_from(const CollectionListing& listing) const {
  std::vector<std::string> missing;
  for (const CollectionRef& known : all_) {
    if (!listing.holds(known.id)) missing.push_back(known.id);
  }
  std::ranges::sort(missing);
  return missing;
}

bool CollectionRoster::again_after(const CollectionListing& listing) {
  ++passes_;
  const std::size_t before = all_.size();
  for (const CollectionRef& collection : listing.found()) {
    const auto [at, fresh] = place_.try_emplace(collection.id, all_.size());
    if (fresh) {
      all_.push_back(collection);
    } else {
      all_[at->second].name = collection.name;
    }
  }
  const bool last_pass = passes_ >= kMostPasses;
  if (listing.moved()) {
    missed_last_.reset();
    barren_ = all_.size() > before ? 0 : barren_ + 1;
    maybe_incomplete_ = last_pass || barren_ >= 2;
    return !maybe_incomplete_;
  }
  std::vector<std::string> missing = missing_from(listing);
  if (!missing.empty() && missed_last_ != missing) {
    missed_last_ = std::move(missing);
    maybe_incomplete_ = last_pass;
    return !last_pass;
  }
  remove(missing);
  return false;
}

// The others keep their order: then requests of one walk and the next are evenly apart for each.
void CollectionRoster::remove(const std::vector<std::string>& ids) {
  const std::unordered_set<std::string_view> gone(ids.begin(), ids.end());
  if (std::erase_if(all_, [&](const CollectionRef& known) { return gone.contains(known.id); }) == 0) return;
  place_.clear();
  for (std::size_t i = 0; i < all_.size(); ++i) place_.emplace(all_[i].id, i);
}

}  // namespace syncwall
