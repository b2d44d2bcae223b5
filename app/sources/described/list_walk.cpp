#include "sources/described/list_walk.h"

#include <functional>
#include <limits>

#include "base/json_text.h"
#include "base/utf8.h"
#include "sources/described/evaluate.h"

namespace syncwall::described {

using Type = Paginator::Type;

namespace {

constexpr std::int64_t kMostBarren = 3;  // pages in a row that bring nothing new

std::optional<std::int64_t> number_at(const std::optional<Pointer>& path, Element root) {
  const auto found = path ? path->find(root) : std::nullopt;
  std::int64_t n = 0;
  if (!found || found->get(n) != simdjson::SUCCESS) return std::nullopt;
  return n;
}

}  // namespace

std::string next_link(std::string_view header) {
  while (!header.empty()) {
    const std::size_t open = header.find('<'), close = header.find('>');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
    const std::string_view address = header.substr(open + 1, close - open - 1);
    // The next address begins with the next <, which no address has in it.
    const std::string_view after = header.substr(close + 1, header.find('<', close) - close - 1);
    const std::string parameters = fold(after);
    if (parameters.find("rel=\"next\"") != std::string::npos || parameters.find("rel=next") != std::string::npos)
      return std::string(address);
    header.remove_prefix(close + 1 + after.size());
  }
  return {};
}

void ListWalk::restart() {
  position_ = paginator_.start;
  pages_ = barren_ = 0;
  cursor_.clear();
  target_.reset();
  seen_.clear();
  done_ = cut_ = false;
  doubt_.clear();
}

PageParams ListWalk::params() const {
  PageParams params;
  if (target_) {
    params.target = target_;
    return params;
  }
  const bool number = paginator_.type == Type::Offset || paginator_.type == Type::PageNumber;
  auto& to = paginator_.in_body ? params.body : params.query;
  if (!paginator_.limit_param.empty()) to.emplace_back(paginator_.limit_param, std::to_string(paginator_.limit));
  if (number) to.emplace_back(paginator_.param, std::to_string(position_));
  if (paginator_.type == Type::Cursor && !cursor_.empty())
    to.emplace_back(paginator_.param, paginator_.in_body ? json_quoted(cursor_) : cursor_);
  return params;
}

Result<Done> ListWalk::take(const Page& page) {
  ++pages_;
  if (paginator_.type == Type::None) return end(), Done{};
  const bool repeated = page.records > 0 && !seen_.insert(std::hash<std::string_view>()(page.body)).second;
  barren_ = page.records > 0 && page.fresh == 0 ? barren_ + 1 : 0;
  if (repeated || barren_ >= kMostBarren) {
    doubt_ = "the server gives the same page again and again";
    return end(), Done{};
  }
  auto gone_on = go_on(page);
  if (gone_on.ok() && !done_ && pages_ >= max_pages_) {
    cut_ = true;
    end();
  }
  return gone_on;
}

Result<Done> ListWalk::go_on(const Page& page) {
  const auto records = static_cast<std::int64_t>(page.records);
  switch (paginator_.type) {
    case Type::None:
      break;
    case Type::Offset: {
      if (records > std::numeric_limits<std::int64_t>::max() - position_) return end(), Done{};
      position_ += records;
      const auto total = number_at(paginator_.total_path, page.root);
      if (records == 0 || (total && position_ - paginator_.start >= *total)) end();
      break;
    }
    case Type::PageNumber: {
      const auto pages = number_at(paginator_.pages_path, page.root);
      ++position_;
      if (records == 0 || (pages && position_ - paginator_.start >= *pages)) end();
      break;
    }
    case Type::Cursor: {
      const auto found = paginator_.cursor_path ? paginator_.cursor_path->find(page.root) : std::nullopt;
      const Value cursor{found, std::nullopt};
      cursor_ = cursor.text().value_or("");
      if (!cursor.none() && !cursor.text()) return Problem{"the cursor of the next page is no text", "", ""};
      if (cursor_.empty()) return end(), Done{};
      if (!seen_.insert(std::hash<std::string>()("cursor " + cursor_)).second)
        return Problem{"the pages go round in circles", "a cursor comes for the second time", ""};
      break;
    }
    case Type::LinkHeader:
      return follow_link(page);
  }
  return Done{};
}

// Only to the server itself: nothing that is secret goes anywhere else.
Result<Done> ListWalk::follow_link(const Page& page) {
  const std::string link = next_link(page.link);
  if (link.empty()) return end(), Done{};
  const std::size_t scheme = page.server.find("://");
  const std::size_t path =
      scheme == std::string_view::npos ? std::string_view::npos : page.server.find('/', scheme + 3);
  const std::string_view origin = page.server.substr(0, path);
  const std::string_view prefix = path == std::string_view::npos ? "" : page.server.substr(path);
  std::string_view target = link;
  if (target.starts_with(origin)) target.remove_prefix(origin.size());
  const bool plain = one_line(target) == target && target.find(' ') == std::string_view::npos;
  const std::string_view rest = target.starts_with(prefix) ? target.substr(prefix.size()) : "";
  if (!target.starts_with('/') || target.starts_with("//") || !plain || !rest.starts_with('/'))
    return Problem{"the next page lies on another server", one_line(cut_utf8(to_utf8(link), 200)), ""};
  if (!seen_.insert(std::hash<std::string>()("link " + link)).second)
    return Problem{"the pages go round in circles", "a link comes for the second time", ""};
  target_ = std::string(rest);
  return Done{};
}

}  // namespace syncwall::described
