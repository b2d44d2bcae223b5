// A real server that nobody here wrote: two Syncthing on loopback that really sync, read and steered by the shipped
// description. One of them is broken on purpose.
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "e2e/process.h"
#include "support/fresh_folder.h"
#include "support/wait_until.h"
#include "unit/sources/described/walked.h"

using namespace syncwall;
using namespace syncwall::test;
using namespace std::chrono_literals;
using Outcome = OrderResult::Kind;

namespace {

int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  REQUIRE(::bind(fd, any, size) == 0);
  REQUIRE(::getsockname(fd, any, &size) == 0);
  ::close(fd);
  return ntohs(address.sin_port);
}

// One of the two, which speaks to nobody outside this machine.
class Syncthing {
 public:
  explicit Syncthing(const std::filesystem::path& home) : home_(home), port_(free_port()), listen_(free_port()) {
    std::filesystem::create_directories(home);
    const Words environment{"HOME=" + home.string()};
    const Finished made =
        run({SYNCTHING_PROGRAM, "generate", "--home=" + config(), "--no-default-folder", "--skip-port-probing"},
            environment, home.string());
    REQUIRE_MESSAGE(made.status == 0, made.err);
    std::ifstream in(config() + "/config.xml");
    std::stringstream read;
    read << in.rdbuf();
    std::string text = std::regex_replace(read.str(),
                                          std::regex("<(globalAnnounceEnabled|localAnnounceEnabled|relaysEnabled|"
                                                     "natEnabled|crashReportingEnabled|startBrowser)>true"),
                                          "<$1>false");
    text = std::regex_replace(text, std::regex("<listenAddress>default"),
                              "<listenAddress>tcp://127.0.0.1:" + std::to_string(listen_));
    text = std::regex_replace(text, std::regex("<urAccepted>0"), "<urAccepted>-1");
    std::smatch key;
    REQUIRE(std::regex_search(text, key, std::regex("<apikey>([^<]+)")));
    key_ = key[1];
    std::ofstream(config() + "/config.xml") << text;
    process_.emplace(Words{SYNCTHING_PROGRAM, "serve", "--home=" + config(), "--no-browser", "--no-upgrade",
                           "--no-restart", "--gui-address=http://127.0.0.1:" + std::to_string(port_)},
                     environment, (home / "log").string());
    source_ = source_at("http://127.0.0.1:" + std::to_string(port_), with());
    REQUIRE(wait_until([&] { return ask("GET", "/rest/system/ping").status == 200; }, 30s));
    id_ = Json::parse(ask("GET", "/rest/system/status").body).at("myID");
  }
  ~Syncthing() {
    if (process_) process_->signal(SIGTERM), process_->wait();
  }
  Syncthing(const Syncthing&) = delete;
  Syncthing& operator=(const Syncthing&) = delete;

  ClientAnswer ask(const std::string& method, const std::string& path, const std::string& body = "") const {
    HttpSettings settings;
    settings.address = parse_server_address("http://127.0.0.1:" + std::to_string(port_)).value();
    ClientRequest request;
    request.method = method;
    request.path = path;
    request.headers = {{"X-API-Key", key_}};
    request.body = body;
    const auto answer = std::move(HttpClient::make(settings)).value()->exchange(request);
    return answer.ok() ? answer.value() : ClientAnswer{};
  }
  void knows(const Syncthing& other) const {
    const Json device{{"deviceID", other.id_}, {"addresses", {"tcp://127.0.0.1:" + std::to_string(other.listen_)}}};
    CHECK(ask("PUT", "/rest/config/devices/" + other.id_, device.dump()).status == 200);
  }
  void shares(const std::string& id, const std::string& label, const Syncthing& with) const {
    std::filesystem::create_directories(folder(id));
    const Json json{
        {"id", id}, {"label", label}, {"path", folder(id).string()}, {"devices", {{{"deviceID", with.id_}}}}};
    CHECK(ask("PUT", "/rest/config/folders/" + id, json.dump()).status == 200);
  }
  [[nodiscard]] std::filesystem::path folder(const std::string& id) const { return home_ / id; }
  [[nodiscard]] std::optional<Job> job(const std::string& id) const {
    const WalkedJobs walked = walk(*source_);
    CHECK_MESSAGE(walked.errors.empty(), walked.errors[0].text());
    const Job* const found = walked.find(id);
    return found == nullptr ? std::nullopt : std::optional(*found);
  }
  [[nodiscard]] bool becomes(const std::string& id, Status status) const {
    return wait_until(
        [&] {
          const auto found = job(id);
          return found && found->status == status;
        },
        60s);
  }
  OrderResult order(RowAction action, const std::string& id) const {
    const std::vector<std::string> ids{id};
    auto answer = source_->carry_out({action, ids, "r"});
    REQUIRE(answer.ok());
    return answer.value().results.at(0);
  }

