#include "net/client/answer_reader.h"

#include <algorithm>

#include "base/utf8.h"

namespace syncwall {

namespace {

constexpr std::size_t kLineBytes = 32;  // counted for each header and each status line, whatever it holds

bool same_name(std::string_view a, std::string_view b) { return fold(a) == fold(b); }

// "gzip, identity" → each word, folded; calls `take` with it.
template <class Take>
void each_word(std::string_view list, Take take) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view word = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (!word.empty() && (word.front() == ' ' || word.front() == '\t')) word.remove_prefix(1);
    while (!word.empty() && (word.back() == ' ' || word.back() == '\t')) word.remove_suffix(1);
    if (!word.empty()) take(fold(word));
  }
}

}  // namespace

struct AnswerReader::Calls {
  static AnswerReader& of(llhttp_t* parser) { return *static_cast<AnswerReader*>(parser->data); }

  static const llhttp_settings_t& all() {
    static const llhttp_settings_t settings = [] {
      llhttp_settings_t s;
      llhttp_settings_init(&s);
      s.on_status = [](llhttp_t* p, const char*, std::size_t size) { return of(p).count(size); };
      s.on_header_field = [](llhttp_t* p, const char* at, std::size_t size) {
        of(p).name_.append(at, size);
        return of(p).count(size);
      };
      s.on_header_value = [](llhttp_t* p, const char* at, std::size_t size) {
        of(p).value_.append(at, size);
        return of(p).count(size);
      };
      s.on_header_value_complete = [](llhttp_t* p) {
        AnswerReader& r = of(p);
        r.headers_.emplace_back(std::move(r.name_), std::move(r.value_));
        r.name_.clear();
        r.value_.clear();
        return r.count(kLineBytes);
      };
      s.on_headers_complete = [](llhttp_t* p) { return of(p).head_complete(); };
      s.on_message_complete = [](llhttp_t*) -> int { return HPE_PAUSED; };
      return s;
    }();
    return settings;
  }
};

AnswerReader::AnswerReader(Limits limits, bool to_connect)
    : limits_(limits), to_connect_(to_connect), chunks_(limits.head_bytes) {
  begin();
}

void AnswerReader::begin() {
  llhttp_init(&parser_, HTTP_RESPONSE, &Calls::all());
  parser_.data = this;
  headers_.clear();
  status_ = 0;
  static_cast<void>(count(kLineBytes));
}

int AnswerReader::stop(State state, std::string why) {
  if (!over()) {
    state_ = state;
    why_ = std::move(why);
  }
  return HPE_USER;
}

int AnswerReader::count(std::size_t bytes) {
  head_bytes_ += bytes;
  return head_bytes_ <= limits_.head_bytes ? 0 : stop(State::TooLong, "its headers have no end");
}

std::size_t AnswerReader::feed(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && !over()) {
    const std::string_view rest = bytes.substr(used);
    used += state_ == State::Head ? feed_head(rest) : feed_body(rest);
  }
  return used;
}

std::size_t AnswerReader::feed_head(std::string_view bytes) {
  const llhttp_errno_t error = llhttp_execute(&parser_, bytes.data(), bytes.size());
  if (error == HPE_OK) return bytes.size();
  const auto used = static_cast<std::size_t>(llhttp_get_error_pos(&parser_) - bytes.data());
  if (over()) return used;
  if (error == HPE_PAUSED) {
    if (status_ < 200) {
      begin();  // the real one follows
    } else {
      find_end();
    }
    return used;
  }
  const char* const reason = llhttp_get_error_reason(&parser_);
  static_cast<void>(
      stop(State::Broken, std::string("not sound HTTP: ") + (reason != nullptr ? reason : llhttp_errno_name(error))));
  return used;
}

