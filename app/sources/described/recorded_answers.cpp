#include "sources/described/recorded_answers.h"

#include <algorithm>
#include <utility>

#include "base/paths.h"
#include "base/text_place.h"
#include "base/utf8.h"
#include "sources/described/placed_reader.h"

namespace syncwall::described {

Result<std::unique_ptr<RecordedAnswers>> RecordedAnswers::load(const std::filesystem::path& folder) {
  const std::filesystem::path index = folder / "requests.json";
  const auto unusable = [&](std::string why) {
    return Problem{"the recorded answers " + index.string() + " can't be used", std::move(why), ""};
  };
  const auto text = read_file(index);
  if (!text.ok()) return unusable(text.problem().why);
  const auto json = parse_placed_json(text.value());
  if (!json.ok()) return unusable(line_and_column(text.value(), json.problem().at) + ": " + json.problem().why);
  auto made = std::make_unique<RecordedAnswers>();
  PlacedReader reader;
  const Spot root{&json.value(), ""};
  if (json.value().kind != PlacedJson::Kind::List) reader.fail(root, "not a list");
  for (std::size_t i = 0; i < json.value().items.size(); ++i) {
    const Spot spot = root.in(i);
    reader.allow(spot, {"request", "file", "status", "link"});
    const auto request = reader.member(spot, "request", true), file = reader.member(spot, "file");
    ClientAnswer answer;
    answer.status = static_cast<int>(reader.integer(spot, "status", 200, 200, 599));
    answer.link = reader.optional_text(spot, "link");
    const auto body = file ? read_file(folder / reader.text(*file)) : Result<std::string>(std::string());
    if (!body.ok()) return unusable(body.problem().text());
    answer.body = body.value();
    if (request) made->answers_[reader.text(*request)].all.push_back(std::move(answer));
  }
  if (const auto& mistake = reader.mistake())
    return unusable(line_and_column(text.value(), mistake->at) + ", " + mistake->pointer + ": " + mistake->why);
  return made;
}

Answer<ClientAnswer> RecordedAnswers::exchange(const ClientRequest& request) {
  const std::string asked = request.method + " " + request.path;
  const auto found = answers_.find(asked);
  if (found == answers_.end())
    return RequestError{RequestError::Kind::BadRequest,
                        {"no answer is recorded for " + asked, "", "add one to requests.json"}};
  Answers& answers = found->second;
  return answers.all[std::min(answers.next++, answers.all.size() - 1)];
}

}  // namespace syncwall::described
