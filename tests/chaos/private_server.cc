#include "tests/chaos/private_server.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace semaflow::chaos {

PrivateServer::PrivateServer() {
  // It lives until the pipe that its shell reads is closed, also when this process is killed.
  const std::string said = folder_.path() + "/said";
  const std::string command = fmt::format(
      "env -u SEMAFLOW_POSTGRES_15 -u SEMAFLOW_POSTGRES_18 {0}/tools/with_postgres sh -c "
      "'printf \"%s\\n%s\\n%s\\n\" \"$SEMAFLOW_POSTGRES_18\" \"$SEMAFLOW_POSTGRES_18_PID\" "
      "\"$SEMAFLOW_POSTGRES_18_START\" > {1}.new && mv {1}.new {1} && cat > /dev/null'",
      SEMAFLOW_SOURCE_DIR, said);
  shell_ = ::popen(command.c_str(), "we");
  if (shell_ == nullptr) throw std::runtime_error("no shell");
  for (int i = 0; i < 600; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    std::ifstream file(said);
    std::string process;
    if (!std::getline(file, connection_) || !std::getline(file, process)) continue;
    std::getline(file, start_);
    process_ = std::stoi(process);
    return;
  }
  throw std::runtime_error("tools/with_postgres starts no server");
}

PrivateServer::~PrivateServer() {
  Thaw();
  ::pclose(shell_);
}

void PrivateServer::SignalAll(int signal) const {
  // Its sessions are its children.
  const std::string children = fmt::format("/proc/{0}/task/{0}/children", process_);
  std::ifstream file(children);
  for (pid_t child = 0; file >> child;) ::kill(child, signal);
  ::kill(process_, signal);
}

void PrivateServer::WaitForEnd() const {
  for (int i = 0; i < 1000 && ::kill(process_, 0) == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void PrivateServer::Kill() {
  SignalAll(SIGKILL);
  WaitForEnd();
}

void PrivateServer::Stop() {
  ::kill(process_, SIGINT);
  WaitForEnd();
}

void PrivateServer::Start() {
  if (std::system(start_.c_str()) != 0) throw std::runtime_error("the server does not start");
  // Its first line is the process: pg_ctl waits until it is written.
  const std::size_t at = start_.find(" -D ") + 4;
  const std::string data = start_.substr(at, start_.find(' ', at) - at);
  std::ifstream(data + "/postmaster.pid") >> process_;
}

void PrivateServer::Freeze() { SignalAll(SIGSTOP); }

void PrivateServer::Thaw() { SignalAll(SIGCONT); }

}  // namespace semaflow::chaos
