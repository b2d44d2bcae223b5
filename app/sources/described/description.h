// Description: how one kind of server is asked for its jobs and told what to do with them, as a file says it
// (assets/docs/sources.md, assets/sources/schema.json). Nothing here knows any one system.
//
// What the file can't say is refused: a key that isn't known, a pointer that is none, a join that isn't there. The
// problem names line, column and JSON Pointer of the first mistake, and what was expected. Pure; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "jobs/job.h"
#include "jobs/row_action.h"
#include "sources/described/expression.h"

namespace syncwall::described {

struct BodyMember;

// JSON that a request carries.
struct BodyTemplate {
  enum class Kind : std::uint8_t { Literal, Text, List, Object };
  Kind kind = Kind::Literal;
  std::string literal;  // of null, true, false and numbers
  TextTemplate text;
  std::vector<BodyTemplate> items;
  std::vector<BodyMember> members;
};
struct BodyMember {
  std::string name;
  BodyTemplate value;
};

struct RequestSpec {
  std::string method = "GET";
  TextTemplate path;                                          // places in it are percent-encoded
  std::vector<std::pair<std::string, TextTemplate>> query;    // a name may come more than once
  std::vector<std::pair<std::string, TextTemplate>> headers;  // beside those of the description
  std::optional<BodyTemplate> body;
  bool form = false;            // the body's members as a form
  std::vector<int> http_codes;  // of success; empty: any 2xx
  std::optional<Condition> ok;  // what a good answer holds
};

struct Paginator {
  enum class Type : std::uint8_t { None, Offset, PageNumber, Cursor, LinkHeader };
  Type type = Type::None;
  std::string param;        // that of the offset, the page or the cursor
  std::string limit_param;  // empty: none is sent
  std::int64_t limit = 0, start = 0;
  std::optional<Pointer> total_path, pages_path, cursor_path;
  bool in_body = false;  // the parameters are members of the body
};

struct ListSpec {
  RequestSpec request;
  std::optional<Pointer> records;  // none (only of a join's `row`): the answer itself is the record
  bool entries = false;
  Paginator paginator;
  std::optional<Condition> keep;  // other records are left out
  std::int64_t max_pages = 10'000;
};

// A list that is asked once for each record of another one.
struct ParentSpec {
  ListSpec list;
  Expression collection_id;     // of a parent's jobs: those of one that can't be read stay as they were known
  std::vector<int> skip_codes;  // of a parent that has gone
};

struct JoinSpec {
  enum class Pick : std::uint8_t { Only, First, Latest };
  std::string name;
  std::optional<ListSpec> list;
  std::optional<ListSpec> row;  // asked for each of our rows, or those without a partner where not all of it was read
  Expression key, on;           // of the joined row; of ours
  Pick pick = Pick::Only;
  Expression by;                // Latest: a time of the joined row
  std::vector<int> skip_codes;  // of `row`: there is none
};

struct StatusRule {
  Condition when;
  Status is = Status::Pending;
};

struct ScheduleRule {
  enum class Kind : std::uint8_t { Seconds, Minutes, Words, Cron, Text, Once, Manual, Continuous };
  Condition when;
  Kind kind = Kind::Manual;
  Expression value, zone;
};

struct Fields {
  Expression id, user_id, user_name, user_email, collection_id, collection_name, type, created_at, last_sync_at,
      last_sync_error, last_sync_job_id;
};

struct ActionSpec {
  RowAction action = RowAction::Delete;
  RequestSpec request;
  std::vector<int> already_codes, refused_codes, retry_codes;
  bool harmless = false;          // may be sent again where the answer got lost
  std::optional<Condition> when;  // offered for such rows only
  std::string otherwise;          // what is told of others
};

struct Auth {
  enum class Type : std::uint8_t { None, Bearer, ApiKey, Basic, SessionToken };
  Type type = Type::None;
  std::string header = "Authorization", prefix;
  TextTemplate secret, username;  // of Basic the password
  RequestSpec login;
  Pointer token_path;
  std::optional<Pointer> expires_path;  // seconds
  std::int64_t margin_s = 30;           // a token is renewed so long before it ends
};

struct Variable {
  std::string name, about;
  std::optional<std::string> fallback;  // none: it must be given
};

struct Description {
  std::string name, about;
  std::string url;   // where the system always is; empty: it must be given
  std::string base;  // added to any address: "/api/v1"
  std::vector<Variable> variables;
  std::vector<std::pair<std::string, TextTemplate>> headers;  // of every request
  Auth auth;
  std::vector<Pointer> errors;  // where an answer says what went wrong, the best place first
  std::optional<ParentSpec> each;
  ListSpec list;
  std::vector<JoinSpec> joins;
  Fields fields;
  std::vector<StatusRule> status;
  Expression status_text;  // the system's own word, where no rule holds
  std::vector<ScheduleRule> schedule;
  std::vector<ActionSpec> actions;
  std::vector<std::string> secrets;      // names that occur
  std::vector<Reference> action_places;  // what actions need of a row

  // In place of a join's index: the parent of `each`.
  [[nodiscard]] int parent_join() const { return static_cast<int>(joins.size()); }
};

// `file`: its name, for the problem.
[[nodiscard]] Result<std::shared_ptr<const Description>> parse_description(std::string_view text,
                                                                           const std::string& file);

}  // namespace syncwall::described
