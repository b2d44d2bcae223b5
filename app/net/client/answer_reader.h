// AnswerReader: the bytes of one HTTP/1 answer → status, headers, unpacked body. llhttp reads heads; what is bounded,
// and what is taken for an answer, is said here. Interim answers (1xx) and trailers are read over. One thread.
#pragma once

#include <llhttp.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/client/chunked.h"
#include "net/client/content_coding.h"

namespace syncwall {

class AnswerReader {
 public:
  enum class State : std::uint8_t {
    Head,  // not all of it is there
    Body,  // its head is there
    Whole,
    Broken,    // see why()
    TooLarge,  // the body is over its limit
    TooLong,   // what surrounds the body is over its limit, see why()
  };
  struct Limits {
    std::size_t body = 64u << 20;        // bytes, unpacked
    std::size_t head_bytes = 64u << 10;  // interim answers and trailers included
  };

  // `to_connect`: the answer to CONNECT, which has no body where it is a 2xx.
  explicit AnswerReader(Limits limits, bool to_connect = false);
  AnswerReader(const AnswerReader&) = delete;
  AnswerReader& operator=(const AnswerReader&) = delete;

  // Takes as many of `bytes` as belong to the answer, and returns how many. Not once it is over().
  std::size_t feed(std::string_view bytes);
  // No more bytes will come: the end of an answer that has no other. Else it is half an answer, and not over().
  void end();

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool over() const { return state_ != State::Head && state_ != State::Body; }
  [[nodiscard]] const std::string& why() const { return why_; }
  [[nodiscard]] int status() const { return status_; }  // 0: no head yet
  // The first of that name, in any case; empty: none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  // All of that name, joined with ", ".
  [[nodiscard]] std::string headers(std::string_view name) const;
  [[nodiscard]] std::string& body() { return body_; }
  [[nodiscard]] const std::string& body() const { return body_; }
  // Whole, and the connection may be used for another request.
  [[nodiscard]] bool keeps_connection() const { return lasting_ && state_ == State::Whole; }

 private:
  struct Calls;  // llhttp's callbacks
  enum class Ends : std::uint8_t { AtOnce, AfterLength, WithLastChunk, WithConnection };
  void begin();
  int stop(State state, std::string why);
  int count(std::size_t bytes);  // of a head
  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_body(std::string_view bytes);
  int head_complete();
  void find_end();
  void add_body(std::string_view bytes);
  void complete();
  [[nodiscard]] std::string not_understood() const;  // a coding that wasn't asked for; empty: none

  const Limits limits_;
  const bool to_connect_;
  llhttp_t parser_{};
  State state_ = State::Head;
  std::string why_;
  int status_ = 0;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::string name_, value_;  // of the header that is being read
  std::size_t head_bytes_ = 0;
  Ends ends_ = Ends::AtOnce;
  std::uint64_t left_ = 0;  // AfterLength
  ChunkReader chunks_;
  std::optional<Unpacker> unpacker_;
  std::string body_;
  bool lasting_ = false;  // the connection stays after this answer
};

}  // namespace syncwall
