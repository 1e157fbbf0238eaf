// OpenPostgres: makes sure that the server can be reached.
#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "backends/postgres/backend.h"
#include "backends/postgres/connection.h"
#include "backends/postgres/errors.h"
#include "backends/postgres/library.h"
#include "backends/postgres/parameters.h"
#include "base/fork.h"
#include "semaflow/backend.h"

namespace semaflow {
namespace postgres {
namespace {

class PostgresBackend : public Backend {
 public:
  /// `first`: the session that showed that the server can be reached.
  PostgresBackend(std::shared_ptr<const Server> server, std::unique_ptr<PostgresConnection> first,
                  BackendLimits limits)
      : server_(std::move(server)),
        version_(first->version()),
        limits_(limits),
        first_(std::move(first)) {}

  ~PostgresBackend() override {
    // The session of the parent: not even its end may be said here.
    if (made_.IsForked()) static_cast<void>(first_.release());
  }

  Result<std::unique_ptr<Connection>> Connect(std::stop_token stop) override {
    if (made_.IsForked()) return tl::unexpected(Forked());
    if (auto first = TakeFirst(); first != nullptr && first->IsAlive()) return first;
    auto connection = PostgresConnection::Open(server_, stop);
    if (!connection) return tl::unexpected(std::move(connection).error());
    return std::move(*connection);
  }
  std::string_view name() const override { return "postgres"; }
  std::string_view dialect_name() const override { return "postgres"; }
  std::string version() const override { return version_; }
  BackendLimits limits() const override { return limits_; }

 private:
  std::unique_ptr<PostgresConnection> TakeFirst() {
    const std::lock_guard lock(mutex_);
    return std::move(first_);
  }

  const std::shared_ptr<const Server> server_;
  const std::string version_;
  const BackendLimits limits_;
  const MadeHere made_;
  std::mutex mutex_;
  std::unique_ptr<PostgresConnection> first_;
};

}  // namespace

Result<std::shared_ptr<Backend>> Open(const Api& api, const PostgresOptions& options,
                                      const std::stop_token& stop) {
  auto parameters = ReadConnection(api, options);
  if (!parameters) return tl::unexpected(std::move(parameters).error());
  const auto server = std::make_shared<const Server>(
      Server{.api = api,
             .canceller = std::make_shared<Canceller>(api),
             .parameters = std::move(*parameters),
             .connect_timeout = std::chrono::milliseconds(options.connect_timeout_ms),
             .transaction_pooler = options.transaction_pooler,
             .statement_timeout_ms = options.statement_timeout_ms,
             .schema = options.schema});
  auto first = PostgresConnection::Open(server, stop);
  if (!first) return tl::unexpected(std::move(first).error());
  constexpr int kOldest = 15;
  const std::string version = (*first)->version();
  if (std::stoi(version) < kOldest) {
    return tl::unexpected(
        Error{.code = ErrorCode::kBackendUnavailable,
              .message = "the server is PostgreSQL " + version + ", SemaFlow needs 15 or newer"});
  }
  BackendLimits limits;
  // A pooler has more clients than the server has connections.
  if (!options.transaction_pooler) {
    if (const auto connections = (*first)->ConnectionsMax(stop)) {
      limits.connections_max = std::min(limits.connections_max, *connections);
    }
  }
  return std::make_shared<PostgresBackend>(server, std::move(*first), limits);
}

}  // namespace postgres

Result<std::shared_ptr<Backend>> OpenPostgres(const PostgresOptions& options,
                                              std::stop_token stop) {
  const auto api = postgres::LoadLibrary();
  if (!api) return tl::unexpected(api.error());
  return postgres::Open(**api, options, stop);
}

}  // namespace semaflow