std::size_t AnswerReader::feed_body(std::string_view bytes) {
  if (ends_ == Ends::WithLastChunk) {
    std::string_view rest = bytes;
    for (std::string_view piece = chunks_.next(rest); !piece.empty() && !over(); piece = chunks_.next(rest))
      add_body(piece);
    if (chunks_.state() == ChunkReader::State::Whole) complete();
    if (chunks_.state() == ChunkReader::State::Broken)
      static_cast<void>(stop(State::Broken, "not sound HTTP: its chunks"));
    if (chunks_.state() == ChunkReader::State::TooLong) {
      static_cast<void>(stop(State::TooLong,
                             chunks_.in_trailers() ? "its trailers have no end" : "a chunk's extensions have no end"));
    }
    return bytes.size() - rest.size();
  }
  if (ends_ == Ends::AfterLength)
    bytes = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
  add_body(bytes);
  left_ -= bytes.size();
  if (ends_ == Ends::AfterLength && left_ == 0) complete();
  return bytes.size();
}

void AnswerReader::end() {
  if (state_ == State::Body && ends_ == Ends::WithConnection) complete();
}

std::string AnswerReader::not_understood() const {
  std::string strange;
  each_word(headers("Transfer-Encoding"), [&](const std::string& word) {
    if (word != "chunked") strange = word;
  });
  std::size_t packed = 0;
  each_word(headers("Content-Encoding"), [&](const std::string& word) {
    const bool known = word == "gzip" || word == "x-gzip" || word == "deflate";
    if (known) ++packed;
    if (packed > 1 || (!known && word != "identity")) strange = word;
  });
  return strange;
}

// llhttp stops after each head: the body is read here.
int AnswerReader::head_complete() {
  constexpr int kNoBody = 1;
  status_ = parser_.status_code;
  if (status_ == 101) return stop(State::Broken, "it wants to speak another protocol (101)");
  if (status_ < 100) return stop(State::Broken, "it has no status");
  lasting_ = llhttp_should_keep_alive(&parser_) != 0;
  left_ = parser_.content_length;
  const bool empty = status_ == 204 || status_ == 304 || (to_connect_ && status_ / 100 == 2);
  if (empty) {
    ends_ = Ends::AtOnce;
  } else if ((parser_.flags & F_CHUNKED) != 0) {
    ends_ = Ends::WithLastChunk;
  } else if ((parser_.flags & F_CONTENT_LENGTH) != 0) {
    ends_ = left_ == 0 ? Ends::AtOnce : Ends::AfterLength;
  } else {
    ends_ = Ends::WithConnection;
  }
  return kNoBody;
}

void AnswerReader::find_end() {
  state_ = State::Body;
  if (ends_ == Ends::AtOnce) return complete();
  if (const std::string coding = not_understood(); !coding.empty()) {
    static_cast<void>(stop(State::Broken, "it is packed as \"" + std::string(cut_utf8(one_line(to_utf8(coding)), 40)) +
                                              "\", which wasn't asked for"));
    return;
  }
  each_word(headers("Content-Encoding"), [&](const std::string& word) {
    if (word != "identity") unpacker_.emplace();
  });
  if (ends_ != Ends::AfterLength) return;
  if (left_ > limits_.body) {
    static_cast<void>(stop(State::TooLarge, ""));
  } else {
    body_.reserve(left_);
  }
}

void AnswerReader::add_body(std::string_view bytes) {
  if (!unpacker_) {
    if (bytes.size() > limits_.body - body_.size()) {
      static_cast<void>(stop(State::TooLarge, ""));
    } else {
      body_.append(bytes);
    }
    return;
  }
  const Unpacker::Outcome outcome = unpacker_->add(bytes, body_, limits_.body);
  if (outcome == Unpacker::Outcome::TooLarge) static_cast<void>(stop(State::TooLarge, ""));
  if (outcome == Unpacker::Outcome::Broken) static_cast<void>(stop(State::Broken, "not sound gzip"));
}

void AnswerReader::complete() {
  if (unpacker_ && !unpacker_->whole()) static_cast<void>(stop(State::Broken, "its gzip ends too early"));
  if (!over()) state_ = State::Whole;
}

std::string_view AnswerReader::header(std::string_view name) const {
  const auto found = std::ranges::find_if(headers_, [&](const auto& h) { return same_name(h.first, name); });
  return found == headers_.end() ? std::string_view() : std::string_view(found->second);
}

std::string AnswerReader::headers(std::string_view name) const {
  std::string all;
  for (const auto& [one, value] : headers_) {
    if (same_name(one, name)) all += (all.empty() ? "" : ", ") + value;
  }
  return all;
}

}  // namespace syncwall
