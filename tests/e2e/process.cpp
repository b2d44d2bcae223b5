#include "e2e/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "base/paths.h"

namespace syncwall::test {

namespace {

pid_t start(const Words& command, const Words& environment, const std::string& out, const std::string& err) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed leaves nothing behind
  const int o = open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600),
            e = out == err ? o : open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(o, 1);
  dup2(e, 2);
  for (const std::string& variable : environment) putenv(const_cast<char*>(variable.c_str()));
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execvp(words[0], words.data());
  _exit(127);
}

int status_of(int raw) { return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw); }

}  // namespace

Process::Process(const Words& command, const Words& environment, const std::string& log)
    : pid_(start(command, environment, log, log)) {}

Process::~Process() {
  if (!running()) return;
  kill(pid_, SIGKILL);
  wait();
}

void Process::signal(int number) const { kill(pid_, number); }

int Process::wait() {
  int raw = 0;
  if (status_ < 0 && waitpid(pid_, &raw, 0) == pid_) status_ = status_of(raw);
  return status_;
}

bool Process::running() {
  int raw = 0;
  if (status_ < 0 && waitpid(pid_, &raw, WNOHANG) == pid_) status_ = status_of(raw);
  return status_ < 0;
}

Finished run(const Words& command, const Words& environment, const std::string& folder) {
  const std::string out = folder + "/stdout", err = folder + "/stderr";
  int raw = 0;
  const pid_t pid = start(command, environment, out, err);
  waitpid(pid, &raw, 0);
  Finished finished{status_of(raw), "", ""};
  if (auto text = read_file(out); text.ok()) finished.out = std::move(text).value();
  if (auto text = read_file(err); text.ok()) finished.err = std::move(text).value();
  return finished;
}

}  // namespace syncwall::test
