// What a whole answer means that isn't one of success. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/client/answer_reader.h"
#include "net/client/client_exchange.h"
#include "net/client/request_error.h"

namespace syncwall {

[[nodiscard]] RequestError::Kind refusal_kind(int status);

// "the key was refused (401)". `path`: of the request.
[[nodiscard]] std::string refusal_text(int status, const std::string& path);

// A text of the server for people: one line, short, with "***" for each of our secrets that it may repeat.
[[nodiscard]] std::string server_words(std::string_view text, const std::vector<std::string_view>& secrets);

// Retry-After: seconds, or a date, which counts from the answer's own Date where there is one. At most an hour.
[[nodiscard]] std::optional<std::int64_t> retry_after_ms(const AnswerReader& answer);

// What to say of an answer that isn't of success. `why`: the server's words, in which those secrets are masked.
[[nodiscard]] RequestError refusal(const ClientAnswer& answer, const std::string& path, std::string_view why,
                                   const std::vector<std::string_view>& secrets);

}  // namespace syncwall
