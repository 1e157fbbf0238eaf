#include "backends/postgres/session.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

#include "backends/postgres/errors.h"
#include "base/cancelled.h"

namespace semaflow::postgres {
namespace {

/// How long a server may take to stop a statement before its connection is given up.
constexpr std::chrono::seconds kStopGrace{2};
/// How long until it is asked once more.
constexpr std::chrono::milliseconds kStopPatience{50};
/// How long a thread of a canceller waits for the next request before it ends.
constexpr std::chrono::seconds kCancellerIdle{5};
/// So many requests may go unanswered before others wait for them.
constexpr int kCancellersMax = 64;

}  // namespace

// --- Waker.

Waker::Waker() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Waker::~Waker() { ::close(descriptor_); }

void Waker::Wake() const {
  const std::uint64_t one = 1;
  // It fails only where it is awake already.
  [[maybe_unused]] const auto written = ::write(descriptor_, &one, sizeof one);
}

void Waker::Clear() const {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto read = ::read(descriptor_, &count, sizeof count);
}

// --- Canceller.

struct Canceller::State {
  explicit State(const Api& functions) : api(functions) {}

  const Api& api;
  std::mutex mutex;
  std::condition_variable more;
  std::deque<std::pair<PGcancel*, std::promise<void>>> waiting;
  int threads = 0;
  int idle = 0;  // Of them.
};

Canceller::Canceller(const Api& api) : state_(std::make_shared<State>(api)) {}

std::future<void> Canceller::Cancel(PGcancel* cancel) {
  const std::lock_guard lock(state_->mutex);
  std::future<void> done =
      state_->waiting.emplace_back(cancel, std::promise<void>()).second.get_future();
  state_->more.notify_one();
  if (state_->idle >= static_cast<int>(state_->waiting.size())) return done;
  if (state_->threads == kCancellersMax) return done;  // One of them takes it when it is free.
  const auto work = [state = state_] {
    std::unique_lock held(state->mutex);
    while (true) {
      ++state->idle;
      const bool has_more =
          state->more.wait_for(held, kCancellerIdle, [&] { return !state->waiting.empty(); });
      --state->idle;
      if (!has_more) break;
      auto [next, asked] = std::move(state->waiting.front());
      state->waiting.pop_front();
      held.unlock();
      char text[256];
      state->api.PQcancel(next, text, sizeof text);
      state->api.PQfreeCancel(next);
      asked.set_value();
      held.lock();
    }
    --state->threads;
  };
  try {
    std::thread(work).detach();  // It holds what it needs, and may outlive the backend.
    ++state_->threads;
  } catch (const std::system_error&) {
    if (state_->threads > 0) return done;
    // Without a thread nobody is asked to stop; the session is given up after its grace.
    state_->api.PQfreeCancel(cancel);
    state_->waiting.pop_back();
  }
  return done;
}

// --- Session.

Result<std::unique_ptr<Session>> Session::Open(const Api& api, std::shared_ptr<Canceller> canceller,
                                               const ConnectionParameters& parameters,
                                               std::chrono::milliseconds timeout,
                                               const std::stop_token& stop) {
  auto session = std::unique_ptr<Session>(new Session(api, std::move(canceller)));
  if (auto connected = session->Connect(parameters, timeout, stop); !connected) {
    return tl::unexpected(std::move(connected).error());
  }
  return session;
}

Session::~Session() {
  if (connection_ != nullptr) api_.PQfinish(connection_);
}

Error Session::Lost() {
  is_lost_ = true;
  return Unavailable(api_.PQerrorMessage(connection_));
}

Session::Woken Session::Wait(short events, std::optional<Clock::time_point> until,
                             const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] { waker_.Wake(); });
  pollfd watched[] = {{.fd = api_.PQsocket(connection_), .events = events, .revents = 0},
                      {.fd = waker_.descriptor(), .events = POLLIN, .revents = 0}};
  if (watched[0].fd < 0) return Woken::kReady;  // libpq has closed it, and says why.
  while (true) {
    if (stop.stop_requested()) {
      waker_.Clear();
      return Woken::kStopped;
    }
    int milliseconds = -1;
    if (until) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - Clock::now()).count();
      if (left <= 0) return Woken::kLate;
      milliseconds = static_cast<int>(std::min<std::int64_t>(left, 60'000));
    }
    const int ready = ::poll(watched, 2, milliseconds);
    if (ready < 0 && errno != EINTR) return Woken::kReady;  // libpq says what is wrong
    if (watched[1].revents != 0) waker_.Clear();
    if (watched[0].revents != 0) return Woken::kReady;
  }
}

Result<void> Session::Connect(const ConnectionParameters& parameters,
                              std::chrono::milliseconds timeout, const std::stop_token& stop) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : parameters) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  if (stop.stop_requested()) return tl::unexpected(Cancelled());
  connection_ = api_.PQconnectStartParams(keywords.data(), values.data(), 0);
  if (connection_ == nullptr) {
    return tl::unexpected(Unavailable("there is no memory for a connection"));
  }
  api_.PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  // The words of a server that refuses come with their SQLSTATE.
  api_.PQsetErrorVerbosity(connection_, PQERRORS_VERBOSE);
  const auto until = Clock::now() + timeout;
  PostgresPollingStatusType wants = PGRES_POLLING_WRITING;
  while (api_.PQstatus(connection_) != CONNECTION_BAD && wants != PGRES_POLLING_OK) {
    switch (Wait(wants == PGRES_POLLING_READING ? POLLIN : POLLOUT, until, stop)) {
      case Woken::kReady:
        break;
      case Woken::kStopped:
        is_lost_ = true;
        return tl::unexpected(Cancelled());
      case Woken::kLate:
        is_lost_ = true;
        return tl::unexpected(Unavailable("the server did not answer within " +
                                          std::to_string(timeout.count()) + " ms"));
    }
    wants = api_.PQconnectPoll(connection_);
    if (wants == PGRES_POLLING_FAILED) break;
  }
  if (api_.PQstatus(connection_) != CONNECTION_OK) {
    is_lost_ = true;
    const bool needs_password = api_.PQconnectionNeedsPassword(connection_) != 0;
    return tl::unexpected(LoginError(api_.PQerrorMessage(connection_), needs_password));
  }
  api_.PQsetErrorVerbosity(connection_, PQERRORS_DEFAULT);
  if (api_.PQsetnonblocking(connection_, 1) != 0) return tl::unexpected(Lost());
  return {};
}

