// A PostgreSQL server of its own for a test that stops, kills and freezes it.
#pragma once

#include <cstdio>
#include <string>

#include "model/test_model.h"

namespace semaflow::chaos {

/// Started by tools/with_postgres; gone with the object, in whatever state it is.
class PrivateServer {
 public:
  /// Throws std::runtime_error when there is none to be had.
  PrivateServer();
  ~PrivateServer();
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;

  const std::string& connection() const { return connection_; }
  /// The process and all sessions are gone at once, as after a crash of the machine.
  void Kill();
  /// An orderly end that waits for nobody ("fast").
  void Stop();
  /// After Kill or Stop.
  void Start();
  /// Nothing answers, and nothing is lost: SIGSTOP to the server and to its sessions.
  void Freeze();
  void Thaw();

 private:
  void SignalAll(int signal) const;
  void WaitForEnd() const;

  const model::TestFolder folder_;
  std::FILE* shell_ = nullptr;
  std::string connection_;
  std::string start_;
  int process_ = 0;
};

}  // namespace semaflow::chaos
