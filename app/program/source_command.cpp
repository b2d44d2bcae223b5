#include "program/source_command.h"

#include <array>
#include <string>
#include <utility>

#include "base/standard_streams.h"
#include "program/commands.h"
#include "program/terminal_text.h"
#include "sources/described/load.h"
#include "sources/described/recorded_answers.h"

namespace syncwall {

namespace {

using described::Description;

int fail(std::FILE* err, const Problem& problem) {
  std::fprintf(err, "syncwall: %s\n", harmless(problem.text()).c_str());
  return 2;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

std::string what_it_says(const Description& d) {
  constexpr std::array<const char*, 4> kActions = {"delete", "sync_now", "pause", "resume"};
  std::vector<std::string> variables, actions, untold;
  for (const described::Variable& variable : d.variables)
    variables.push_back(variable.name + (variable.fallback ? "" : " (must be given)"));
  for (const described::ActionSpec& action : d.actions)
    actions.emplace_back(kActions[static_cast<std::size_t>(action.action)]);
  const auto missing = [&](const described::Expression& field, const char* name) {
    if (field.kind == described::Expression::Kind::None) untold.emplace_back(name);
  };
  if (d.fields.user_id.kind == described::Expression::Kind::None) missing(d.fields.user_name, "owner");
  missing(d.fields.type, "type");
  missing(d.fields.created_at, "creation time");
  missing(d.fields.last_sync_at, "last sync");
  missing(d.fields.last_sync_error, "error");
  if (d.schedule.empty()) untold.emplace_back("schedule");
  return d.name + ": the description is sound\n  address    " + (d.url.empty() ? "as --url says" : d.url) +
         "\n  variables  " + listed(variables) + "\n  secrets    " + listed(d.secrets) + "\n  actions    " +
         listed(actions) + "\n  not told   " + listed(untold) + "\n";
}

// Recorded answers open to everybody.
std::shared_ptr<const Description> without_auth(const Description& d) {
  auto open = std::make_shared<Description>(d);
  open->auth = {};
  return open;
}

}  // namespace

int run_check_source(const Options& options, WallMs now, std::FILE* out, std::FILE* err) {
  const Description& d = *options.description;
  if (options.answers.empty()) {
    std::fputs(harmless(what_it_says(d), true).c_str(), out);
    const auto flushed = flush_output(out);
    return flushed.ok() ? 0 : fail(err, flushed.problem());
  }
  described::ServerSettings settings{options.source_variables, {}, {}};
  // What no answer depends on needn't be given.
  for (const described::Variable& variable : d.variables) {
    if (!variable.fallback) settings.variables.try_emplace(variable.name, variable.name);
  }
  auto server = described::make_server(without_auth(d), std::move(settings));
  if (!server.ok()) return fail(err, server.problem());
  auto answers = described::RecordedAnswers::load(options.answers);
  if (!answers.ok()) return fail(err, answers.problem());
  const auto source = described::make_described_source(std::move(server).value(), std::move(answers).value());
  const NamedSource recorded{*source, d.name};
  return run_list({&recorded, 1}, options, now, out, err);
}

}  // namespace syncwall
