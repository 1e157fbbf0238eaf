// A database that is none, for tests of everything above a Backend: it gives counted rows, waits or
// fails where it is told to.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "semaflow/backend.h"

namespace semaflow {

/// Its statements are words:
///     rows=1000     so many rows with the numbers 0, 1, 2, ... in column "n" (default 1)
///     batch=10      so many rows in each batch (default 10)
///     wide=100      a column "t" with texts of so many bytes
///     knows_end     AtEnd tells after the last row
///     block         Execute waits until it is stopped
///     hold          so it does, or until Release
///     block_at=20   so does Next, after 20 rows
///     late          Next waits until it is stopped, and gives its rows all the same
///     lingers       where it is cut, by a stop or its reader, its end waits until Release
///     fail          Execute fails with kBackendRefused
///     fail_at=20    Next fails with kBackendFailed, after 20 rows
///     bug           Execute throws, as SEMA_CHECK does
/// Any table has the one column "n"; one whose `sql` is "hold" is described as `hold` says.
/// Anything else is refused, but a comment at the end. It keeps the promises of Connection about
/// stop tokens.
class FakeBackend : public Backend {
 public:
  explicit FakeBackend(bool in_process = false) : in_process_(in_process) {}

  Result<std::unique_ptr<Connection>> Connect(std::stop_token stop = {}) override;
  std::string_view name() const override { return "fake"; }
  std::string_view dialect_name() const override { return "fake"; }
  std::string version() const override { return "v1"; }
  BackendLimits limits() const override { return {.connections_max = 64}; }
  bool in_process() const override { return in_process_; }

  /// Lets go who is held, and from now on nobody is held.
  void Release();
  /// The comment at the end of the last statement.
  std::string comment() const;
  /// That the last statement was asked on.
  std::thread::id thread() const;
  /// Lets the n-th call from now on (Connect, Execute, Next or DescribeTable; from 1) fail with
  /// `error`.
  void FailCall(std::int64_t n, Error error);
  /// Sessions that are open now are lost: IsAlive says so.
  void LoseConnections() { ++age_; }
  /// Calls since it was made.
  std::int64_t calls() const { return calls_; }
  /// Connections and streams that are open.
  int connections() const { return connections_; }
  int streams() const { return streams_; }
  /// The most streams that were open at once.
  int streams_max() const { return streams_max_; }

 private:
  friend class FakeConnection;
  friend class FakeStream;
  /// Counts a call; its error when it is the one to fail.
  std::optional<Error> Count();

  std::atomic<std::int64_t> calls_ = 0;
  std::atomic<int> age_ = 0;  // How often the sessions were lost.
  std::atomic<int> connections_ = 0;
  std::atomic<int> streams_ = 0;
  std::atomic<int> streams_max_ = 0;
  void Hold(const std::stop_token& stop);
  std::string_view WithoutComment(std::string_view sql);

  const bool in_process_;
  mutable std::mutex mutex_;
  std::condition_variable_any released_changed_;
  bool released_ = false;
  std::string comment_;
  std::thread::id thread_;
  std::int64_t failing_call_ = 0;
  std::optional<Error> failure_;
};

}  // namespace semaflow
