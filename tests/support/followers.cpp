#include "support/followers.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <condition_variable>
#include <functional>
#include <mutex>

#include "wire/job_decode.h"

namespace syncwall::test {

namespace {

using Clock = std::chrono::steady_clock;

std::uint64_t hash_of(const JobView& job) {
  std::uint64_t h = 1469598103934665603ULL;
  const auto add = [&h](std::string_view text) { h = (h ^ std::hash<std::string_view>{}(text)) * 1099511628211ULL; };
  for (const std::string_view text : {job.user_id, job.collection_name, job.last_sync_job_id, job.last_sync_error})
    add(text);
  add(std::to_string(static_cast<int>(job.status)) + "/" + std::to_string(job.last_sync_at) + "/" +
      std::to_string(job.schedule_s));
  return h | 1u;
}

// A connection that asks and reads whole answers. Plain, so that it costs next to nothing beside the server.
class Connection {
 public:
  explicit Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    const timeval patience{60, 0};
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The body; otherwise `failure` says why there is none.
  std::string get(const std::string& target, const std::string& key, std::string& failure) {
    const std::string request =
        "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n\r\n";
    if (!connected_ ||
        ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
      return failure = "not connected", "";
    std::string got;
    std::size_t head = std::string::npos;
    while ((head = got.find("\r\n\r\n")) == std::string::npos) {
      if (!more(got)) return failure = "broke off in the head", "";
    }
    head += 4;
    if (!got.starts_with("HTTP/1.1 200")) return failure = got.substr(0, 40), "";
    const std::size_t at = got.find("Content-Length: ");
    std::size_t length = 0;
    if (at > head || std::from_chars(got.data() + at + 16, got.data() + head, length).ec != std::errc())
      return failure = "no length", "";
    got.reserve(head + length);
    while (got.size() < head + length) {
      if (!more(got)) return failure = "broke off in the body", "";
    }
    return got.substr(head);
  }

 private:
  bool more(std::string& to) {
    char part[65536];
    const ssize_t n = ::recv(socket_, part, sizeof part, 0);
    if (n > 0) to.append(part, static_cast<std::size_t>(n));
    return n > 0;
  }
  int socket_;
  bool connected_ = false;
};

void take(Followed& followed, const JobChanges& changes) {
  for (const JobView& job : changes.list.jobs) {
    std::uint64_t& held = followed.replica[std::string(job.id)];
    const std::uint64_t now = hash_of(job);
    followed.doubled += held == now ? 1 : 0;
    held = now;
  }
  for (const std::string& id : changes.deleted_ids) {
    const auto [held, fresh] = followed.replica.try_emplace(id, 0);
    followed.doubled += !fresh && held->second == 0 ? 1 : 0;
    held->second = 0;
  }
  followed.changes += static_cast<std::int64_t>(changes.list.jobs.size() + changes.deleted_ids.size());
  followed.backwards += changes.revision < followed.revision ? 1 : 0;
  followed.revision = changes.revision;
}

// Asks until there is no more; how long each took goes to `took_ms`.
void poll(Connection& connection, const std::string& key, Followed& followed, std::vector<double>& took_ms) {
  for (bool more = true; more && followed.failure.empty();) {
    const auto begin = Clock::now();
    std::string body = connection.get(
        "/api/v1/admin/scheduled_connectors/changes?limit=1000&since=" + std::to_string(followed.revision), key,
        followed.failure);
    if (!followed.failure.empty()) return;
    took_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    followed.bytes += body.size();
    const auto changes = decode_changes(std::move(body));
    if (!changes.ok()) {
      followed.failure = changes.problem().text();
      return;
    }
    if (changes.value().list.skipped > 0)
      followed.failure = "a job could not be read: " + changes.value().list.skipped_why;
    take(followed, changes.value());
    more = changes.value().more;
  }
}

}  // namespace

std::vector<Followed> follow(const Follow& how, std::stop_token stop) {
  std::vector<Followed> all(how.clients);
  const auto begin = Clock::now();
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < how.clients; ++i) {
      threads.emplace_back([&how, &stop, begin, i, &followed = all[i]] {
        std::mutex mutex;
        std::condition_variable_any wakes;
        std::unique_lock lock(mutex);
        followed.revision = how.since;
        Connection connection(how.port);
        auto next = begin + how.every * static_cast<int>(i) / static_cast<int>(how.clients);
        while (!stop.stop_requested() && followed.failure.empty()) {
          wakes.wait_until(lock, stop, next, [] { return false; });
          if (stop.stop_requested()) break;
          poll(connection, how.key, followed, followed.took_ms);
          next = std::max(next + how.every, Clock::now());
        }
        poll(connection, how.key, followed, followed.last_ms);
      });
    }
  }
  return all;
}

Replica expected_replica(JobStore& store, std::uint64_t since) {
  Replica expected;
  for (bool more = true; more;) {
    const auto changes = store.changes({true, ""}, since, 1000);
    if (!changes.ok() || changes.value().forgotten) return {};
    for (const StoredChange& change : changes.value().changes)
      expected[change.job.id] = change.deleted ? 0 : hash_of(view_of(change.job));
    since = changes.value().revision;
    more = changes.value().more;
  }
  return expected;
}

}  // namespace syncwall::test
