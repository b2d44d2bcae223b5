#include "program/options/argument_words.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "net/client/proxy.h"

namespace syncwall {

namespace {

// A term that begins with - is no option: none of them is one dash and several characters. After "--name" it is a
// value.
bool is_term(std::string_view word, std::string_view before) {
  return word.size() > 2 && word.front() == '-' && word[1] != '-' && !before.starts_with("--");
}

}  // namespace

// "--name=" becomes "--name" and an empty value: the library would take the next word for the value.
ArgumentWords argument_words(int argc, const char* const* argv) {
  ArgumentWords found;
  bool commands = false;  // list or summary came
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool after_end = std::find(argv + 1, argv + i, std::string_view("--")) != argv + i;
    if (commands && !after_end && is_term(word, argv[i - 1])) {
      found.terms.push_back(word);
      continue;
    }
    commands = commands || word == "list" || word == "summary";
    const bool empty = word.starts_with("--") && word.size() > 3 && word.find('=') == word.size() - 1;
    found.words.push_back(empty ? word.substr(0, word.size() - 1) : word);
    if (empty) found.words.emplace_back();
  }
  std::ranges::reverse(found.words);
  return found;
}

void hide_passwords(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const bool its_value = std::string_view(argv[i - 1]) == "--proxy";
    if (!its_value && !argument.starts_with("--proxy=")) continue;
    const std::string hidden = without_password(argument.substr(its_value ? 0 : 8));
    if (hidden == argument.substr(its_value ? 0 : 8)) continue;
    char* to = argv[i] + (its_value ? 0 : 8);
    const std::size_t room = std::strlen(to);
    std::fill_n(to, room, '\0');
    std::copy_n(hidden.data(), std::min(hidden.size(), room), to);  // never longer, but where the password is
  }
}

}  // namespace syncwall
