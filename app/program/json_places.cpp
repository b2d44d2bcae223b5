#include "program/json_places.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

namespace syncwall {

namespace {

using Json = nlohmann::json;

// Counts what the parser has taken so far.
struct CountingIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at = nullptr;
  std::size_t* taken = nullptr;

  reference operator*() const { return *at; }
  CountingIterator& operator++() {
    ++at;
    ++*taken;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) { return a.at == b.at; }
};

class KeyFinder final : public nlohmann::json_sax<Json> {
 public:
  KeyFinder(const std::string& text, const std::size_t& taken, JsonPlaces& places)
      : text_(text), taken_(taken), places_(places) {}

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return push(); }
  bool end_object() override { return pop(); }
  bool start_array(std::size_t) override { return push(); }
  bool end_array() override { return pop(); }
  bool key(string_t& name) override {
    key_ = path_.empty() || path_.back().empty() ? name : path_.back() + "." + name;
    const std::size_t begin = beginning();
    if (places_.keys.emplace(key_, begin).second) return true;
    places_.fault = begin;
    places_.repeated = key_;
    return false;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    places_.fault = std::min(position > 0 ? position - 1 : 0, text_.size());
    return false;
  }

 private:
  bool push() {
    // Objects in lists have no names of their own: what stands in them is told apart by nobody.
    path_.push_back(key_.empty() && !path_.empty() ? path_.back() + "[" + std::to_string(++lists_) + "]" : key_);
    key_.clear();
    return true;
  }
  bool pop() {
    path_.pop_back();
    key_.clear();
    return true;
  }
  // The parser stands behind the key's closing quote.
  [[nodiscard]] std::size_t beginning() const {
    std::size_t at = std::min(taken_, text_.size()) - 1;
    while (at > 0) {
      at = text_.rfind('"', at - 1);
      if (at == std::string::npos) return 0;
      std::size_t escapes = 0;
      while (escapes < at && text_[at - 1 - escapes] == '\\') ++escapes;
      if (escapes % 2 == 0) return at;
    }
    return 0;
  }

  const std::string& text_;
  const std::size_t& taken_;
  JsonPlaces& places_;
  std::vector<std::string> path_;
  std::string key_;
  int lists_ = 0;
};

}  // namespace

JsonPlaces find_json_places(const std::string& text) {
  JsonPlaces places;
  std::size_t taken = 0;
  KeyFinder finder(text, taken, places);
  Json::sax_parse(CountingIterator{text.data(), &taken}, CountingIterator{text.data() + text.size(), &taken}, &finder);
  return places;
}

}  // namespace syncwall
