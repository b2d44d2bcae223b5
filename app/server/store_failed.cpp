#include "server/store_failed.h"

namespace syncwall {

HttpAnswer store_failed(const StoreProblem& problem) {
  HttpAnswer answer = http_error(500, "an error inside the server");
  answer.fault = InternalFault{problem, name_of(problem.fault), words_of(problem.fault), passes(problem.fault)};
  return answer;
}

}  // namespace syncwall
