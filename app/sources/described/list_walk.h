// ListWalk: the pages of one list, from the first to the last. Advances by what came and never ends on a short page:
// servers cut limits silently. Pure; one owner.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/result.h"
#include "sources/described/description.h"

namespace syncwall::described {

// What a page's request has beside the list's own.
struct PageParams {
  std::vector<std::pair<std::string, std::string>> query, body;  // of the body: JSON
  std::optional<std::string> target;                             // path and query in place of the list's
};

class ListWalk {
 public:
  ListWalk(const Paginator& paginator, std::int64_t max_pages) : paginator_(paginator), max_pages_(max_pages) {
    restart();
  }

  void restart();
  [[nodiscard]] PageParams params() const;
  [[nodiscard]] bool done() const { return done_; }
  // It was given up after max_pages: there is more.
  [[nodiscard]] bool cut() const { return cut_; }
  // Why some of it may not have come although it is done.
  [[nodiscard]] const std::string& doubt() const { return doubt_; }

  struct Page {
    Element root;
    std::size_t records = 0;
    std::size_t fresh = 0;  // of them, those that no page before had
    std::string_view body;
    std::string_view link;    // the header
    std::string_view server;  // its address: "https://host/prefix"
  };
  // A problem: the list can't be followed any further.
  [[nodiscard]] Result<Done> take(const Page& page);

 private:
  [[nodiscard]] Result<Done> go_on(const Page& page);
  [[nodiscard]] Result<Done> follow_link(const Page& page);
  void end() { done_ = true; }

  const Paginator paginator_;
  const std::int64_t max_pages_;
  std::int64_t position_ = 0, pages_ = 0, barren_ = 0;
  std::string cursor_;
  std::optional<std::string> target_;
  std::unordered_set<std::size_t> seen_;  // hashes of pages and cursors
  bool done_ = false, cut_ = false;
  std::string doubt_;
};

// The address under rel="next" of a Link header; empty: there is none.
[[nodiscard]] std::string next_link(std::string_view header);

}  // namespace syncwall::described
