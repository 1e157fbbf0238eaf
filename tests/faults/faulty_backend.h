// A backend before another one, of which the n-th call fails or throws.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "semaflow/backend.h"
#include "tests/faults/failing_calls.h"

namespace semaflow::faults {

/// What a call gives that fails; throws std::bad_alloc when that is the way.
inline tl::unexpected<Error> Fault() {
  if (TheCalls().way() == FailingCalls::Way::kThrows) throw std::bad_alloc();
  return tl::unexpected(Error{.code = ErrorCode::kBackendFailed, .message = "on purpose"});
}

class FaultyStream : public BatchStream {
 public:
  explicit FaultyStream(std::unique_ptr<BatchStream> rows) : rows_(std::move(rows)) {}
  const std::vector<ColumnInfo>& columns() const override { return rows_->columns(); }
  const SharedArrowSchema& schema() const override { return rows_->schema(); }
  Result<std::optional<RecordBatch>> Next() override {
    if (TheCalls().Count("Next")) return Fault();
    return rows_->Next();
  }

 private:
  const std::unique_ptr<BatchStream> rows_;
};

class FaultyConnection : public Connection {
 public:
  explicit FaultyConnection(std::unique_ptr<Connection> connection)
      : connection_(std::move(connection)) {}
  Result<std::unique_ptr<BatchStream>> Execute(Statement statement, std::stop_token stop) override {
    if (TheCalls().Count("Execute")) return Fault();
    auto rows = connection_->Execute(std::move(statement), std::move(stop));
    if (!rows) return rows;
    return std::make_unique<FaultyStream>(std::move(*rows));
  }
  Result<TableSchema> DescribeTable(const TableSource& source, std::stop_token stop) override {
    if (TheCalls().Count("DescribeTable")) return Fault();
    return connection_->DescribeTable(source, std::move(stop));
  }
  bool IsAlive() override {
    if (TheCalls().Count("IsAlive")) {
      if (TheCalls().way() == FailingCalls::Way::kThrows) throw std::bad_alloc();
      return false;
    }
    return connection_->IsAlive();
  }
  std::optional<double> Progress() const override { return connection_->Progress(); }

 private:
  const std::unique_ptr<Connection> connection_;
};

class FaultyBackend : public Backend {
 public:
  explicit FaultyBackend(std::shared_ptr<Backend> backend) : backend_(std::move(backend)) {}
  Result<std::unique_ptr<Connection>> Connect(std::stop_token stop) override {
    if (TheCalls().Count("Connect")) return Fault();
    auto connection = backend_->Connect(std::move(stop));
    if (!connection) return connection;
    return std::make_unique<FaultyConnection>(std::move(*connection));
  }
  std::string_view name() const override { return backend_->name(); }
  std::string_view dialect_name() const override { return backend_->dialect_name(); }
  std::string version() const override { return backend_->version(); }
  BackendLimits limits() const override { return backend_->limits(); }
  bool in_process() const override { return backend_->in_process(); }

 private:
  const std::shared_ptr<Backend> backend_;
};

}  // namespace semaflow::faults
