// An h2oGPTe server as far as Syncwall asks one, written from its published API and not from our source: collections
// that are listed by offset in the order of their last update while others update them, connectors per collection,
// faults of single collections, a limit of requests. Counts what it is asked. Loopback.
//
// Every function from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace httplib {
class Server;
struct Response;
}  // namespace httplib

namespace syncwall::test {

class H2ogpteImitation {
 public:
  struct Options {
    int collections = 100;               // collection i has i % 4 jobs
    bool sorts = false;                  // takes sort_column and ascending; false: ignores them
    bool refuses_parameters = false;     // 400 for them, and for a limit over 100
    int most_a_page = 100'000;           // fewer are given, whatever is asked for
    int moved_a_page = 0;                // collections that are updated before each page of the list
    bool any_order = false;              // each page is cut from another order
    std::chrono::milliseconds delay{0};  // of each answer about connectors
    int most_a_second = 0;               // 429 beyond; 0: no limit
    bool tells_when = false;             // Retry-After: 1 with the 429
  };
  explicit H2ogpteImitation(Options options);
  ~H2ogpteImitation();
  H2ogpteImitation(const H2ogpteImitation&) = delete;
  H2ogpteImitation& operator=(const H2ogpteImitation&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // What that collection's connectors are answered with: a status, 0 for nonsense with 200, -1 for a broken connection;
  // 200 for the truth again.
  void fault(int collection, int status);
  void fault_all(int status);
  // It is gone: neither listed nor found.
  void remove(int collection);
  // The ids of all jobs there are.
  [[nodiscard]] std::set<std::string> jobs() const;
  [[nodiscard]] static std::string name(int collection);

  struct Asked {
    std::chrono::steady_clock::time_point at;
    int collection = -1;  // -1: a page of the list
  };
  [[nodiscard]] std::vector<Asked> asked() const;
  [[nodiscard]] int most_in_flight() const;
  [[nodiscard]] int refused() const;  // with 429

 private:
  void serve();
  void list(const std::map<std::string, std::string>& parameters, httplib::Response& response);
  void connectors(int collection, httplib::Response& response);
  [[nodiscard]] bool too_many();
  [[nodiscard]] std::string connectors_of(int collection) const;

  const Options options_;
  mutable std::mutex mutex_;
  std::mt19937 random_{7};
  std::vector<int> order_;  // latest update first
  std::set<int> gone_;
  std::map<int, int> faults_;
  int fault_all_ = 200;
  std::vector<Asked> asked_;
  int in_flight_ = 0, most_in_flight_ = 0, refused_ = 0;
  std::vector<std::chrono::steady_clock::time_point> lately_;
  std::unique_ptr<httplib::Server> server_;
  int port_ = 0;
  std::jthread thread_;
};

}  // namespace syncwall::test
