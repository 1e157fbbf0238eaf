// One libpq connection that never blocks where it cannot be stopped, but while the system looks a
// host's name up.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "backends/postgres/library.h"
#include "backends/postgres/parameters.h"
#include "semaflow/error.h"

namespace semaflow::postgres {

/// Wakes who waits in poll: an eventfd.
class Waker {
 public:
  Waker();
  ~Waker();
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;
  void Wake() const;
  void Clear() const;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Asks servers to stop statements, on threads of its own: libpq's PQcancel blocks, for ever where
/// the server does not answer. A thread is made where none is free, and ends by itself.
class Canceller {
 public:
  explicit Canceller(const Api& api);
  /// Any thread; takes `cancel` over. Ready when the server has done what it does about it: a
  /// request that comes late would stop the next statement.
  std::future<void> Cancel(PGcancel* cancel);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

struct FreeResult {
  const Api* api;
  void operator()(PGresult* result) const { api->PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, FreeResult>;

/// Used by one thread at a time. After a failure of the connection it is lost for good.
class Session {
 public:
  using Clock = std::chrono::steady_clock;

  /// Connects within `timeout`. Fails with kBackendUnavailable, kBadConfig (the server does not let
  /// in who asks so), kCancelled.
  static Result<std::unique_ptr<Session>> Open(const Api& api, std::shared_ptr<Canceller> canceller,
                                               const ConnectionParameters& parameters,
                                               std::chrono::milliseconds timeout,
                                               const std::stop_token& stop);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const Api& api() const { return api_; }
  PGconn* get() const { return connection_; }
  bool is_lost() const { return is_lost_; }
  /// Whether the server is still at the other end; asks the kernel alone. Between statements.
  bool IsAlive();

  /// The next result of what was sent; nullptr: no more. Fails with kBackendUnavailable,
  /// kCancelled.
  Result<ResultPtr> Next(const std::stop_token& stop);
  /// Sends what PQsend... put into the buffer. The same errors.
  Result<void> Flush(const std::stop_token& stop);
  /// The only result of what was sent, or its error.
  Result<ResultPtr> Only(const std::stop_token& stop);
  /// Runs a text without values: settings.
  Result<ResultPtr> Run(const std::string& sql, const std::stop_token& stop);

  /// Until when results may come; nullopt: for ever.
  void set_until(std::optional<Clock::time_point> until) { until_ = until; }

  /// Ends what runs: the server is asked to stop, and what it still sends is thrown away. Where it
  /// does not stop soon the session is lost.
  void Abandon();

  /// Ends the transaction that is open, if one is. Where the server does not answer soon the
  /// session is lost.
  void RollBack();

  Error Lost();

 private:
  Session(const Api& api, std::shared_ptr<Canceller> canceller)
      : api_(api), canceller_(std::move(canceller)) {}

  enum class Woken : std::uint8_t { kReady, kStopped, kLate };
  /// Throws away what the server sends. True: it has sent all.
  bool DrainUntil(Clock::time_point until);
  Woken Wait(short events, std::optional<Clock::time_point> until, const std::stop_token& stop);
  Result<void> Connect(const ConnectionParameters& parameters, std::chrono::milliseconds timeout,
                       const std::stop_token& stop);

  const Api& api_;
  const std::shared_ptr<Canceller> canceller_;
  const Waker waker_;
  PGconn* connection_ = nullptr;
  std::optional<Clock::time_point> until_;
  bool is_lost_ = false;
};

}  // namespace semaflow::postgres
