// Options of the commands without a window.
#include "base/number_option.h"
#include "program/options/typed_options.h"

namespace syncwall {

namespace {

void add_query(CLI::App& command, TypedOptions& t) {
  command.add_option("query", t.query,
                     "which jobs, as one text: 'status:failed -type:s3 user:\"ann lee\" error:403 last_sync:>2d'; "
                     "all that is given must hold, and the options too (see syncwall(1), QUERIES)");
}

void add_format(CLI::App& command, TypedOptions& t) {
  command.add_option("--format", t.format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
}

CLI::App* add_list(CLI::App& app, Options& o, TypedOptions& t) {
  CLI::App* list = app.add_subcommand("list", "print jobs; takes the options of the server, filters and order");
  add_query(*list, t);
  list->add_option("--limit", o.limit, "at most so many jobs")
      ->transform(whole_option())
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}));
  add_format(*list, t);
  return list;
}

CLI::App* add_summary(CLI::App& app, Options& o, TypedOptions& t) {
  CLI::App* summary = app.add_subcommand("summary", "print counts; takes the options of the server and the filters");
  add_query(*summary, t);
  add_format(*summary, t);
  summary->add_flag("--groups", o.groups, "and why jobs fail: failures by reason, the most frequent first");
  summary->add_option("--fail-if-failed", t.fail_if_failed, "exit with 1 where at least so many jobs are Failed")
      ->transform(whole_option())
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  return summary;
}

CLI::App* add_audit(CLI::App& app, Options& o, TypedOptions& t) {
  CLI::App* audit = app.add_subcommand(
      "audit", "print who deleted what, newest first; takes the options of the server, and an administrator's key");
  audit->add_option("--limit", o.limit, "at most so many records")
      ->transform(whole_option())
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}));
  add_format(*audit, t);
  return audit;
}

void add_source(CLI::App& app, TypedOptions& t, Commands& commands) {
  CLI::App* source = app.add_subcommand("source", "descriptions of kinds of server: check one, or try one");
  source->require_subcommand(1);
  commands.check_source = source->add_subcommand(
      "check", "tell the mistakes in a description; with recorded answers, print the jobs that it makes of them");
  commands.try_source =
      source->add_subcommand("try", "print the jobs of a real server by a description; takes the server's options");
  for (CLI::App* of : {commands.check_source, commands.try_source}) {
    of->add_option("description", t.description, "its file, or the name of a shipped one")->required();
    add_format(*of, t);
  }
  commands.check_source->add_option("--answers", t.answers, "a folder of recorded answers with a requests.json");
}

}  // namespace

Commands add_commands(CLI::App& app, Options& o, TypedOptions& t) {
  Commands commands{add_list(app, o, t), add_summary(app, o, t), add_audit(app, o, t)};
  add_source(app, t, commands);
  return commands;
}

}  // namespace syncwall
