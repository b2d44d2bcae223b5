// What a whole answer means that isn't one of success. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "net/client/answer_reader.h"
#include "net/client/request_error.h"

namespace syncwall {

[[nodiscard]] RequestError::Kind refusal_kind(int status);

// "the key was refused (401)". `path`: of the request.
[[nodiscard]] std::string refusal_text(int status, const std::string& path);

// A text of the server for people: one line, short, with "***" for each of our secrets that it may repeat.
[[nodiscard]] std::string server_words(std::string_view text, std::initializer_list<std::string_view> secrets);

// Retry-After: seconds, or a date, which counts from the answer's own Date where there is one. At most an hour.
[[nodiscard]] std::optional<std::int64_t> retry_after_ms(const AnswerReader& answer);

}  // namespace syncwall
