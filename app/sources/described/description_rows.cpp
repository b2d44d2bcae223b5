// What a description says of rows: joins, fields, statuses, schedules, actions.
#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"
#include "sources/described/description_reader.h"

namespace syncwall::described {

void DescriptionReader::joins(const Spot& root, Description& d) {
  std::size_t at = 0;
  Names ours;
  if (d.each) ours.joins["parent"] = d.parent_join();
  each_of(root, "joins", false,
          [&](const Spot& spot, const std::string& name) { d.joins[at++] = join(spot, name, ours); });
}

JoinSpec DescriptionReader::join(const Spot& spot, const std::string& name, const Names& ours) {
  JoinSpec join;
  join.name = name;
  reader_.allow(spot, {"list", "row", "key", "on", "pick", "by"});
  if (const auto all = reader_.member(spot, "list")) {
    join.list = list(*all, nothing_);
    if (const auto key = reader_.member(spot, "key", true)) join.key = values_.expression(*key, Names{});
    if (const auto on = reader_.member(spot, "on", true)) join.on = values_.expression(*on, ours);
  }
  if (const auto row = reader_.member(spot, "row")) {
    join.row = list(*row, ours, false);
    join.skip_codes = reader_.codes(*row, "skip_codes");
  }
  if (!join.list && !join.row) reader_.fail(spot, "neither list nor row");
  if (!join.list && (spot.json->find("key") != nullptr || spot.json->find("on") != nullptr))
    reader_.fail(spot, "key and on belong to a list");
  if (const auto pick = reader_.member(spot, "pick"))
    join.pick = static_cast<JoinSpec::Pick>(reader_.word(*pick, {"only", "first", "latest"}));
  const auto by = reader_.member(spot, "by", join.pick == JoinSpec::Pick::Latest);
  if (by) join.by = values_.expression(*by, Names{});
  if (by && join.pick != JoinSpec::Pick::Latest) reader_.fail(*by, "only of what is picked as the latest");
  return join;
}

void DescriptionReader::fields(const Spot& root, Fields& fields, const Names& names) {
  const auto spot = reader_.member(root, "fields", true);
  if (!spot) return;
  reader_.allow(*spot, {"id", "user_id", "user_name", "user_email", "collection_id", "collection_name", "type",
                        "created_at", "last_sync_at", "last_sync_error", "last_sync_job_id"});
  const auto read = [&](std::string_view key, Expression& field, bool required = false) {
    if (const auto value = reader_.member(*spot, key, required)) field = values_.expression(*value, names);
  };
  read("id", fields.id, true);
  read("user_id", fields.user_id);
  read("user_name", fields.user_name);
  read("user_email", fields.user_email);
  read("collection_id", fields.collection_id);
  read("collection_name", fields.collection_name);
  read("type", fields.type);
  read("created_at", fields.created_at);
  read("last_sync_at", fields.last_sync_at);
  read("last_sync_error", fields.last_sync_error);
  read("last_sync_job_id", fields.last_sync_job_id);
}

void DescriptionReader::status(const Spot& root, Description& d, const Names& names) {
  static_cast<void>(reader_.member(root, "status", true));
  each_of(root, "status", true, [&](const Spot& spot, const std::string&) {
    reader_.allow(spot, {"when", "is"});
    StatusRule rule;
    if (const auto when = reader_.member(spot, "when")) rule.when = values_.condition(*when, names);
    if (const auto is = reader_.member(spot, "is", true))
      rule.is = static_cast<Status>(reader_.word(*is, {"pending", "running", "completed", "failed", "paused"}));
    d.status.push_back(std::move(rule));
  });
  if (const auto text = reader_.member(root, "status_text")) d.status_text = values_.expression(*text, names);
}

void DescriptionReader::schedule(const Spot& root, Description& d, const Names& names) {
  using Kind = ScheduleRule::Kind;
  each_of(root, "schedule", true, [&](const Spot& spot, const std::string&) {
    reader_.allow(spot, {"when", "kind", "value", "zone"});
    ScheduleRule rule;
    if (const auto when = reader_.member(spot, "when")) rule.when = values_.condition(*when, names);
    if (const auto kind = reader_.member(spot, "kind", true))
      rule.kind = static_cast<Kind>(
          reader_.word(*kind, {"seconds", "minutes", "words", "cron", "text", "once", "manual", "continuous"}));
    const bool valued = rule.kind < Kind::Once;
    if (const auto value = reader_.member(spot, "value", valued)) {
      rule.value = values_.expression(*value, names);
      if (!valued) reader_.fail(*value, "this kind of schedule has no value");
    }
    if (const auto zone = reader_.member(spot, "zone")) {
      rule.zone = values_.expression(*zone, names);
      if (rule.kind != Kind::Cron) reader_.fail(*zone, "only a cron schedule has a zone");
    }
    d.schedule.push_back(std::move(rule));
  });
}

void DescriptionReader::actions(const Spot& root, Description& d, const Names& names) {
  each_of(root, "actions", false, [&](const Spot& spot, const std::string& name) {
    constexpr std::array<std::string_view, 4> kNames = {"delete", "sync_now", "pause", "resume"};
    const auto* const known = std::ranges::find(kNames, name);
    if (known == kNames.end()) return reader_.fail(spot, "no action; there are delete, sync_now, pause, resume");
    ActionSpec read = action(spot, names);
    read.action = kRowActions[static_cast<std::size_t>(known - kNames.begin())];
    d.actions.push_back(std::move(read));
  });
}

ActionSpec DescriptionReader::action(const Spot& spot, const Names& names) {
  reader_.allow(spot, {"method", "path", "query", "headers", "body", "http_codes", "ok", "already_codes",
                       "refused_codes", "retry_codes", "harmless", "when", "otherwise"});
  ActionSpec action;
  static_cast<void>(reader_.member(spot, "method", true));
  request(spot, action.request, names);
  action.already_codes = reader_.codes(spot, "already_codes");
  action.refused_codes = reader_.codes(spot, "refused_codes");
  action.retry_codes = reader_.codes(spot, "retry_codes");
  action.harmless = reader_.flag(spot, "harmless", false);
  const auto when = reader_.member(spot, "when"), otherwise = reader_.member(spot, "otherwise", when.has_value());
  if (when) action.when = values_.condition(*when, names);
  if (otherwise) action.otherwise = reader_.text(*otherwise);
  if (otherwise && !when) reader_.fail(*otherwise, "only where `when` says for which jobs");
  return action;
}

}  // namespace syncwall::described