 private:
  [[nodiscard]] std::string config() const { return (home_ / "config").string(); }
  [[nodiscard]] std::shared_ptr<const described::Server> with() const {
    return server_with(description_of("syncthing"), {}, {{"key", key_}});
  }
  const std::filesystem::path home_;
  const int port_, listen_;
  std::string key_, id_;
  std::unique_ptr<JobSource> source_;
  std::optional<Process> process_;
};

struct Both {
  const std::filesystem::path home = fresh_folder();
  ~Both() { std::filesystem::remove_all(home); }
};

}  // namespace

TEST_CASE("two real Syncthing: folders that sync, pause, break and go, by the shipped description") {
  const Both both;
  const Syncthing one(both.home / "one"), other(both.home / "other");
  one.knows(other);
  other.knows(one);
  std::filesystem::create_directories(one.folder("docs"));
  std::ofstream(one.folder("docs") / "a.txt") << "hello";
  one.shares("docs", "Our docs", other);
  other.shares("docs", "Our docs", one);

  // It syncs for real, and reads as completed on both sides.
  CHECK(wait_until([&] { return std::filesystem::exists(other.folder("docs") / "a.txt"); }, 60s));
  CHECK(one.becomes("docs", Status::Completed));
  CHECK(other.becomes("docs", Status::Completed));
  const Job job = *one.job("docs");
  CHECK(job.collection_name == "Our docs");
  CHECK(job.type_text == "sendreceive");
  CHECK(is_time(job.last_sync_at));
  CHECK(job.created_at == kUnknownTime);
  CHECK(find_odd_field(job.odd_fields, JobField::Schedule)->raw == "about every 3600 s");

  // A scan that was asked for moves the last one.
  std::this_thread::sleep_for(1100ms);
  CHECK(one.order(RowAction::SyncNow, "docs").kind == Outcome::Done);
  CHECK(wait_until([&] { return one.job("docs")->last_sync_at > job.last_sync_at; }, 30s));

  CHECK(one.order(RowAction::Pause, "docs").kind == Outcome::Done);
  CHECK(one.becomes("docs", Status::Paused));
  const OrderResult refused = one.order(RowAction::SyncNow, "docs");
  CHECK(refused.kind == Outcome::Refused);
  CHECK(refused.message == "the folder is paused");
  CHECK(one.order(RowAction::Resume, "docs").kind == Outcome::Done);
  CHECK(one.becomes("docs", Status::Completed));

  // Broken on purpose: the marker that says that the disk is there.
  std::filesystem::remove_all(other.folder("docs") / ".stfolder");
  CHECK(other.order(RowAction::SyncNow, "docs").kind == Outcome::Refused);
  CHECK(other.becomes("docs", Status::Failed));
  CHECK(other.job("docs")->last_sync_error.find("marker missing") != std::string::npos);

  CHECK(one.order(RowAction::Delete, "docs").kind == Outcome::Done);
  CHECK_FALSE(one.job("docs").has_value());
  CHECK(std::filesystem::exists(one.folder("docs") / "a.txt"));
}
