// HttpHead: the head of a request, held to RFC 9112 and RFC 9110 before anything interprets it. Whatever two readers
// could take for different things is a fault, never a guess, and the connection ends with it.
//
// By hand, because nothing on Debian 12 does it: llhttp is there only as C files of a Node package (8.1.0), and in its
// strict mode takes folded lines, an empty name, a folded Transfer-Encoding, line feeds before the request and
// "GET  /a"; cpp-httplib takes all of that and decodes percent signs in values. tests/attack/heads_test.cpp is the
// list.
//
// Pure functions; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace syncwall {

struct HttpHead {
  std::string method;
  std::string target;       // origin-form, as it was sent: nothing is decoded
  std::string path, query;  // the target before and after its first '?'
  std::optional<std::string> authorization;
  std::size_t content_length = 0;                 // 0: none
  bool chunked = false;                           // Transfer-Encoding: chunked; this server takes no such body
  bool encoded = false;                           // Content-Encoding: the body is compressed
  bool forwarded = false;                         // a proxy says that it speaks for another
  bool expects_continue = false;                  // waits for "100 Continue" before it sends the body
  bool takes_brotli = false, takes_gzip = false;  // Accept-Encoding
  bool last = false;  // Connection: close, or HTTP/1.0: nothing may follow on this connection
};

// What is wrong with it, and the answer's status: 400, 413, 414, 417, 431, 505.
struct HeadFault {
  int status = 400;
  std::string message;
};

// `raw` ends with the empty line.
[[nodiscard]] Result<HttpHead, HeadFault> parse_head(std::string_view raw);

// Where a head in `bytes` that isn't whole yet is none already: a control character, a bare CR or LF. npos: nowhere.
// `from`: looked at before up to there.
[[nodiscard]] std::size_t broken_at(std::string_view bytes, std::size_t from);

}  // namespace syncwall
