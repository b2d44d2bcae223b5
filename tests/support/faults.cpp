#include "support/faults.h"

#include <array>

namespace syncwall::test {

using Json = nlohmann::json;
using Door = Fault::Door;
using namespace std::chrono_literals;

namespace {

RawReply ok(const std::string& body, const std::string& headers = "") {
  return {.bytes = http_ok(body, headers), .keep = true};
}
RawReply error(int status, const std::string& body, const std::string& headers = "") {
  return {.bytes = http_error(status, body, headers), .keep = true};
}
RawReply as_healthy(Asked& asked) { return {.bytes = asked.healthy(), .keep = true}; }
std::string told(int status, const std::string& message) {
  return R"({"code":)" + std::to_string(status) + R"(,"message":")" + message + "\"}";
}

// The healthy answer's body, put otherwise.
template <class Change>
RawReply changed(Asked& asked, Change change) {
  Json body = Json::parse(asked.body(), nullptr, false);
  if (!body.is_object()) return as_healthy(asked);
  change(body);
  return ok(body.dump());
}

// Only the list is wrong. That changes are gone, once, makes clients read it.
template <class Change>
RawReply changed_pages(Asked& asked, Change change) {
  if (asked.is_changes() && asked.count("changes") == 1) {
    return error(410, told(410, "changes since that revision are no longer known: read the list afresh"));
  }
  if (!asked.is_page()) return as_healthy(asked);
  return changed(asked, change);
}

std::string without_cursor(const Asked& asked) {
  const std::string line = asked.request.substr(0, asked.request.find("\r\n"));
  const std::size_t at = line.find("&cursor=");
  return at == std::string::npos ? line.substr(0, line.rfind(' ')) : line.substr(0, at);
}

// What the first page of this walk held.
Json& first_items(Asked& asked, const Json& body) {
  Json& first = asked.memory.first_items[without_cursor(asked)];
  if (asked.cursor().empty()) first = body.at("items");
  return first;
}

RawReply half(Asked& asked) {
  const std::string whole = asked.healthy();
  return {.bytes = whole.substr(0, whole.find("\r\n\r\n") + 4 + asked.body().size() / 2)};
}

RawReply one_gibibyte(Asked&) {
  return {.bytes = "HTTP/1.1 200 OK\r\n\r\n{\"items\":[\"", .endless = 16'384, .again = std::string(65'536, 'x')};
}

RawReply deep(Asked&) {
  constexpr std::size_t kDeep = 100'000;
  return ok(R"({"items":)" + std::string(kDeep, '[') + std::string(kDeep, ']') + "}");
}

