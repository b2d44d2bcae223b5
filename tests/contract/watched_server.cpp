#include "contract/watched_server.h"

#include <doctest/doctest.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>

#include "support/random_jobs.h"

namespace syncwall::test {

namespace {

std::string inflated(const std::string& body) {
  if (!body.starts_with("\x1f\x8b")) return body;
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK);
  std::string packed = body, out;
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  int code = Z_OK;
  while (code == Z_OK) {
    std::string part(1u << 16, '\0');
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    code = inflate(&stream, Z_NO_FLUSH);
    out.append(part, 0, part.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  CHECK(code == Z_STREAM_END);
  return out;
}

}  // namespace

WatchedServer::WatchedServer(std::uint64_t random_jobs, const Http::Options& http) {
  static std::atomic<int> number{0};
  folder_ = std::filesystem::temp_directory_path() /
            ("syncwall-contract-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
  database_ = folder_ / "jobs.db";
  JobServer::Options options;
  options.database = database_;
  options.http = http;
  options.http.observer = [this](const Exchange& exchange) {
    std::lock_guard lock(mutex_);
    exchanges_.push_back(exchange);
  };
  auto started = JobServer::start(options);
  REQUIRE(started.ok());
  server_ = std::move(started).value();
  RandomJobs random(11);
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < random_jobs; ++i) {
    jobs.push_back(random.job(i));
    jobs.back().user_id = "user-" + jobs.back().user_name;
    if (i % 3 == 0) jobs.back().config_json = R"({"bucket":"a","depth":{"list":[1,true,null]}})";
  }
  REQUIRE(store().put(jobs).ok());
  auto admin = store().add_key("admin", true), user = store().add_key("user-ИРИНА", false);
  REQUIRE((admin.ok() && user.ok()));
  admin_key_ = admin.value();
  user_key_ = user.value();
}

WatchedServer::~WatchedServer() {
  server_.reset();
  std::filesystem::remove_all(folder_);
}

std::vector<Exchange> WatchedServer::stop() {
  server_.reset();
  for (Exchange& exchange : exchanges_) exchange.response_body = inflated(exchange.response_body);
  return exchanges_;
}

}  // namespace syncwall::test
