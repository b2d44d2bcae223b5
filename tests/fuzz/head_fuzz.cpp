// The head of a request, as the server takes it: what is taken can't be read in two ways.
#include <algorithm>
#include <cctype>

#include "fuzz/fuzz.h"
#include "net/server/http_head.h"

using namespace syncwall;
using test::require;

namespace {

bool is_plain(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

// What stands before the colon of each line, in small letters: split at CRLF and nothing else, by no code of the
// server.
std::vector<std::string> names_of(std::string_view raw) {
  std::vector<std::string> names;
  std::size_t at = raw.find("\r\n");
  while (at != std::string_view::npos) {
    const std::size_t from = at + 2, end = raw.find("\r\n", from);
    if (end == from || end == std::string_view::npos) return names;
    const std::size_t colon = raw.find(':', from);
    require(colon < end);  // a line without a colon is refused
    std::string name(raw.substr(from, colon - from));
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    require(!name.empty() && name.find_first_of(" \t") == std::string::npos);
    names.push_back(std::move(name));
    at = end;
  }
  return names;
}

void check_taken(std::string_view raw, const HttpHead& head) {
  // Nothing in it ends a line or a text early, wherever it is looked at.
  require(broken_at(raw, 0) == std::string_view::npos);
  for (std::size_t i = 0; i < raw.size(); ++i)
    require(raw[i] != '\0' && (raw[i] != '\n' || (i > 0 && raw[i - 1] == '\r')) &&
            (raw[i] != '\r' || (i + 1 < raw.size() && raw[i + 1] == '\n')));
  require(is_plain(head.method) && is_plain(head.target) && !head.method.empty());
  require(head.target.find_first_of(" #") == std::string::npos && head.method.find(' ') == std::string::npos);
  if (head.target != "*") require(head.target.starts_with('/') && head.path.starts_with('/'));
  if (head.target != "*")
    require(head.path + head.target.substr(head.path.size(), 1) + head.query == head.target ||
            head.path == head.target);
  require(head.path.find('?') == std::string::npos);
  const std::vector<std::string> names = names_of(raw);
  const auto count = [&](const char* name) { return std::ranges::count(names, name); };
  const std::string_view line = raw.substr(0, raw.find("\r\n"));
  const bool old = line.ends_with(" HTTP/1.0");
  require(old || line.ends_with(" HTTP/1.1"));
  require(count("host") == 1 || (old && count("host") == 0));
  require(count("content-length") <= 1 && count("transfer-encoding") <= 1 && count("authorization") <= 1);
  require(count("content-length") + count("transfer-encoding") <= 1);
  require(head.chunked == (count("transfer-encoding") == 1) && (!old || (!head.chunked && head.last)));
  require(head.authorization.has_value() == (count("authorization") == 1));
  if (count("content-length") == 0) require(head.content_length == 0);
  require(head.forwarded == (count("forwarded") + count("x-forwarded-for") > 0));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(data, data + size);
  static_cast<void>(broken_at(text, size / 2));
  // As the connection gives it: up to its first empty line. What has none gets one.
  if (const std::size_t end = text.find("\r\n\r\n"); end != std::string::npos)
    text.resize(end + 4);
  else
    text += "\r\n\r\n";
  const auto head = parse_head(text);
  if (head.ok()) {
    check_taken(text, head.value());
  } else {
    const int status = head.problem().status;
    require(status == 400 || status == 413 || status == 414 || status == 417 || status == 431 || status == 505);
    require(!head.problem().message.empty() && is_utf8(head.problem().message));
  }
  return 0;
}
