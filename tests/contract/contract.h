// Contract: assets/openapi.yaml, and exchanges held to it. What was seen is remembered, so that a test can tell what
// of the contract nobody has tried.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "contract/schema.h"
#include "server/http.h"

namespace syncwall::test {

class Contract {
 public:
  explicit Contract(Json document);
  Contract(const Contract&) = delete;
  Contract& operator=(const Contract&) = delete;
  // The project's own.
  [[nodiscard]] static Json read();

  // Path, method, parameters, request body, status and response body of one exchange.
  [[nodiscard]] Faults faults(const Exchange& exchange);

  // "GET /health 200" and "GET /scheduled_connectors ?limit": what is described, and of it what faults() has met.
  // A parameter counts where it was sent to an operation, whatever came of it.
  [[nodiscard]] const std::set<std::string>& described() const { return described_; }
  [[nodiscard]] const std::set<std::string>& met() const { return met_; }

  [[nodiscard]] const Json& document() const { return document_; }
  [[nodiscard]] const Schemas& schemas() const { return schemas_; }
  // The parameter's text as the value that its schema speaks of: "a,b" → ["a","b"], "12" → 12.
  [[nodiscard]] static Json typed(const Json& schema, const std::string& text);

 private:
  void check_query(const Json& operation, const std::string& name, const Exchange& exchange, Faults& faults);

  const Json document_;
  const Schemas schemas_;
  std::string base_;              // "/api/v1"
  std::set<std::string> beside_;  // paths that don't stand below it
  std::set<std::string> described_, met_;
};

// YAML as JSON: a plain scalar is what YAML 1.2 takes it for, a quoted one always text.
[[nodiscard]] Json json_of_yaml(const std::string& text);

}  // namespace syncwall::test
