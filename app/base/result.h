// Result<T>: a value, or a Problem that says what went wrong, why, and what to do about it.
//
// Expected failures are values of this type; exceptions stay inside the part that throws them.
// A Result does not convert to bool, so "has a value" is never mistaken for "the value is true".
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace syncwall {

// Text for people. No field ever holds a key, a token or another secret.
struct Problem {
  std::string what;  // one sentence without a final stop: "could not open the database /a/b.db"
  std::string why;   // the cause as the system put it, may be empty: "permission denied"
  std::string todo;  // the next step, may be empty: "choose another file with --database"

  // The three in one line: "what: why. todo".
  [[nodiscard]] std::string text() const;

  friend bool operator==(const Problem&, const Problem&) = default;
};

// E is Problem, or a type with more fields that still reads as one.
template <class T, class E = Problem>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit by design
  Result(E problem) : state_(std::in_place_index<1>, std::move(problem)) {}  // NOLINT

  // From a Result whose problem says more than is wanted here.
  template <class More>
  requires(std::is_base_of_v<E, More> && !std::is_same_v<E, More>) Result(Result<T, More> other)
      : Result(other.ok() ? Result(std::move(other).value()) : Result(E(other.problem()))) {}  // NOLINT

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const = delete;

  // REQUIRES: ok().
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }

  // REQUIRES: !ok().
  [[nodiscard]] const E& problem() const { return std::get<1>(state_); }

 private:
  std::variant<T, E> state_;
};

// Result<Done>: for what has no value but can fail.
struct Done {};

}  // namespace syncwall