RawReply endless_headers(Asked&) {
  return {.bytes = "HTTP/1.1 200 OK\r\n", .endless = 100'000, .again = "X-More: and more\r\n"};
}

// The first page of a walk, and then that again and again, each time with the cursor that `next` makes.
template <class Next>
RawReply first_page_for_ever(Asked& asked, Next next) {
  if (asked.is_page()) {
    Json& first = asked.memory.first_items[without_cursor(asked)];
    if (asked.cursor().empty()) first = Json::parse(asked.body());
    Json body = first;
    body["next_cursor"] = next();
    return ok(body.dump());
  }
  return changed_pages(asked, [](Json&) {});
}

RawReply never_ending_pages(Asked& asked) {
  return first_page_for_ever(asked, [&] { return "more-" + std::to_string(asked.count("more")); });
}

RawReply long_cycle(Asked& asked) {
  return changed_pages(asked, [&](Json& body) {
    const std::string walk = "first cursor of " + without_cursor(asked);
    Json& first = asked.memory.first_items[walk];
    if (asked.cursor().empty() && body.contains("next_cursor")) first = body["next_cursor"];
    if (!body.contains("next_cursor") && !first.is_null()) body["next_cursor"] = first;
  });
}

RawReply every_other(Asked& asked) {
  return changed_pages(asked, [](Json& body) {
    Json kept = Json::array();
    for (std::size_t i = 0; i < body["items"].size(); i += 2) kept.push_back(body["items"][i]);
    body["items"] = std::move(kept);
  });
}

RawReply falling_revision(Asked& asked) {
  return changed(asked, [&](Json& body) {
    if (body.contains("revision")) body["revision"] = std::max(1, 200 - asked.count("answers"));
  });
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

constexpr std::array kFaults = {
    Fault{"refuses", "nobody listens at the port", "connection refused", nullptr, Door::Refused},
    Fault{"resets", "a TCP reset in place of an answer", "the connection was reset",
          [](Asked&) { return RawReply{.bytes = "", .reset = true}; }},
    Fault{"closes", "the connection is closed without an answer", "the server closed the connection",
          [](Asked&) { return RawReply{}; }},
    Fault{"hangs", "takes requests and never answers", "no answer for",
          [](Asked&) { return RawReply{.bytes = "", .hold = true}; }},
    Fault{"hangs-in-body", "falls silent in the middle of an answer", "half an answer, then no answer for",
          [](Asked& asked) {
            RawReply reply = half(asked);
            reply.hold = true;
            return reply;
          }},
    Fault{"breaks-off", "the connection ends in the middle of an answer",
          "half an answer: the server closed the connection", half},
    Fault{"trickles", "a byte a second", "not the whole answer within",
          [](Asked& asked) { return RawReply{.bytes = asked.healthy(), .between = asked.drip}; }},
    Fault{"401", "refuses the key", "Key refused (401) since",
          [](Asked&) { return error(401, told(401, "unknown API key")); }},
    Fault{"403", "the key may not see this", "Not allowed (403) since",
          [](Asked&) { return error(403, told(403, "this needs an administrator's key")); }},
    Fault{"404", "a path that isn't there, as after a wrong address", "the server has no /api/v1/",
          [](Asked&) { return error(404, "<html>404</html>"); }},
    Fault{"410", "everything is gone", "changes since that revision are no longer known",
          [](Asked&) {
            return error(410, told(410, "changes since that revision are no longer known: read the list afresh"));
          }},
    Fault{"410-changes", "the list is there, but never what changed since",
          "changes since that revision are no longer known",
          [](Asked& asked) {
            return asked.is_changes() ? error(410, told(410, "changes since that revision are no longer known"))
                                      : as_healthy(asked);
          }},
    Fault{"413", "finds the request too large", "the server finds the request too large (413)",
          [](Asked&) { return error(413, ""); }},
    Fault{"429", "too many requests, `Retry-After: 2`", "the server asks for fewer requests (429)",
          [](Asked&) { return error(429, "", "Retry-After: 2\r\n"); }},
    Fault{"500", "an error inside, with the server's own words", "database or disk is full",
          [](Asked&) { return error(500, told(500, "the job database failed: database or disk is full")); }},
    Fault{"502", "a gateway's web page", "the server answered with an error (502)",
          [](Asked&) { return error(502, "<html><body>Bad Gateway</body></html>"); }},
    Fault{"503", "closed for maintenance", "the server is unavailable for now (503)",
          [](Asked&) { return error(503, ""); }},
    Fault{"redirects", "302 to a sign-in page; the key is not sent there", "it sends us to https://sso.example/login",
          [](Asked&) { return error(302, "", "Location: https://sso.example/login\r\n"); }},
    Fault{"sign-in-page", "200 with a web page", "it is a web page",
          [](Asked&) { return ok("<!doctype html><title>Sign in</title>"); }},
    Fault{"empty", "200 with nothing in it", "it is empty", [](Asked&) { return ok(""); }},
    Fault{"truncated", "JSON that ends in the middle, in a whole HTTP answer", "it stops in the middle, after",
          [](Asked& asked) { return ok(asked.body().substr(0, asked.body().size() / 2)); }},
    Fault{"wrong-types", "a list where an object belongs, a text where a number does", "not a ",
          [](Asked& asked) {
            return changed(asked, [](Json& body) {
              for (auto& [key, value] : body.items())
                value = value.is_string() ? Json(7) : value.is_boolean() ? Json("yes") : Json("none");
            });
          }},
    Fault{"deep", "100,000 lists in one another", "too deep", deep},
    Fault{"huge", "1 GiB, streamed, without a length", "an answer over 64 MiB", one_gibibyte},
    Fault{"huge-told", "says that 1 GiB follows", "an answer over 64 MiB",
          [](Asked&) {
            return RawReply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n{", .hold = true};
          }},
    Fault{"endless-headers", "headers without an end", "an answer that goes on and on: its headers have no end",
          endless_headers},
    Fault{"duplicate-keys", "each key of an answer twice, the first time empty", "there twice",
          [](Asked& asked) {
            const std::string body = asked.body();
            return ok(R"({"items":[],"total_jobs":0,"items":[],"total_jobs":0,)" +
                      body.substr(std::min<std::size_t>(1, body.size())));
          }},
    Fault{"nan", "NaN where a number belongs", "it breaks at byte",
          [](Asked& asked) {
            return ok(replaced(replaced(asked.body(), "\"revision\":", "\"revision\":NaN,\"was\":"),
                               "\"is_admin\":", "\"is_admin\":NaN,\"was\":"));
          }},
    Fault{"broken-utf8", "names that aren't UTF-8: shown with U+FFFD", "Live",
          [](Asked& asked) {
            return ok(replaced(asked.body(), "\"collection_name\":\"", "\"collection_name\":\"\xFF\xC0 "));
          }},
    Fault{"repeats-ids", "every page of the list is the first one again", "its pages hold 40 of the ",
          [](Asked& asked) {
            return changed_pages(asked, [&](Json& body) { body["items"] = first_items(asked, body); });
          }},
    Fault{"skips-ids", "every other job is left out", "of the 200 jobs that it counts", every_other},
    Fault{"cursor-loops", "each page's cursor leads to the same page", "its pages go round in circles",
          [](Asked& asked) { return first_page_for_ever(asked, [] { return "the same"; }); }},
    Fault{"cursor-long-cycle", "the last page's cursor leads back to the second", "its pages go round in circles",
          long_cycle},
    Fault{"pages-never-end", "after each page another one, each with a new cursor",
          "its pages go on after the 200 jobs that it counts", never_ending_pages},
    Fault{"empty-pages", "empty pages, each with a new cursor", "an empty page says that more follow it",
          [](Asked& asked) {
            return changed_pages(asked, [&](Json& body) {
              body["items"] = Json::array();
              body["next_cursor"] = "more-" + std::to_string(asked.count("more"));
            });
          }},
    Fault{"total-too-high", "counts 1,000 jobs more than there are", "of the 1,200 jobs that it counts",
          [](Asked& asked) {
            return changed_pages(asked, [](Json& body) { body["total"] = body["total"].get<int>() + 1'000; });
          }},
    Fault{"total-too-low", "counts 10 jobs where there are more", "its pages go on after the 10 jobs that it counts",
          [](Asked& asked) { return changed_pages(asked, [](Json& body) { body["total"] = 10; }); }},
    Fault{"total-beyond-all", "counts more jobs than are mirrored: walked on demand only", "Live",
          [](Asked& asked) { return changed_pages(asked, [](Json& body) { body["total"] = 2'000'000'000; }); }},
    Fault{"revision-lower", "every revision is 100 less than before, as after a restored backup", "Live",
          [](Asked& asked) {
            return changed(asked, [](Json& body) {
              if (body.contains("revision")) body["revision"] = body["revision"].get<int>() - 100;
            });
          }},
    Fault{"revision-falls", "every answer's revision is less than the one before", "its revision goes backwards",
          falling_revision},
    Fault{"clock-years-off", "its clock is 20 years ahead: times are told by it, and so shown", "Live",
          [](Asked& asked) {
            const std::string whole = asked.healthy();
            return RawReply{.bytes = replaced(whole, "\r\nContent-Length",
                                              "\r\nDate: Sun, 24 Nov 2046 12:00:00 GMT\r\nContent-Length"),
                            .keep = true};
          }},
    Fault{"tls-wrong-name", "a certificate for another host", "mismatch", nullptr, Door::WrongName, true},
    Fault{"tls-expired", "a certificate out of date", "certificate has expired", nullptr, Door::Expired, true},
    Fault{"tls-unknown-authority", "a certificate of nobody we trust", "self-signed certificate", nullptr,
          Door::UnknownAuthority, true},
    Fault{"tls-gone", "plain HTTP where TLS is spoken", "it answers with something that isn't TLS", nullptr,
          Door::PlainHttp, true},
    Fault{"tls-1.1", "TLS 1.1 and older only", "it speaks no TLS of 1.2 or newer", nullptr, Door::OldTls, true},
    Fault{"redirects-to-http", "302 from https to http; the key is not sent there", "it sends us to http://127.0.0.1/",
          [](Asked&) { return error(302, "", "Location: http://127.0.0.1/\r\n"); }, Door::Open, true},
};

}  // namespace

bool Asked::is_page() const { return request.find("/scheduled_connectors?") < request.find("\r\n"); }

std::string Asked::body() const {
  const std::string whole = healthy();
  return whole.substr(whole.find("\r\n\r\n") + 4);
}

std::string Asked::cursor() const {
  const std::string line = request.substr(0, request.find("\r\n"));
  const std::size_t at = line.find("&cursor=");
  if (at == std::string::npos) return "";
  return line.substr(at + 8, line.find_first_of("& ", at + 8) - at - 8);
}

std::span<const Fault> all_faults() { return kFaults; }

const Fault* find_fault(std::string_view name) {
  for (const Fault& fault : kFaults) {
    if (fault.name == name) return &fault;
  }
  return nullptr;
}

}  // namespace syncwall::test