bool Session::IsAlive() {
  pollfd watched{.fd = is_lost_ ? -1 : api_.PQsocket(connection_), .events = POLLIN, .revents = 0};
  // A notice, or the last words of a server that ends it: the end is seen behind them.
  while (!is_lost_ && ::poll(&watched, 1, 0) > 0) {
    if (api_.PQconsumeInput(connection_) == 0) is_lost_ = true;
  }
  is_lost_ = is_lost_ || api_.PQstatus(connection_) != CONNECTION_OK;
  return !is_lost_;
}

Result<void> Session::Flush(const std::stop_token& stop) {
  while (true) {
    const int left = api_.PQflush(connection_);
    if (left == 0) return {};
    if (left < 0) return tl::unexpected(Lost());
    // The server may wait for us to read before it reads on.
    if (Wait(POLLIN | POLLOUT, std::nullopt, stop) == Woken::kStopped) {
      is_lost_ = true;  // Half a message was sent.
      return tl::unexpected(Cancelled());
    }
    if (api_.PQconsumeInput(connection_) == 0) return tl::unexpected(Lost());
  }
}

Result<ResultPtr> Session::Next(const std::stop_token& stop) {
  while (api_.PQisBusy(connection_) == 1) {
    switch (Wait(POLLIN, until_, stop)) {
      case Woken::kReady:
        break;
      case Woken::kStopped:
        return tl::unexpected(Cancelled());
      case Woken::kLate:
        is_lost_ = true;
        return tl::unexpected(Unavailable("the server did not answer in time"));
    }
    if (api_.PQconsumeInput(connection_) == 0) return tl::unexpected(Lost());
  }
  return ResultPtr(api_.PQgetResult(connection_), FreeResult{&api_});
}

Result<ResultPtr> Session::Only(const std::stop_token& stop) {
  if (auto flushed = Flush(stop); !flushed) return tl::unexpected(std::move(flushed).error());
  ResultPtr only(nullptr, FreeResult{&api_});
  while (true) {
    auto next = Next(stop);
    if (!next) return tl::unexpected(std::move(next).error());
    if (*next == nullptr) break;
    if (only == nullptr || api_.PQresultStatus(only.get()) != PGRES_FATAL_ERROR) {
      only = std::move(*next);
    }
  }
  if (only == nullptr) return tl::unexpected(Lost());
  if (api_.PQstatus(connection_) == CONNECTION_BAD) is_lost_ = true;
  return only;
}

Result<ResultPtr> Session::Run(const std::string& sql, const std::stop_token& stop) {
  if (api_.PQsendQuery(connection_, sql.c_str()) == 0) return tl::unexpected(Lost());
  auto result = Only(stop);
  if (result && api_.PQresultStatus(result->get()) == PGRES_FATAL_ERROR) {
    return tl::unexpected(MakeError(api_, result->get(), sql, {}));
  }
  return result;
}

void Session::Abandon() {
  if (is_lost_ || api_.PQtransactionStatus(connection_) != PQTRANS_ACTIVE) return;
  const auto until = Clock::now() + kStopGrace;
  // A request that finds the server before the statement does is not heard: it is made again.
  bool is_over = false;
  while (!is_over && Clock::now() < until) {
    PGcancel* const cancel = api_.PQgetCancel(connection_);
    if (cancel == nullptr) break;
    const std::future<void> asked = canceller_->Cancel(cancel);
    is_over = DrainUntil(std::min(Clock::now() + kStopPatience, until));
    // Until it was heard or refused it may still come.
    if (is_lost_ || asked.wait_until(until) != std::future_status::ready) break;
    if (is_over) return;
  }
  is_lost_ = true;
}

void Session::RollBack() {
  if (is_lost_ || api_.PQtransactionStatus(connection_) == PQTRANS_IDLE) return;
  const auto until = Clock::now() + kStopGrace;
  // A word of 20 bytes goes out at once, or the connection is stuck.
  if (api_.PQsendQuery(connection_, "ROLLBACK") == 0 || api_.PQflush(connection_) != 0 ||
      !DrainUntil(until)) {
    is_lost_ = true;
  }
}

bool Session::DrainUntil(Clock::time_point until) {
  while (true) {
    while (api_.PQisBusy(connection_) == 1) {
      if (Wait(POLLIN, until, {}) == Woken::kLate) return false;
      if (api_.PQconsumeInput(connection_) == 0) {
        is_lost_ = true;
        return false;
      }
    }
    const ResultPtr rest(api_.PQgetResult(connection_), FreeResult{&api_});
    if (rest == nullptr) return true;
    if (Clock::now() > until) return false;
  }
}

}  // namespace semaflow::postgres
