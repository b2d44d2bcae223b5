// Drives the fuzz target without a fuzzer: the files named on the command line, or, without any, some thousand
// mutations of sound answers, the same ones in every run.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

const std::string kJob =
    R"({"id":"j1","user_id":"u1","user_name":"Ирина \ud83d\ude00","user_email":"i@e","collection_id":"c1","collection_name":"顧客",)"
    R"("type":"S3","schedule":3600,"created_at":"2026-01-02T03:04:05.678+01:00","last_sync_at":"2026-01-02T03:04:05Z",)"
    R"("last_sync_status":"Failed","last_sync_error":"403 %s\n","last_sync_job_id":"r","config":{"bucket":"b","secret_key":{"a":[1]}}})";

const std::vector<std::string> kSeeds = {
    R"({"items":[)" + kJob + "," + kJob + R"(],"total":2,"revision":7,"next_cursor":"abc"})",
    R"({"items":[)" + kJob + R"(],"deleted_ids":["x","y"],"revision":9,"more":true})",
    "[" + kJob + R"(,{"id":"c","name":"n"},"admin"])",
    R"({"total_jobs":15,"pending_jobs":1,"running_jobs":2,"completed_jobs":3,"failed_jobs":4,"paused_jobs":5,"revision":8})",
    R"({"results":[{"id":"a","status":"deleted"},{"id":"c","status":"forbidden","message":"not yours"}],"revision":3})",
    R"({"id":"u","username":"ada","email":"e","is_admin":true,"can_delete":true,"message":"text"})",
};

std::string mutated(std::string text, std::mt19937& random) {
  static const std::vector<std::string> kPieces = {"\"",      "\\",      "{",    "}",        "[",
                                                   "]",       ",",       ":",    "null",     "-1",
                                                   "1e999",   "\\ud800", "\xFF", "\xE2\x82", "18446744073709551616",
                                                   "\\u0000", "true",    " "};
  const auto below = [&](std::size_t n) { return static_cast<std::ptrdiff_t>(random() % n); };
  for (auto edits = below(6); edits >= 0 && !text.empty(); --edits) {
    const auto at = below(text.size());
    switch (below(5)) {
      case 0:
        text[static_cast<std::size_t>(at)] = static_cast<char>(random());
        break;
      case 1:
        text.insert(static_cast<std::size_t>(at), kPieces[static_cast<std::size_t>(below(kPieces.size()))]);
        break;
      case 2:
        text.erase(text.begin() + at);
        break;
      case 3:
        text.resize(static_cast<std::size_t>(at));
        break;
      default:
        text += text.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(below(60)));
        break;
    }
  }
  return text;
}

void run(const std::string& text) {
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    if (!in) {
      std::fprintf(stderr, "could not read %s\n", argv[i]);
      return 2;
    }
    run({std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
  }
  if (argc > 1) return 0;
  std::mt19937 random(1);
  for (const std::string& seed : kSeeds) {
    run(seed);
    for (int i = 0; i < 3'000; ++i) run(mutated(seed, random));
  }
}
