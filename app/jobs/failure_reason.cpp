#include "jobs/failure_reason.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.h"
#include "base/utf8.h"
#include "jobs/variable_parts.h"

namespace syncwall {

namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const std::string_view line = text.substr(0, end); !trimmed(line).empty()) lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool is_frame(std::string_view line) {
  constexpr std::array kFrames =
      std::to_array<std::string_view>({"at ", "File \"", "... ", "#0 ", "goroutine ", "---"});
  const std::string_view text = trimmed(line);
  return std::ranges::any_of(kFrames, [&](std::string_view frame) { return text.starts_with(frame); });
}

bool is_word(char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

// Words and what stands between them: quoted names are words of their own, replaced already.
class Reason {
 public:
  std::string of(std::string_view line) {
    split(line, 0);
    for (std::size_t i = 0; i < pieces_.size(); ++i) append(i);
    while (!out_.empty() && std::string_view(" .,;:-").find(out_.back()) != std::string_view::npos) out_.pop_back();
    return std::move(out_);
  }

 private:
  struct Piece {
    std::string_view open, core, close;  // the punctuation before, the word, and what follows
    bool is_variable = false;
  };

  void split(std::string_view text, int depth) {
    while (!text.empty()) {
      const std::size_t blank = text.find_first_of(kAsciiBlanks), quote = opening_quote(text);
      if (quote < std::min(blank, text.size()) && take_quoted(text, quote, depth)) continue;
      const std::string_view word = text.substr(0, blank);
      if (!word.empty()) add(word);
      text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
  }

  static std::size_t opening_quote(std::string_view text) {
    for (std::size_t i = 0; i < text.size() && kAsciiBlanks.find(text[i]) == std::string_view::npos; ++i) {
      const bool quote = text[i] == '\'' || text[i] == '"' || text[i] == '`';
      if (quote && (i == 0 || !is_word(text[i - 1]))) return i;
    }
    return std::string_view::npos;
  }

  bool take_quoted(std::string_view& text, std::size_t open, int depth) {
    constexpr std::size_t kLongest = 300;
    const char quote = text[open];
    std::size_t close = text.find(quote, open + 1);
    while (close != std::string_view::npos && close + 1 < text.size() && is_word(text[close + 1]))
      close = text.find(quote, close + 1);
    if (close == std::string_view::npos || close - open > kLongest) return false;
    if (open > 0) add(text.substr(0, open));
    const std::string_view inner = trimmed(text.substr(open + 1, close - open - 1));
    const std::string_view before = pieces_.empty() ? std::string_view() : pieces_.back().core;
    const bool key = close + 1 < text.size() && text[close + 1] == ':';
    if (key) {
      add(inner);
    } else if (depth < 2 && quoted_reason(before, inner)) {
      split(inner, depth + 1);
    } else {
      pieces_.push_back({{}, inner, {}, true});
    }
    text.remove_prefix(close + 1);
    const std::size_t rest = std::min(text.find_first_of(" \t'\"`"), text.size());
    if (rest > 0 && !pieces_.empty() && !std::ranges::any_of(text.substr(0, rest), is_word)) {
      pieces_.back().close = text.substr(0, rest);
      text.remove_prefix(rest);
    }
    return true;
  }

  void add(std::string_view word) {
    constexpr std::string_view kAround = "()[]{}<>,;:.!?\"'`|=#*";
    const bool bracketed = word.starts_with('[') && word.find("]:") != std::string_view::npos;  // [fe80::1]:443
    const std::size_t begin = bracketed ? 0 : word.find_first_not_of(kAround);
    if (begin == std::string_view::npos) return pieces_.push_back({word, {}, {}});
    const std::size_t end = word.find_last_not_of(kAround) + 1;
    pieces_.push_back({word.substr(0, begin), word.substr(begin, end - begin), word.substr(end)});
  }

  [[nodiscard]] std::string_view word(std::size_t i) const {
    return i < pieces_.size() ? pieces_[i].core : std::string_view();
  }

  // Nothing where a sentence or a bracket ends or begins between them.
  [[nodiscard]] std::string_view following(std::size_t i) const {
    return i + 1 < pieces_.size() && pieces_[i].close.empty() && pieces_[i + 1].open.empty() ? pieces_[i + 1].core
                                                                                             : std::string_view();
  }

  void append(std::size_t i) {
    const Piece& piece = pieces_[i];
    const std::string form = piece.is_variable
                                 ? std::string(kVariable)
                                 : stable_form({i > 0 ? word(i - 1) : std::string_view(), piece.core, following(i)});
    if (form == kVariable && piece.open.empty() && join_variable()) return close(piece.close);
    if (!out_.empty()) out_ += ' ';
    out_ += piece.open;
    out_ += form;
    close(piece.close);
  }

  // "…, … and …" is one: what differs is often a list, and lists are of any length.
  bool join_variable() {
    std::string_view text = out_;
    for (bool shorter = true; shorter;) {
      shorter = false;
      for (const std::string_view between : {",", " and", " or", ":", ";"}) {
        if (!text.ends_with(between)) continue;
        text.remove_suffix(between.size());
        shorter = true;
      }
    }
    if (!text.ends_with(kVariable)) return false;
    out_.resize(text.size());
    return true;
  }

  void close(std::string_view punctuation) {
    for (const char c : punctuation) {
      if (out_.empty() || out_.back() != c) out_ += c;
    }
  }

  std::vector<Piece> pieces_;
  std::string out_;
};

// Python's "… (Caused by NewConnectionError('…'))".
std::string_view cause_in(std::string_view line) {
  constexpr std::string_view kCause = "(Caused by ";
  const std::size_t at = line.rfind(kCause);
  return at == std::string_view::npos ? line : trimmed(line.substr(at + kCause.size()), " )");
}

std::string_view line_that_says_why(std::string_view error) {
  constexpr std::string_view kCause = "Caused by:", kTraceback = "Traceback (most recent call last)";
  error = cut_utf8(error, kMaxErrorRead);
  const std::vector<std::string_view> lines = lines_of(error);
  const auto cause = std::find_if(lines.rbegin(), lines.rend(),
                                  [&](std::string_view line) { return trimmed(line).starts_with(kCause); });
  if (cause != lines.rend()) return trimmed(trimmed(*cause).substr(kCause.size()));
  if (error.find(kTraceback) != std::string_view::npos) {
    const auto last = std::find_if(lines.rbegin(), lines.rend(), [](std::string_view line) {
      return kAsciiBlanks.find(line.front()) == std::string_view::npos;
    });
    if (last != lines.rend() && last->find(kTraceback) == std::string_view::npos) return trimmed(*last);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = trimmed(lines[i]);
    const bool heading = line.ends_with(':') && i + 1 < lines.size();
    if (!heading && !is_frame(line)) return line;
  }
  return lines.empty() ? std::string_view() : trimmed(lines.front());
}

}  // namespace

std::string_view innermost_line(std::string_view error) {
  return trimmed(cut_utf8(cause_in(line_that_says_why(error)), kMaxLineRead));
}

std::string failure_reason(std::string_view error) {
  const std::string_view line = innermost_line(error);
  if (line.empty()) return {};
  const std::string text = is_utf8(line) ? std::string() : to_utf8(line);
  std::string reason = Reason().of(text.empty() ? line : std::string_view(text));
  if (reason.empty()) reason = kVariable;
  if (reason.size() <= kMaxReasonBytes) return reason;
  reason.resize(cut_utf8(reason, kMaxReasonBytes - kVariable.size()).size());
  return reason += kVariable;
}

}  // namespace syncwall
